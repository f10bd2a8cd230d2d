using Orrery.Core.Dags;
using Orrery.Core.Queues;
using Orrery.Core.States;
using Orrery.Storage;
using Orrery.Storage.Rows;

namespace Orrery.Simulation.Tests;

/// <content>Pools, and who holds their slots.</content>
internal sealed partial class SimulatedStore
{
    private readonly Dictionary<string, PoolRow> _pools = new(StringComparer.Ordinal)
    {
        [TaskDefinition.DefaultPool] = new PoolRow { Name = TaskDefinition.DefaultPool, Slots = 128, Revision = 1 },
        [Scenario.SmallPool] = new PoolRow { Name = Scenario.SmallPool, Slots = scenario.SmallPoolSlots, Revision = 1 },
    };

    private readonly Dictionary<string, LimitEpochRow> _epochs = new(StringComparer.Ordinal);

    public Task<PoolRow?> GetPoolAsync(string name, CancellationToken cancellationToken = default) => ReadAsync(_pools.GetValueOrDefault(name));

    public Task<IReadOnlyList<PoolRow>> ListPoolsAsync(CancellationToken cancellationToken = default) =>
        ReadAsync<IReadOnlyList<PoolRow>>([.. _pools.Values.OrderBy(p => p.Name, StringComparer.Ordinal)]);

    public Task<IReadOnlyList<PoolSlotCount>> CountPoolSlotsAsync(string? pool, CancellationToken cancellationToken = default) =>
        ReadAsync<IReadOnlyList<PoolSlotCount>>([.. AllTasks().Where(t => pool is null || t.Task.Pool == pool)
            .GroupBy(t => (t.Task.Pool, t.Task.State)).Select(g => new PoolSlotCount(g.Key.Pool, g.Key.State, g.Sum(t => t.Task.PoolSlots)))]);

    public Task<IReadOnlyList<SlotHolder>> ListPoolHoldersAsync(string pool, CancellationToken cancellationToken = default) =>
        ReadAsync<IReadOnlyList<SlotHolder>>([.. Holding().Where(t => t.Task.Pool == pool).Select(t => new SlotHolder(t.Task.LeaseId!.Value, t.Task.PoolSlots))]);

    public Task<IReadOnlyList<SlotHolder>> ListTaskHoldersAsync(string dagId, string taskId, CancellationToken cancellationToken = default) =>
        ReadAsync<IReadOnlyList<SlotHolder>>([.. Holding().Where(t => t.DagId == dagId && t.Task.TaskId == taskId).Select(t => new SlotHolder(t.Task.LeaseId!.Value, 1))]);

    public Task<LimitEpochRow?> GetLimitEpochAsync(string limitKey, CancellationToken cancellationToken = default) => ReadAsync(_epochs.GetValueOrDefault(limitKey));

    public Task<IReadOnlyList<LeasedTask>> ListPoolTasksAsync(string pool, int limit, CancellationToken cancellationToken = default) =>
        ReadAsync<IReadOnlyList<LeasedTask>>([.. Holding().Where(t => t.Task.Pool == pool).Take(limit)]);

    private bool Holds(AssertionRow row) => row is LimitEpochAssertion grant && _epochs.GetValueOrDefault(grant.LimitKey)?.Revision == grant.Revision;

    /// <summary>Slots of a pool that are held.</summary>
    public int HeldIn(string pool) => Holding().Where(t => t.Task.Pool == pool).Sum(t => t.Task.PoolSlots);

    /// <summary>How many instances of a task are leased.</summary>
    public int LeasedOf(string dagId, string taskId) => Holding().Count(t => t.DagId == dagId && t.Task.TaskId == taskId);

    public int SlotsOf(string pool) => _pools[pool].Slots;

    private IEnumerable<LeasedTask> Holding() =>
        AllTasks().Where(t => t.Task is { LeaseId: not null, State: TaskInstanceState.Running or TaskInstanceState.Restarting });

    private IEnumerable<LeasedTask> AllTasks() => _runs.Values.SelectMany(r => r.Tasks.Values.Select(t => new LeasedTask(r.Row.DagId, r.Row.RunId, t)));
}
