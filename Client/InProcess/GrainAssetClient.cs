using System.Collections.Immutable;
using Orrery.Core.Identity;
using Orrery.Grains.Interfaces.Assets;
using Orrery.Grains.Interfaces.Catalog;
using Orrery.Grains.Interfaces.Dags;

namespace Orrery.Client.InProcess;

/// <summary>Talks to the grains of assets directly.</summary>
/// <param name="grains">Reaches the grains.</param>
internal sealed class GrainAssetClient(IGrainFactory grains) : IAssetClient
{
    private IAssetCatalogGrain Catalog => grains.GetGrain<IAssetCatalogGrain>("0");

    /// <inheritdoc/>
    public Task<Page<AssetInfo>> ListAsync(AssetQuery query, CancellationToken cancellationToken = default) =>
        Reach.AskAsync(Catalog.ListAssetsAsync(query), cancellationToken);

    /// <inheritdoc/>
    public Task<AssetInfo?> GetAsync(long assetId, CancellationToken cancellationToken = default) =>
        Reach.AskAsync(Catalog.GetAssetAsync(assetId), cancellationToken);

    /// <inheritdoc/>
    public Task<AssetInfo?> FindAsync(string uriOrName, CancellationToken cancellationToken = default) =>
        Reach.AskAsync(Catalog.FindAssetAsync(uriOrName), cancellationToken);

    /// <inheritdoc/>
    public Task<Page<AssetAliasInfo>> ListAliasesAsync(ListQuery query, CancellationToken cancellationToken = default) =>
        Reach.AskAsync(Catalog.ListAliasesAsync(query), cancellationToken);

    /// <inheritdoc/>
    public Task<Page<AssetEventInfo>> ListEventsAsync(AssetEventQuery query, CancellationToken cancellationToken = default) =>
        Reach.AskAsync(Catalog.ListEventsAsync(query), cancellationToken);

    /// <inheritdoc/>
    public Task<ImmutableArray<AssetEventInfo>> ListUpstreamEventsAsync(string dagId, string runId, CancellationToken cancellationToken = default) =>
        IdCheck.Problem(dagId, runId) is null
            ? Reach.AskAsync(Catalog.ListUpstreamEventsAsync(dagId, runId), cancellationToken)
            : Task.FromResult(ImmutableArray<AssetEventInfo>.Empty);

    /// <inheritdoc/>
    public async Task<AssetEmissionResult> EmitAsync(long assetId, AssetEmission emission, CancellationToken cancellationToken = default) =>
        await GetAsync(assetId, cancellationToken) is { } asset
            ? await Reach.AskAsync(Asset(asset.Uri).EmitAsync(emission), cancellationToken)
            : new AssetEmissionResult { Outcome = NoAsset(assetId) };

    /// <inheritdoc/>
    public async Task<MaterializeResult> MaterializeAsync(long assetId, TriggerRequest request, CancellationToken cancellationToken = default)
    {
        if (await GetAsync(assetId, cancellationToken) is not { } asset)
        {
            return new MaterializeResult(NoAsset(assetId));
        }

        var producers = asset.Mentions.Where(m => m.Role == AssetMentionRole.Outlet).Select(m => m.DagId).Distinct(StringComparer.Ordinal).ToList();
        if (producers is not [var dagId])
        {
            return new MaterializeResult(producers.Count == 0
                ? ActionResult.Refuse(ActionStatus.NotFound, $"No task has the asset '{asset.Uri}' among its outlets.")
                : ActionResult.Refuse(ActionStatus.Conflict, $"Several DAGs write the asset '{asset.Uri}': trigger the one that is meant: {string.Join(", ", producers)}."));
        }

        var triggered = await Reach.AskAsync(grains.GetGrain<IDagGrain>(dagId).TriggerAsync(request), cancellationToken);
        return new MaterializeResult(triggered.Outcome, dagId, triggered.RunId);
    }

    /// <inheritdoc/>
    public async Task<ImmutableArray<QueuedAssetInfo>> ListQueuedAsync(string? dagId, long? assetId, CancellationToken cancellationToken = default)
    {
        if (dagId is not null)
        {
            var queued = Ids.Problem(IdKind.Dag, dagId) is null ? await Reach.AskAsync(Catalog.ListQueuedOfDagAsync(dagId), cancellationToken) : [];
            return [.. queued.Where(q => assetId is null || q.AssetId == assetId)];
        }

        return await GetAsync(Given(assetId), cancellationToken) is { } asset
            ? await Reach.AskAsync(Catalog.ListQueuedOfAssetAsync(asset.Uri), cancellationToken)
            : [];
    }

    /// <inheritdoc/>
    public async Task<ActionResult> ForgetQueuedAsync(string? dagId, long? assetId, CancellationToken cancellationToken = default)
    {
        AssetInfo? asset = null;
        if (dagId is null || assetId is not null)
        {
            asset = await GetAsync(Given(assetId), cancellationToken);
            if (asset is null)
            {
                return NoAsset(Given(assetId));
            }
        }

        if (dagId is not null && IdCheck.Problem(dagId) is { } problem)
        {
            return ActionResult.Refuse(ActionStatus.NotFound, problem);
        }

        var forgotten = dagId is not null
            ? await Reach.AskAsync(grains.GetGrain<IDagGrain>(dagId).ForgetAssetNewsAsync(asset?.Uri), cancellationToken)
            : await Reach.AskAsync(Asset(asset!.Uri).ForgetNewsAsync(), cancellationToken);
        return forgotten > 0 ? ActionResult.Done : ActionResult.Refuse(ActionStatus.NotFound, "There is no news that was not run for yet.");
    }

    /// <inheritdoc/>
    public Task<NextRunAssets?> GetNextRunAsync(string dagId, CancellationToken cancellationToken = default) =>
        IdCheck.Problem(dagId) is null ? Reach.AskAsync(Catalog.GetNextRunAsync(dagId), cancellationToken) : Task.FromResult<NextRunAssets?>(null);

    private static long Given(long? assetId) => assetId ?? throw new ArgumentException("Name the DAG, the asset, or both.", nameof(assetId));

    private static ActionResult NoAsset(long assetId) => ActionResult.Refuse(ActionStatus.NotFound, $"There is no asset {assetId}.");

    private IAssetGrain Asset(string uri) => grains.GetGrain<IAssetGrain>(uri);
}
