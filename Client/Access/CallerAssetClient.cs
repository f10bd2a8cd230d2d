using System.Collections.Immutable;
using Orrery.Core.Identity;
using Orrery.Grains.Interfaces.Assets;
using Orrery.Grains.Interfaces.Catalog;
using Orrery.Grains.Interfaces.Dags;

namespace Orrery.Client.Access;

/// <summary>Assets belong to no DAG: who does not see all DAGs sees those alone that have to do with one they name.</summary>
/// <param name="inner">The installation's.</param>
/// <param name="access">The caller's.</param>
internal sealed class CallerAssetClient(IAssetClient inner, CallerAccess access) : IAssetClient
{
    /// <inheritdoc/>
    public Task<Page<AssetInfo>> ListAsync(AssetQuery query, CancellationToken cancellationToken = default) =>
        access.ReadAllAsync(ApiRoles.Viewer, () => inner.ListAsync(query, cancellationToken), new Page<AssetInfo> { Items = [] });

    /// <inheritdoc/>
    public Task<AssetInfo?> GetAsync(long assetId, CancellationToken cancellationToken = default) =>
        access.ReadAllAsync(ApiRoles.Viewer, () => inner.GetAsync(assetId, cancellationToken), hidden: null);

    /// <inheritdoc/>
    public Task<AssetInfo?> FindAsync(string uriOrName, CancellationToken cancellationToken = default) =>
        access.ReadAllAsync(ApiRoles.Viewer, () => inner.FindAsync(uriOrName, cancellationToken), hidden: null);

    /// <inheritdoc/>
    public Task<Page<AssetAliasInfo>> ListAliasesAsync(ListQuery query, CancellationToken cancellationToken = default) =>
        access.ReadAllAsync(ApiRoles.Viewer, () => inner.ListAliasesAsync(query, cancellationToken), new Page<AssetAliasInfo> { Items = [] });

    /// <inheritdoc/>
    public Task<Page<AssetEventInfo>> ListEventsAsync(AssetEventQuery query, CancellationToken cancellationToken = default) =>
        access.ReadAllAsync(ApiRoles.Viewer, () => inner.ListEventsAsync(query, cancellationToken), new Page<AssetEventInfo> { Items = [] });

    /// <inheritdoc/>
    public async Task<ImmutableArray<AssetEventInfo>> ListUpstreamEventsAsync(string dagId, string runId, CancellationToken cancellationToken = default)
    {
        var rights = await access.Caller.GetRightsAsync();
        return rights.Sees(dagId)
            ? [.. (await inner.ListUpstreamEventsAsync(dagId, runId, cancellationToken)).Select(e => Shown(e, rights))]
            : [];
    }

    /// <inheritdoc/>
    public Task<AssetEmissionResult> EmitAsync(long assetId, AssetEmission emission, CancellationToken cancellationToken = default) =>
        access.ActAsync(ApiRoles.User, () => inner.EmitAsync(assetId, emission, cancellationToken), refused => new AssetEmissionResult { Outcome = refused });

    /// <inheritdoc/>
    public Task<MaterializeResult> MaterializeAsync(long assetId, TriggerRequest request, CancellationToken cancellationToken = default) =>
        access.ActAsync(ApiRoles.User, () => inner.MaterializeAsync(assetId, request, cancellationToken), refused => new MaterializeResult(refused));

    /// <inheritdoc/>
    public Task<ImmutableArray<QueuedAssetInfo>> ListQueuedAsync(string? dagId, long? assetId, CancellationToken cancellationToken = default) => dagId is null
        ? access.ReadAllAsync(ApiRoles.Viewer, () => inner.ListQueuedAsync(dagId, assetId, cancellationToken), hidden: [])
        : access.ReadAsync(dagId, () => inner.ListQueuedAsync(dagId, assetId, cancellationToken), hidden: []);

    /// <inheritdoc/>
    public Task<ActionResult> ForgetQueuedAsync(string? dagId, long? assetId, CancellationToken cancellationToken = default) => dagId is null
        ? access.ActAsync(ApiRoles.User, () => inner.ForgetQueuedAsync(dagId, assetId, cancellationToken), refused => refused)
        : access.ActAsync(ApiRoles.User, dagId, () => inner.ForgetQueuedAsync(dagId, assetId, cancellationToken), refused => refused);

    /// <inheritdoc/>
    public Task<NextRunAssets?> GetNextRunAsync(string dagId, CancellationToken cancellationToken = default) =>
        access.ReadAsync(dagId, () => inner.GetNextRunAsync(dagId, cancellationToken), hidden: null);

    // News may come from DAGs, and have led to runs of DAGs, that they must not know of.
    private static AssetEventInfo Shown(AssetEventInfo news, Rights rights) => rights.SeesAll ? news : (news.SourceDagId is { } source && !rights.Sees(source)
        ? news with { SourceDagId = null, SourceRunId = null, SourceTaskId = null, SourceMapIndex = -1, ExtraJson = "{}" }
        : news) with { CreatedDagRuns = [.. news.CreatedDagRuns.Where(r => rights.Sees(r.DagId))] };
}
