using Orrery.Core.States;
using Orrery.Storage.Rows;
using Orrery.Storage.Sql.Maps;

namespace Orrery.Storage.Sql;

/// <content>Backfills.</content>
public abstract partial class SqlStore
{
    private static readonly string BackfillRunsSql =
        $"SELECT {string.Join(", ", BackfillMaps.BackfillRun.Columns.Split(", ").Select(c => "b." + c))}, r.state " +
        "FROM backfill_run b LEFT JOIN dag_run r ON r.dag_id = ?1 AND r.run_id = b.run_id WHERE b.backfill_id = ?2 AND b.ordinal > ?3 ORDER BY b.ordinal LIMIT ?4";

    /// <inheritdoc/>
    public Task<BackfillRow?> GetBackfillAsync(long backfillId, CancellationToken cancellationToken = default) =>
        GetAsync(BackfillMaps.Backfill, "backfill_id = ?1", s => s.Add(backfillId), cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<BackfillRow>> ListBackfillsAsync(BackfillFilter filter, CancellationToken cancellationToken = default) => ListAsync(
        $"{BackfillMaps.Backfill.Select} WHERE backfill_id < ?1{(filter.DagId is null ? "" : " AND dag_id = ?3")} ORDER BY backfill_id DESC LIMIT ?2",
        s =>
        {
            s.Add(filter.BeforeId ?? long.MaxValue).Add(filter.Limit);
            _ = filter.DagId is { } dagId ? s.Add(dagId) : s;
        },
        BackfillMaps.Backfill.Read,
        cancellationToken);

    /// <inheritdoc/>
    public Task<long?> GetActiveBackfillAsync(string dagId, CancellationToken cancellationToken = default) =>
        FirstAsync("SELECT backfill_id FROM backfill WHERE completed_at IS NULL AND dag_id = ?1", s => s.Add(dagId), s => s.Int64OrNull(), cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<long>> ListActiveBackfillsAsync(CancellationToken cancellationToken = default) =>
        ListAsync("SELECT backfill_id FROM backfill WHERE completed_at IS NULL AND dag_id > ?1 ORDER BY dag_id", s => s.Add(""), s => s.Int64(), cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<BackfillDate>> ListBackfillDatesAsync(
        string dagId, long backfillId, int afterOrdinal, int limit, CancellationToken cancellationToken = default) => ListAsync(
        BackfillRunsSql,
        s => s.Add(dagId).Add(backfillId).Add(afterOrdinal).Add(limit),
        s => new BackfillDate(BackfillMaps.BackfillRun.Read(s), (DagRunState?)s.Int32OrNull()),
        cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<StateCount>> CountBackfillRunsAsync(long backfillId, CancellationToken cancellationToken = default) => ListAsync(
        "SELECT state, count(*) FROM dag_run WHERE backfill_id = ?1 GROUP BY state ORDER BY state",
        s => s.Add(backfillId),
        s => new StateCount((DagRunState)s.Int32(), s.Int32()),
        cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<string>> ListBackfillRunIdsAsync(
        long backfillId, DagRunState state, int limit, CancellationToken cancellationToken = default) => ListAsync(
        "SELECT run_id FROM dag_run WHERE backfill_id = ?1 AND state = ?2 ORDER BY backfill_ordinal LIMIT ?3",
        s => s.Add(backfillId).Add((long)state).Add(limit),
        s => s.Text(),
        cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<DatedRun>> ListDatedRunsAsync(
        string dagId, DateTimeOffset first, DateTimeOffset last, CancellationToken cancellationToken = default) => ListAsync(
        "SELECT logical_date, run_id, state, started_at, backfill_id FROM dag_run WHERE dag_id = ?1 AND logical_date >= ?2 AND logical_date <= ?3 ORDER BY logical_date",
        s => s.Add(dagId).Add(first).Add(last),
        s => new DatedRun(s.Instant(), s.Text(), (DagRunState)s.Int32(), s.InstantOrNull(), s.Int64OrNull()),
        cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<string>> ListFullDagsAsync(string afterDagId, int limit, CancellationToken cancellationToken = default) =>
        ListAsync("SELECT dag_id FROM dag WHERE is_full = 1 AND dag_id > ?1 ORDER BY dag_id LIMIT ?2", s => s.Add(afterDagId).Add(limit), s => s.Text(), cancellationToken);
}
