using Orrery.Core.Assets;
using Orrery.Storage;
using Orrery.Storage.Rows;

namespace Orrery.Simulation.Tests;

/// <content>Assets: no DAG of the simulation mentions one.</content>
internal sealed partial class SimulatedStore
{
    public Task<IReadOnlyList<string>> ListAssetsWithNewsAsync(int limit, CancellationToken cancellationToken = default) => ReadAsync<IReadOnlyList<string>>([]);

    public Task<IReadOnlyList<string>> ListDagsWithAssetQueueAsync(string afterDagId, int limit, CancellationToken cancellationToken = default) =>
        ReadAsync<IReadOnlyList<string>>([]);

    public Task<IReadOnlyList<AssetReferenceRow>> ListDagAssetReferencesAsync(string dagId, CancellationToken cancellationToken = default) =>
        ReadAsync<IReadOnlyList<AssetReferenceRow>>([]);

    public Task<AssetRow?> GetAssetAsync(string uri, CancellationToken cancellationToken = default) => throw Unused();

    public Task<AssetRow?> GetAssetByIdAsync(long assetId, CancellationToken cancellationToken = default) => throw Unused();

    public Task<IReadOnlyList<AssetRow>> ListAssetsAsync(AssetFilter filter, CancellationToken cancellationToken = default) => throw Unused();

    public Task<IReadOnlyList<AssetRow>> ListAssetsNamedAsync(string name, CancellationToken cancellationToken = default) => throw Unused();

    public Task<IReadOnlyList<AssetOutboxRow>> ListAssetOutboxAsync(string uri, int limit, CancellationToken cancellationToken = default) => throw Unused();

    public Task<IReadOnlyList<string>> ListAssetConsumersAsync(string uri, string afterDagId, int limit, CancellationToken cancellationToken = default) => throw Unused();

    public Task<IReadOnlyList<AssetReferenceRow>> ListAssetReferencesAsync(AssetRef target, CancellationToken cancellationToken = default) => throw Unused();

    public Task<IReadOnlyList<AssetReferenceRow>> ListAssetReferencesNamedAsync(string name, CancellationToken cancellationToken = default) => throw Unused();

    public Task<IReadOnlyList<string>> ListAssetAliasNamesAsync(string after, int limit, CancellationToken cancellationToken = default) => throw Unused();

    public Task<IReadOnlyList<AssetAliasRow>> ListAssetsOfAliasAsync(string alias, CancellationToken cancellationToken = default) => throw Unused();

    public Task<IReadOnlyList<AssetAliasRow>> ListAliasesOfAssetAsync(string uri, CancellationToken cancellationToken = default) => throw Unused();

    public Task<IReadOnlyList<AssetQueueRow>> ListAssetQueueAsync(string dagId, CancellationToken cancellationToken = default) => throw Unused();

    public Task<IReadOnlyList<AssetQueueRow>> ListAssetQueueOfAssetAsync(string uri, CancellationToken cancellationToken = default) => throw Unused();

    public Task<long> GetLastConsumedAssetEventAsync(string dagId, string uri, CancellationToken cancellationToken = default) => throw Unused();

    public Task<IReadOnlyList<AssetConsumptionRow>> ListAssetConsumptionAsync(long runPk, CancellationToken cancellationToken = default) => throw Unused();

    public Task<IReadOnlyList<DagRunRow>> ListRunsOfAssetEventAsync(string uri, long eventId, CancellationToken cancellationToken = default) => throw Unused();

    public Task<IReadOnlyList<AssetEventRow>> ListAssetEventsAsync(AssetEventFilter filter, CancellationToken cancellationToken = default) => throw Unused();

    public Task<bool> HasAssetEventSinceAsync(string uri, DateTimeOffset since, CancellationToken cancellationToken = default) => throw Unused();
}
