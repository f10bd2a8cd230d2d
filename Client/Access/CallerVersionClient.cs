using Orrery.Core.Identity;
using Orrery.Grains.Interfaces.Catalog;
using Orrery.Grains.Interfaces.Dags;
using Orrery.Grains.Interfaces.Versions;

namespace Orrery.Client.Access;

/// <summary>Versions and rollouts as a caller may see and change them.</summary>
/// <param name="inner">The installation's.</param>
/// <param name="access">The caller's.</param>
internal sealed class CallerVersionClient(IVersionClient inner, CallerAccess access) : IVersionClient
{
    /// <inheritdoc/>
    public Task<Page<DagVersionInfo>> ListAsync(ListQuery query, CancellationToken cancellationToken = default) =>
        access.ListAsync(inner.ListAsync, query, v => v.DagId, cancellationToken);

    /// <inheritdoc/>
    public Task<DagVersionInfo?> GetAsync(string dagId, int release, CancellationToken cancellationToken = default) =>
        access.ReadAsync(dagId, () => inner.GetAsync(dagId, release, cancellationToken), hidden: null);

    /// <inheritdoc/>
    public Task<DagSourceInfo?> GetSourceAsync(string dagId, int? release, CancellationToken cancellationToken = default) =>
        access.ReadAsync(dagId, () => inner.GetSourceAsync(dagId, release, cancellationToken), hidden: null);

    /// <inheritdoc/>
    public Task<DagDiffInfo?> DiffAsync(string dagId, int? from, int? to, CancellationToken cancellationToken = default) =>
        access.ReadAsync(dagId, () => inner.DiffAsync(dagId, from, to, cancellationToken), hidden: null);

    /// <inheritdoc/>
    public Task<RolloutInfo?> GetRolloutAsync(string dagId, CancellationToken cancellationToken = default) =>
        access.ReadAsync(dagId, () => inner.GetRolloutAsync(dagId, cancellationToken), hidden: null);

    /// <inheritdoc/>
    public Task<RolloutResult> SetRolloutAsync(string dagId, RolloutRequest request, CancellationToken cancellationToken = default) =>
        access.ActAsync(ApiRoles.Op, dagId, () => inner.SetRolloutAsync(dagId, request, cancellationToken), refused => new RolloutResult { Outcome = refused });

    /// <inheritdoc/>
    public Task<RolloutResult> PromoteAsync(string dagId, int? release, string requestedBy, CancellationToken cancellationToken = default) =>
        access.ActAsync(ApiRoles.Op, dagId, () => inner.PromoteAsync(dagId, release, requestedBy, cancellationToken), refused => new RolloutResult { Outcome = refused });

    /// <inheritdoc/>
    public Task<RolloutResult> RollbackAsync(string dagId, int? to, string requestedBy, CancellationToken cancellationToken = default) =>
        access.ActAsync(ApiRoles.Op, dagId, () => inner.RollbackAsync(dagId, to, requestedBy, cancellationToken), refused => new RolloutResult { Outcome = refused });

    /// <inheritdoc/>
    public Task<BundleRolloutResult> ChangeBundleAsync(string bundle, BundleRolloutAction action, RolloutRequest request, CancellationToken cancellationToken = default) =>
        access.ActAsync(ApiRoles.Op, () => inner.ChangeBundleAsync(bundle, action, request, cancellationToken), refused => new BundleRolloutResult { Outcome = refused });
}
