using Orrery.Grains.Interfaces.Dags;

namespace Orrery.Grains.Interfaces.Pools;

/// <summary>
/// The slots of one limit: of a pool, or of the cap on a task over all runs. Key: see <see cref="LimitKeys"/>. Soft: who holds slots is
/// counted from the leases in the store.
/// </summary>
[Alias("orrery.IPoolGrain")]
public interface IPoolGrain : IGrainWithStringKey
{
    /// <summary>
    /// Grants slots, in the order of the requests; one that does not fit does not keep a smaller one behind it from fitting. A queue that was
    /// refused something is told once there may be room.
    /// </summary>
    [AlwaysInterleave, Alias("Take")]
    Task<SlotAnswer> TakeAsync(string queue, ImmutableArray<SlotRequest> requests);

    /// <summary>Gives back the slots of leases that have ended or were not granted. May come twice; if it is lost, a later count finds out.</summary>
    [AlwaysInterleave, OneWay, Alias("Release")]
    Task ReleaseAsync(ImmutableArray<Guid> leases);

    /// <summary>Says that a task of the pool was deferred or no longer is.</summary>
    [AlwaysInterleave, OneWay, Alias("DeferredChanged")]
    Task DeferredChangedAsync();

    /// <summary>Creates or changes the pool.</summary>
    [Alias("Set")]
    Task<ActionResult> SetAsync(PoolSettings settings);

    /// <summary>Takes the pool away; tasks that name it wait until there is one of that name again. The default pool stays.</summary>
    [Alias("DeletePool")]
    Task<ActionResult> DeletePoolAsync();
}
