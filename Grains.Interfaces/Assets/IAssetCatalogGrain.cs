using Orrery.Grains.Interfaces.Catalog;

namespace Orrery.Grains.Interfaces.Assets;

/// <summary>Lists and looks up assets for clients, from the store. A stateless worker; any key.</summary>
[Alias("orrery.IAssetCatalogGrain")]
public interface IAssetCatalogGrain : IGrainWithStringKey
{
    /// <summary>Assets by URI; with <see cref="AssetQuery.DagId"/> those one DAG mentions.</summary>
    [Alias("ListAssets")]
    Task<Page<AssetInfo>> ListAssetsAsync(AssetQuery query);

    /// <summary>One asset by its number; null when there is none.</summary>
    [Alias("GetAsset")]
    Task<AssetInfo?> GetAssetAsync(long assetId);

    /// <summary>One asset by its URI, or else by its name; null when there is none.</summary>
    [Alias("FindAsset")]
    Task<AssetInfo?> FindAssetAsync(string uriOrName);

    /// <summary>Aliases by name.</summary>
    [Alias("ListAliases")]
    Task<Page<AssetAliasInfo>> ListAliasesAsync(ListQuery query);

    /// <summary>Events, newest first.</summary>
    [Alias("ListEvents")]
    Task<Page<AssetEventInfo>> ListEventsAsync(AssetEventQuery query);

    /// <summary>The events that led to a run, newest first, at most 1,000; none for a run that no event led to.</summary>
    [Alias("ListUpstreamEvents")]
    Task<ImmutableArray<AssetEventInfo>> ListUpstreamEventsAsync(string dagId, string runId);

    /// <summary>News a DAG has not run for yet.</summary>
    [Alias("ListQueuedOfDag")]
    Task<ImmutableArray<QueuedAssetInfo>> ListQueuedOfDagAsync(string dagId);

    /// <summary>DAGs that have not run for the news of an asset yet.</summary>
    [Alias("ListQueuedOfAsset")]
    Task<ImmutableArray<QueuedAssetInfo>> ListQueuedOfAssetAsync(string uri);

    /// <summary>How near a DAG's next run because of assets is; null when it does not wait for assets.</summary>
    [Alias("GetNextRun")]
    Task<NextRunAssets?> GetNextRunAsync(string dagId);
}

/// <summary>Which assets.</summary>
[GenerateSerializer, Immutable, Alias("orrery.asset_query")]
public sealed record AssetQuery
{
    /// <summary>Part of a name or URI; null: all.</summary>
    [Id(0)] public string? Search { get; init; }

    /// <summary>Only those this DAG mentions, in one page; null: all.</summary>
    [Id(1)] public string? DagId { get; init; }

    /// <summary>Only active ones. Default true.</summary>
    [Id(2)] public bool OnlyActive { get; init; } = true;

    /// <summary>How many: 1 to 1,000, default 100.</summary>
    [Id(3)] public int Limit { get; init; } = 100;

    /// <summary>Where the page begins; null: the first page.</summary>
    [Id(4)] public string? Cursor { get; init; }
}

/// <summary>Which events.</summary>
[GenerateSerializer, Immutable, Alias("orrery.asset_event_query")]
public sealed record AssetEventQuery
{
    /// <summary>Of the asset with this number; null: of any.</summary>
    [Id(0)] public long? AssetId { get; init; }

    /// <summary>Written by a task of this DAG; null: by any or none.</summary>
    [Id(1)] public string? SourceDagId { get; init; }

    /// <summary>And of this run; only with a DAG.</summary>
    [Id(2)] public string? SourceRunId { get; init; }

    /// <summary>And of this task; only with a DAG.</summary>
    [Id(3)] public string? SourceTaskId { get; init; }

    /// <summary>After this moment; null: from the first.</summary>
    [Id(4)] public DateTimeOffset? After { get; init; }

    /// <summary>How many: 1 to 1,000, default 100.</summary>
    [Id(5)] public int Limit { get; init; } = 100;

    /// <summary>Where the page begins; null: the first page.</summary>
    [Id(6)] public string? Cursor { get; init; }
}
