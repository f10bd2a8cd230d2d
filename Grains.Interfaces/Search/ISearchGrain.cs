using Orrery.Grains.Interfaces.Catalog;

namespace Orrery.Grains.Interfaces.Search;

/// <summary>Finds for clients by many properties, from the store, with bounded work. A stateless worker; any key.</summary>
[Alias("orrery.ISearchGrain")]
public interface ISearchGrain : IGrainWithStringKey
{
    /// <summary>DAGs, each with its newest runs.</summary>
    [Alias("FindDags")]
    Task<Page<DagInfo>> FindDagsAsync(DagQuery query);

    /// <summary>Runs.</summary>
    [Alias("FindDagRuns")]
    Task<Page<DagRunInfo>> FindDagRunsAsync(DagRunQuery query);

    /// <summary>Task instances, each with its run.</summary>
    [Alias("FindTaskInstances")]
    Task<Page<FoundTaskInstance>> FindTaskInstancesAsync(TaskInstanceQuery query);

    /// <summary>XComs, without their values.</summary>
    [Alias("FindXComs")]
    Task<Page<XComInfo>> FindXComsAsync(XComQuery query);

    /// <summary>One XCom with its value; null when there is none.</summary>
    [Alias("GetXCom")]
    Task<XComInfo?> GetXComAsync(XComAddress address);

    /// <summary>The tags of all DAGs in service, each once, by name.</summary>
    [Alias("ListTags")]
    Task<ImmutableArray<string>> ListTagsAsync();

    /// <summary>How many runs of these DAGs are in each state; DAGs that do not exist are left out.</summary>
    [Alias("CountRuns")]
    Task<ImmutableArray<DagStats>> CountRunsAsync(ImmutableArray<string> dagIds);

    /// <summary>Warnings by DAG and type, of one DAG or of all; at most 1,000.</summary>
    [Alias("ListWarnings")]
    Task<ImmutableArray<DagWarningInfo>> ListWarningsAsync(string? dagId);

    /// <summary>Ids of the DAGs that a user keeps at hand.</summary>
    [Alias("ListFavorites")]
    Task<ImmutableArray<string>> ListFavoritesAsync(string user);

    /// <summary>The machines that run tasks, by name.</summary>
    [Alias("ListHosts")]
    Task<ImmutableArray<RuntimeHostInfo>> ListHostsAsync();
}
