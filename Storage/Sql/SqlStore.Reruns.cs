using Orrery.Core.Identity;
using Orrery.Core.States;
using Orrery.Storage.Rows;
using Orrery.Storage.Sql.Maps;

namespace Orrery.Storage.Sql;

/// <content>What a run needs to know of others, and what people do to several at once.</content>
public abstract partial class SqlStore
{
    private const string Earliest = "ORDER BY run_after LIMIT 1";

    /// <inheritdoc/>
    public Task<DagRunRow?> GetPreviousRunAsync(
        string dagId, DateTimeOffset before, bool includeManual, CancellationToken cancellationToken = default)
    {
        var automatic = includeManual ? "" : $" AND type <> {(int)DagRunType.Manual}";
        return FirstAsync<DagRunRow?>(
            $"{RunMaps.DagRun.Select} WHERE dag_id = ?1 AND logical_date < ?2{automatic} ORDER BY logical_date DESC, run_pk DESC LIMIT 1",
            s => s.Add(dagId).Add(before),
            RunMaps.DagRun.Read,
            cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<bool> HasEarlierInstanceAsync(string dagId, string taskId, DateTimeOffset before, CancellationToken cancellationToken = default) =>
        (await ListAsync(
            "SELECT r.run_pk FROM dag_run r JOIN task_instance t ON t.run_pk = r.run_pk " +
            "WHERE r.dag_id = ?1 AND r.logical_date < ?2 AND t.task_id = ?3 ORDER BY r.logical_date DESC, r.run_pk DESC LIMIT 1",
            s => s.Add(dagId).Add(before).Add(taskId),
            s => s.Int64(),
            cancellationToken).ConfigureAwait(false)).Count > 0;

    /// <inheritdoc/>
    public Task<IReadOnlyList<DagRunRow>> ListRunsByDateAsync(
        string dagId, DateTimeOffset? from, DateTimeOffset? to, int limit, CancellationToken cancellationToken = default) =>
        ListAsync(
            $"{RunMaps.DagRun.Select} WHERE dag_id = ?1 AND logical_date >= ?2 AND logical_date <= ?3 ORDER BY logical_date, run_pk LIMIT ?4",
            s => s.Add(dagId).Add(from ?? DateTimeOffset.MinValue).Add(to ?? DateTimeOffset.MaxValue).Add(limit),
            RunMaps.DagRun.Read,
            cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<string>> ListDagsWithRunsDueAsync(
        DateTimeOffset after, DateTimeOffset until, CancellationToken cancellationToken = default) =>
        ListAsync(
            RunListSql.Union(OfQueuedRuns("dag_id", "run_after > ?1 AND run_after <= ?2"), "", limitsRanges: false),
            s => s.Add(after).Add(until),
            s => s.Text(),
            cancellationToken);

    /// <inheritdoc/>
    public Task<DateTimeOffset?> GetNextRunAfterAsync(DateTimeOffset after, CancellationToken cancellationToken = default) =>
        FirstAsync(
            $"{RunListSql.Union(OfQueuedRuns("run_after", "run_after > ?1"), Earliest, LimitsRanges)} {Earliest}",
            s => s.Add(after),
            s => s.InstantOrNull(),
            cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<InstanceState>> ListInstanceStatesAsync(long runPk, CancellationToken cancellationToken = default) =>
        ListAsync(
            "SELECT task_id, state FROM task_instance WHERE run_pk = ?1 ORDER BY ordinal",
            s => s.Add(runPk),
            s => new InstanceState(s.Text(), (TaskInstanceState)s.Int32()),
            cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<InstanceCell>> ListCellsAsync(long runPk, CancellationToken cancellationToken = default) =>
        ListAsync(
            "SELECT task_id, map_index, state, try_number FROM task_instance WHERE run_pk = ?1 ORDER BY ordinal",
            s => s.Add(runPk),
            s => new InstanceCell(s.Text(), s.Int32(), (TaskInstanceState)s.Int32(), s.Int32()),
            cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<TaskNoteRow>> ListTaskNotesAsync(long runPk, CancellationToken cancellationToken = default) =>
        ListAsync($"{RunMaps.TaskNote.Select} WHERE run_pk = ?1 ORDER BY ordinal", s => s.Add(runPk), RunMaps.TaskNote.Read, cancellationToken);

    /// <summary>A column of queued runs, as a range of the index for each type of run.</summary>
    private static IEnumerable<string> OfQueuedRuns(string column, string where) =>
        Enum.GetValues<DagRunType>().Select(type => $"SELECT {column} FROM dag_run WHERE state = {(int)DagRunState.Queued} AND type = {(int)type} AND {where}");
}
