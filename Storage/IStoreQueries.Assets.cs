using Orrery.Core.Assets;
using Orrery.Storage.Rows;

namespace Orrery.Storage;

/// <content>Assets, their events, and who waits for them.</content>
public partial interface IStoreQueries
{
    /// <summary>One asset; null when there is none.</summary>
    Task<AssetRow?> GetAssetAsync(string uri, CancellationToken cancellationToken = default);

    /// <summary>One asset by its number; null when there is none.</summary>
    Task<AssetRow?> GetAssetByIdAsync(long assetId, CancellationToken cancellationToken = default);

    /// <summary>Assets by URI.</summary>
    Task<IReadOnlyList<AssetRow>> ListAssetsAsync(AssetFilter filter, CancellationToken cancellationToken = default);

    /// <summary>Assets with this name, by URI; at most one of them is active.</summary>
    Task<IReadOnlyList<AssetRow>> ListAssetsNamedAsync(string name, CancellationToken cancellationToken = default);

    /// <summary>Assets with news in the outbox, or not heard of by every DAG that waits for them; a URI may come twice.</summary>
    Task<IReadOnlyList<string>> ListAssetsWithNewsAsync(int limit, CancellationToken cancellationToken = default);

    /// <summary>News on their way to an asset.</summary>
    Task<IReadOnlyList<AssetOutboxRow>> ListAssetOutboxAsync(string uri, int limit, CancellationToken cancellationToken = default);

    /// <summary>Ids of active, unpaused DAGs that wait for the asset, by itself or by an alias it was resolved from, in order, after one.</summary>
    Task<IReadOnlyList<string>> ListAssetConsumersAsync(string uri, string afterDagId, int limit, CancellationToken cancellationToken = default);

    /// <summary>What active DAGs say of an asset or alias.</summary>
    Task<IReadOnlyList<AssetReferenceRow>> ListAssetReferencesAsync(AssetRef target, CancellationToken cancellationToken = default);

    /// <summary>What active DAGs say of assets they call by this name.</summary>
    Task<IReadOnlyList<AssetReferenceRow>> ListAssetReferencesNamedAsync(string name, CancellationToken cancellationToken = default);

    /// <summary>What a DAG says of assets and aliases.</summary>
    Task<IReadOnlyList<AssetReferenceRow>> ListDagAssetReferencesAsync(string dagId, CancellationToken cancellationToken = default);

    /// <summary>Names of aliases that active or inactive DAGs mention, in order, after one.</summary>
    Task<IReadOnlyList<string>> ListAssetAliasNamesAsync(string after, int limit, CancellationToken cancellationToken = default);

    /// <summary>The assets an alias was resolved to.</summary>
    Task<IReadOnlyList<AssetAliasRow>> ListAssetsOfAliasAsync(string alias, CancellationToken cancellationToken = default);

    /// <summary>The aliases that were resolved to an asset.</summary>
    Task<IReadOnlyList<AssetAliasRow>> ListAliasesOfAssetAsync(string uri, CancellationToken cancellationToken = default);

    /// <summary>News a DAG has not run for yet, by URI.</summary>
    Task<IReadOnlyList<AssetQueueRow>> ListAssetQueueAsync(string dagId, CancellationToken cancellationToken = default);

    /// <summary>DAGs that have not run for the news of an asset yet, by id.</summary>
    Task<IReadOnlyList<AssetQueueRow>> ListAssetQueueOfAssetAsync(string uri, CancellationToken cancellationToken = default);

    /// <summary>DAGs with news they have not run for yet, in order, after one.</summary>
    Task<IReadOnlyList<string>> ListDagsWithAssetQueueAsync(string afterDagId, int limit, CancellationToken cancellationToken = default);

    /// <summary>The last event of the asset that led to a run of the DAG; 0: none did.</summary>
    Task<long> GetLastConsumedAssetEventAsync(string dagId, string uri, CancellationToken cancellationToken = default);

    /// <summary>The events that led to a run, by asset.</summary>
    Task<IReadOnlyList<AssetConsumptionRow>> ListAssetConsumptionAsync(long runPk, CancellationToken cancellationToken = default);

    /// <summary>Runs an event led to, at most 100.</summary>
    Task<IReadOnlyList<DagRunRow>> ListRunsOfAssetEventAsync(string uri, long eventId, CancellationToken cancellationToken = default);

    /// <summary>Events, newest first.</summary>
    Task<IReadOnlyList<AssetEventRow>> ListAssetEventsAsync(AssetEventFilter filter, CancellationToken cancellationToken = default);

    /// <summary>Whether there was news of an asset at a moment or after it.</summary>
    Task<bool> HasAssetEventSinceAsync(string uri, DateTimeOffset since, CancellationToken cancellationToken = default);
}

/// <summary>Which assets.</summary>
/// <param name="Search">With this text in their name or URI, ignoring case; null: any.</param>
/// <param name="ActiveOnly">Only active ones.</param>
/// <param name="AfterUri">After this URI; null: from the first.</param>
/// <param name="Limit">At most this many.</param>
public sealed record AssetFilter(string? Search = null, bool ActiveOnly = true, string? AfterUri = null, int Limit = 100);

/// <summary>Which events.</summary>
/// <param name="Uri">Of this asset; null: of any.</param>
/// <param name="SourceDagId">Written by a task of this DAG; null: by any or none.</param>
/// <param name="SourceRunId">And of this run; null: of any. Only with a DAG.</param>
/// <param name="SourceTaskId">And of this task; null: of any. Only with a DAG.</param>
/// <param name="Above">Above this id; 0: from the first.</param>
/// <param name="Before">Before this place in the order (newest first); null: from the newest.</param>
/// <param name="Limit">At most this many.</param>
public sealed record AssetEventFilter(
    string? Uri = null,
    string? SourceDagId = null,
    string? SourceRunId = null,
    string? SourceTaskId = null,
    long Above = 0,
    AssetEventPlace? Before = null,
    int Limit = 100);

/// <summary>A place in the order of events: by id, then by URI.</summary>
/// <param name="EventId">Id of the event there.</param>
/// <param name="Uri">URI of its asset.</param>
public readonly record struct AssetEventPlace(long EventId, string Uri);
