using System.Collections.Immutable;
using Orrery.Core.Identity;
using Orrery.Grains.Interfaces.Catalog;
using Orrery.Grains.Interfaces.Dags;
using Orrery.Grains.Interfaces.Pools;

namespace Orrery.Client.InProcess;

/// <summary>Pools, through their grains.</summary>
/// <param name="grains">Reaches the grains.</param>
internal sealed class GrainPoolClient(IGrainFactory grains) : IPoolClient
{
    private ICatalogGrain Catalog => grains.GetGrain<ICatalogGrain>("0");

    /// <inheritdoc/>
    public Task<ImmutableArray<PoolInfo>> ListAsync(CancellationToken cancellationToken = default) =>
        Reach.AskAsync(Catalog.ListPoolsAsync(), cancellationToken);

    /// <inheritdoc/>
    public Task<PoolInfo?> GetAsync(string name, CancellationToken cancellationToken = default) =>
        Ids.Problem(IdKind.Name, name) is null ? Reach.AskAsync(Catalog.GetPoolAsync(name), cancellationToken) : Task.FromResult<PoolInfo?>(null);

    /// <inheritdoc/>
    public Task<ActionResult> SetAsync(string name, PoolSettings settings, CancellationToken cancellationToken = default) =>
        Ids.Problem(IdKind.Name, name) is { } problem
            ? Task.FromResult(ActionResult.Refuse(ActionStatus.Invalid, problem))
            : Reach.AskAsync(grains.GetGrain<IPoolGrain>(name).SetAsync(settings), cancellationToken);

    /// <inheritdoc/>
    public Task<ActionResult> DeleteAsync(string name, CancellationToken cancellationToken = default) =>
        Ids.Problem(IdKind.Name, name) is { } problem
            ? Task.FromResult(ActionResult.Refuse(ActionStatus.NotFound, problem))
            : Reach.AskAsync(grains.GetGrain<IPoolGrain>(name).DeletePoolAsync(), cancellationToken);
}
