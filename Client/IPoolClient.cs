using System.Collections.Immutable;
using Orrery.Grains.Interfaces.Dags;
using Orrery.Grains.Interfaces.Pools;

namespace Orrery.Client;

/// <summary>The pools of an installation.</summary>
/// <exception cref="OrreryUnavailableException">Any member: the installation cannot be reached.</exception>
public interface IPoolClient
{
    /// <summary>All pools by name.</summary>
    Task<ImmutableArray<PoolInfo>> ListAsync(CancellationToken cancellationToken = default);

    /// <summary>One pool; null when there is none.</summary>
    Task<PoolInfo?> GetAsync(string name, CancellationToken cancellationToken = default);

    /// <summary>Creates or changes a pool.</summary>
    Task<ActionResult> SetAsync(string name, PoolSettings settings, CancellationToken cancellationToken = default);

    /// <summary>Takes a pool away; tasks that name it wait until there is one of that name again.</summary>
    Task<ActionResult> DeleteAsync(string name, CancellationToken cancellationToken = default);
}
