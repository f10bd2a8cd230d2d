using Orrery.Grains.Interfaces.Backfills;
using Orrery.Grains.Interfaces.Bundles;
using Orrery.Grains.Interfaces.Pools;

namespace Orrery.Grains.Interfaces.Catalog;

/// <summary>Lists and looks up for clients, from the store. A stateless worker; any key.</summary>
[Alias("orrery.ICatalogGrain")]
public interface ICatalogGrain : IGrainWithStringKey
{
    /// <summary>What goes on, in a few numbers.</summary>
    /// <param name="since">From when on runs that have ended are counted.</param>
    [Alias("GetOverview")]
    Task<OverviewInfo> GetOverviewAsync(DateTimeOffset since);

    /// <summary>DAGs by id, each with its newest runs.</summary>
    [Alias("ListDags")]
    Task<Page<DagInfo>> ListDagsAsync(ListQuery query);

    /// <summary>One DAG; null when there is none.</summary>
    [Alias("GetDag")]
    Task<DagInfo?> GetDagAsync(string dagId);

    /// <summary>Runs, newest first.</summary>
    [Alias("ListDagRuns")]
    Task<Page<DagRunInfo>> ListDagRunsAsync(ListQuery query);

    /// <summary>One run; null when there is none.</summary>
    [Alias("GetDagRun")]
    Task<DagRunInfo?> GetDagRunAsync(string dagId, string runId);

    /// <summary>The task instances of a run, level by level, and in a level by their place in the run.</summary>
    [Alias("ListTaskInstances")]
    Task<ImmutableArray<TaskInstanceInfo>> ListTaskInstancesAsync(string dagId, string runId);

    /// <summary>The tries of a task instance, first to last.</summary>
    [Alias("ListTries")]
    Task<ImmutableArray<TaskTryInfo>> ListTriesAsync(string dagId, string runId, string taskId, int mapIndex);

    /// <summary>All tasks of a run in a byte each; null when there is no such run.</summary>
    [Alias("ReadCells")]
    Task<RunCells?> ReadCellsAsync(string dagId, string runId);

    /// <summary>The edges of the version a run is pinned to, or of the live version: task id to ids downstream.</summary>
    [Alias("GetStructure")]
    Task<DagStructure?> GetStructureAsync(string version);

    /// <summary>What tasks ask people: of a run, or what waits for an answer anywhere, the longest first.</summary>
    [Alias("ListApprovals")]
    Task<ImmutableArray<ApprovalInfo>> ListApprovalsAsync(ApprovalQuery query);

    /// <summary>The canonical document of a version, as JSON; null when there is none of that name.</summary>
    [Alias("GetDocument")]
    Task<string?> GetDocumentAsync(string version);

    /// <summary>The next scheduled runs of a DAG, as if it were not paused; empty when it has none, is not in service or does not exist.</summary>
    [Alias("ListNextRuns")]
    Task<ImmutableArray<NextRunInfo>> ListNextRunsAsync(string dagId, int count);

    /// <summary>Backfills, newest first.</summary>
    [Alias("ListBackfills")]
    Task<Page<BackfillInfo>> ListBackfillsAsync(ListQuery query);

    /// <summary>One backfill; null when there is none.</summary>
    [Alias("GetBackfill")]
    Task<BackfillInfo?> GetBackfillAsync(long backfillId);

    /// <summary>The dates a backfill has dealt with so far, by ordinal.</summary>
    [Alias("ListBackfillDates")]
    Task<Page<BackfillDateInfo>> ListBackfillDatesAsync(long backfillId, ListQuery query);

    /// <summary>Files that cannot be taken as they are.</summary>
    [Alias("ListImportErrors")]
    Task<ImmutableArray<ImportErrorInfo>> ListImportErrorsAsync();

    /// <summary>All bundles by name.</summary>
    [Alias("ListBundles")]
    Task<ImmutableArray<BundleInfo>> ListBundlesAsync();

    /// <summary>All pools by name, with what their slots are doing.</summary>
    [Alias("ListPools")]
    Task<ImmutableArray<PoolInfo>> ListPoolsAsync();

    /// <summary>One pool; null when there is none.</summary>
    [Alias("GetPool")]
    Task<PoolInfo?> GetPoolAsync(string name);
}

/// <summary>Tasks and edges of a version, for drawing.</summary>
[GenerateSerializer, Immutable, Alias("orrery.dag_structure")]
public sealed record DagStructure
{
    /// <summary>Task ids, by their place in runs of the version.</summary>
    [Id(0)] public required ImmutableArray<string> TaskIds { get; init; }

    /// <summary>For each task the places of its direct upstream tasks.</summary>
    [Id(1)] public required ImmutableArray<ImmutableArray<int>> Upstream { get; init; }

    /// <summary>For each task its operator.</summary>
    [Id(2)] public required ImmutableArray<string> Operators { get; init; }

    /// <summary>The groups of tasks, each after the one it lies in.</summary>
    [Id(3)] public ImmutableArray<TaskGroupInfo> Groups { get; init; } = [];

    /// <summary>For each task the place of its group in <see cref="Groups"/>, −1 for none; empty when there are no groups.</summary>
    [Id(4)] public ImmutableArray<int> GroupOf { get; init; } = [];
}

/// <summary>A group of tasks.</summary>
/// <param name="GroupId">Its full id.</param>
/// <param name="Parent">Place of the group it lies in; −1: in none.</param>
[GenerateSerializer, Immutable, Alias("orrery.task_group_info")]
public sealed record TaskGroupInfo([property: Id(0)] string GroupId, [property: Id(1)] int Parent);
