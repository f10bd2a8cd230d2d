using Orrery.Core.Queues;
using Orrery.Core.States;
using Orrery.Storage.Rows;
using Orrery.Storage.Sql.Maps;

namespace Orrery.Storage.Sql;

/// <content>Reads of pools and of what holds their slots.</content>
public abstract partial class SqlStore
{
    // As in the index, word for word: that is how the database knows that it may use it.
    private const string InPool = "state IN (1, 2, 3, 10, 11)";
    private const string HoldsSlots = $"{InPool} AND state IN (3, 10) AND lease_id IS NOT NULL";
    private const string CountSlots = "SELECT pool, state, CAST(sum(pool_slots) AS BIGINT) FROM task_instance INDEXED BY task_instance_in_pool";

    private static readonly string PoolTasksSql =
        $"SELECT r.dag_id, r.run_id, {string.Join(", ", RunMaps.TaskInstance.Columns.Split(", ").Select(c => "t." + c))} " +
        "FROM task_instance t INDEXED BY task_instance_in_pool JOIN dag_run r ON r.run_pk = t.run_pk " +
        "WHERE t.pool = ?1 AND t.state IN (1, 2, 3, 10, 11) AND t.state IN (3, 10) AND t.lease_id IS NOT NULL LIMIT ?2";

    /// <inheritdoc/>
    public Task<PoolRow?> GetPoolAsync(string name, CancellationToken cancellationToken = default) =>
        GetAsync(PoolMaps.Pool, "name = ?1", s => s.Add(name), cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<PoolRow>> ListPoolsAsync(CancellationToken cancellationToken = default) =>
        ListAsync($"{PoolMaps.Pool.Select} ORDER BY name", null, PoolMaps.Pool.Read, cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<PoolSlotCount>> CountPoolSlotsAsync(string? pool, CancellationToken cancellationToken = default) =>
        ListAsync(
            pool is null
                ? $"{CountSlots} WHERE {InPool} GROUP BY pool, state ORDER BY pool, state"
                : $"{CountSlots} WHERE pool = ?1 AND {InPool} GROUP BY pool, state ORDER BY pool, state",
            pool is null ? null : s => s.Add(pool),
            s => new PoolSlotCount(s.Text(), (TaskInstanceState)s.Int32(), s.Int32()),
            cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<SlotHolder>> ListPoolHoldersAsync(string pool, CancellationToken cancellationToken = default) =>
        ListAsync(
            $"SELECT lease_id, pool_slots FROM task_instance INDEXED BY task_instance_in_pool WHERE pool = ?1 AND {HoldsSlots}",
            s => s.Add(pool),
            s => new SlotHolder(s.GuidOrNull()!.Value, s.Int32()),
            cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<SlotHolder>> ListTaskHoldersAsync(string dagId, string taskId, CancellationToken cancellationToken = default) =>
        ListAsync(
            "SELECT t.lease_id FROM dag_run r JOIN task_instance t ON t.run_pk = r.run_pk " +
            "WHERE r.dag_id = ?1 AND r.state < 2 AND t.task_id = ?2 AND t.state IN (3, 10) AND t.lease_id IS NOT NULL",
            s => s.Add(dagId).Add(taskId),
            s => new SlotHolder(s.GuidOrNull()!.Value, 1),
            cancellationToken);

    /// <inheritdoc/>
    public Task<LimitEpochRow?> GetLimitEpochAsync(string limitKey, CancellationToken cancellationToken = default) =>
        GetAsync(PoolMaps.LimitEpoch, "limit_key = ?1", s => s.Add(limitKey), cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<LeasedTask>> ListPoolTasksAsync(string pool, int limit, CancellationToken cancellationToken = default) =>
        ListAsync(
            PoolTasksSql,
            s => s.Add(pool).Add(limit),
            s => new LeasedTask(s.Text(), s.Text(), RunMaps.TaskInstance.Read(s)),
            cancellationToken);
}
