using System.Collections.Immutable;
using Orrery.Core.Dags;
using Orrery.Grains.Interfaces.Dags;
using Orrery.Grains.Interfaces.Pools;

namespace Orrery.Client.Testing;

/// <summary>Pools in memory, by the rules of the real ones as far as callers see them.</summary>
internal sealed class MemoryPools : IPoolClient
{
    private readonly SortedDictionary<string, PoolInfo> _pools = new(StringComparer.Ordinal);

    public MemoryPools() => Forget();

    /// <summary>Goes back to how a new installation is.</summary>
    public void Forget()
    {
        _pools.Clear();
        _pools[TaskDefinition.DefaultPool] = new PoolInfo { Name = TaskDefinition.DefaultPool, Slots = 128, Description = "Default pool", RunningSlots = 3, QueuedSlots = 2, ScheduledSlots = 1, DeferredSlots = 4 };
    }

    public Task<ImmutableArray<PoolInfo>> ListAsync(CancellationToken cancellationToken = default) => Task.FromResult<ImmutableArray<PoolInfo>>([.. _pools.Values]);

    public Task<PoolInfo?> GetAsync(string name, CancellationToken cancellationToken = default) => Task.FromResult(_pools.GetValueOrDefault(name));

    public Task<ActionResult> SetAsync(string name, PoolSettings settings, CancellationToken cancellationToken = default)
    {
        var exists = _pools.TryGetValue(name, out var pool);
        if (settings.IsNew is { } isNew && isNew == exists)
        {
            return Task.FromResult(exists
                ? ActionResult.Refuse(ActionStatus.Conflict, $"There is a pool '{name}' already.")
                : ActionResult.Refuse(ActionStatus.NotFound, $"There is no pool '{name}'."));
        }

        pool ??= new PoolInfo { Name = name, Slots = 0 };
        _pools[name] = pool with
        {
            Slots = settings.Slots ?? pool.Slots,
            Description = settings.Description is "" ? null : settings.Description ?? pool.Description,
            IncludeDeferred = settings.IncludeDeferred ?? pool.IncludeDeferred,
        };
        return Task.FromResult(ActionResult.Done);
    }

    public Task<ActionResult> DeleteAsync(string name, CancellationToken cancellationToken = default) => Task.FromResult(
        name == TaskDefinition.DefaultPool ? ActionResult.Refuse(ActionStatus.Invalid, $"Pool '{name}' cannot be deleted.")
        : _pools.Remove(name) ? ActionResult.Done
        : ActionResult.Refuse(ActionStatus.NotFound, $"There is no pool '{name}'."));
}
