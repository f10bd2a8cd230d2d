using System.Collections.Immutable;
using Orrery.Core.Identity;
using Orrery.Grains.Interfaces.Dags;
using Orrery.Grains.Interfaces.Pools;

namespace Orrery.Client.Access;

/// <summary>Pools as a caller may see and change them.</summary>
/// <param name="inner">The installation's.</param>
/// <param name="access">The caller's.</param>
internal sealed class CallerPoolClient(IPoolClient inner, CallerAccess access) : IPoolClient
{
    /// <inheritdoc/>
    public Task<ImmutableArray<PoolInfo>> ListAsync(CancellationToken cancellationToken = default) =>
        access.ReadAllAsync(ApiRoles.Viewer, () => inner.ListAsync(cancellationToken), hidden: []);

    /// <inheritdoc/>
    public Task<PoolInfo?> GetAsync(string name, CancellationToken cancellationToken = default) =>
        access.ReadAllAsync(ApiRoles.Viewer, () => inner.GetAsync(name, cancellationToken), hidden: null);

    /// <inheritdoc/>
    public Task<ActionResult> SetAsync(string name, PoolSettings settings, CancellationToken cancellationToken = default) =>
        access.ActAsync(ApiRoles.Op, () => inner.SetAsync(name, settings, cancellationToken), refused => refused);

    /// <inheritdoc/>
    public Task<ActionResult> DeleteAsync(string name, CancellationToken cancellationToken = default) =>
        access.ActAsync(ApiRoles.Op, () => inner.DeleteAsync(name, cancellationToken), refused => refused);
}
