namespace Orrery.Storage.Sql;

/// <content>What comes next.</content>
public abstract partial class SqlStore
{
    /// <inheritdoc/>
    public Task<IReadOnlyList<UpcomingRun>> ListUpcomingRunsAsync(int limit, CancellationToken cancellationToken = default) =>
        ListAsync(
            $"SELECT dag_id, next_run_after FROM dag WHERE {Due} ORDER BY next_run_after, dag_id LIMIT ?1",
            s => s.Add(limit),
            s => new UpcomingRun(s.Text(), s.Instant()),
            cancellationToken);
}
