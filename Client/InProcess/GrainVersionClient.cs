using Orrery.Core.Identity;
using Orrery.Grains.Interfaces.Catalog;
using Orrery.Grains.Interfaces.Dags;
using Orrery.Grains.Interfaces.Versions;

namespace Orrery.Client.InProcess;

/// <summary>Releases, through grains.</summary>
/// <param name="grains">Reaches the grains.</param>
internal sealed class GrainVersionClient(IGrainFactory grains) : IVersionClient
{
    private IVersionCatalogGrain Catalog => grains.GetGrain<IVersionCatalogGrain>("0");

    /// <inheritdoc/>
    public async Task<Page<DagVersionInfo>> ListAsync(ListQuery query, CancellationToken cancellationToken = default) =>
        (query.DagId is { } dagId && IdCheck.Problem(dagId) is null ? await Reach.AskAsync(Catalog.ListAsync(query), cancellationToken) : null)
        ?? new Page<DagVersionInfo> { Items = [] };

    /// <inheritdoc/>
    public Task<DagVersionInfo?> GetAsync(string dagId, int release, CancellationToken cancellationToken = default) =>
        IfThereMayBe(dagId, () => Catalog.GetAsync(dagId, release), cancellationToken);

    /// <inheritdoc/>
    public Task<DagSourceInfo?> GetSourceAsync(string dagId, int? release, CancellationToken cancellationToken = default) =>
        IfThereMayBe(dagId, () => Catalog.GetSourceAsync(dagId, release), cancellationToken);

    /// <inheritdoc/>
    public Task<DagDiffInfo?> DiffAsync(string dagId, int? from, int? to, CancellationToken cancellationToken = default) =>
        IfThereMayBe(dagId, () => Catalog.DiffAsync(dagId, from, to), cancellationToken);

    /// <inheritdoc/>
    public Task<RolloutInfo?> GetRolloutAsync(string dagId, CancellationToken cancellationToken = default) =>
        IfThereMayBe(dagId, () => Catalog.GetRolloutAsync(dagId), cancellationToken);

    /// <inheritdoc/>
    public Task<RolloutResult> SetRolloutAsync(string dagId, RolloutRequest request, CancellationToken cancellationToken = default) =>
        ChangeAsync(dagId, dag => dag.SetRolloutAsync(request), cancellationToken);

    /// <inheritdoc/>
    public Task<RolloutResult> PromoteAsync(string dagId, int? release, string requestedBy, CancellationToken cancellationToken = default) =>
        ChangeAsync(dagId, dag => dag.PromoteAsync(release, requestedBy), cancellationToken);

    /// <inheritdoc/>
    public Task<RolloutResult> RollbackAsync(string dagId, int? to, string requestedBy, CancellationToken cancellationToken = default) =>
        ChangeAsync(dagId, dag => dag.RollbackAsync(to, requestedBy), cancellationToken);

    /// <inheritdoc/>
    public Task<BundleRolloutResult> ChangeBundleAsync(string bundle, BundleRolloutAction action, RolloutRequest request, CancellationToken cancellationToken = default) =>
        Ids.Problem(IdKind.Name, bundle) is { } problem
            ? Task.FromResult(new BundleRolloutResult { Outcome = ActionResult.Refuse(ActionStatus.NotFound, problem) })
            : Reach.AskAsync(grains.GetGrain<IBundleRolloutGrain>(bundle).ChangeAsync(action, request), cancellationToken);

    private static Task<T?> IfThereMayBe<T>(string dagId, Func<Task<T?>> ask, CancellationToken cancellationToken)
        where T : class =>
        IdCheck.Problem(dagId) is null ? Reach.AskAsync(ask(), cancellationToken) : Task.FromResult<T?>(null);

    private Task<RolloutResult> ChangeAsync(string dagId, Func<IDagGrain, Task<RolloutResult>> change, CancellationToken cancellationToken) =>
        IdCheck.Problem(dagId) is { } problem
            ? Task.FromResult(new RolloutResult { Outcome = ActionResult.Refuse(ActionStatus.NotFound, problem) })
            : Reach.AskAsync(change(grains.GetGrain<IDagGrain>(dagId)), cancellationToken);
}
