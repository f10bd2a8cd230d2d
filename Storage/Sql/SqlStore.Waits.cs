using Orrery.Core.States;
using Orrery.Storage.Rows;
using Orrery.Storage.Sql.Maps;

namespace Orrery.Storage.Sql;

/// <content>Reads of what waits.</content>
public abstract partial class SqlStore
{
    private static readonly string OpenApprovalsSql =
        $"SELECT r.dag_id, r.run_id, t.task_id, t.map_index, {string.Join(", ", WaitMaps.Approval.Columns.Split(", ").Select(c => "a." + c))} " +
        "FROM approval a INDEXED BY approval_open JOIN task_instance t ON t.run_pk = a.run_pk AND t.ordinal = a.ordinal JOIN dag_run r ON r.run_pk = a.run_pk " +
        $"WHERE a.responded_at IS NULL AND t.state = {(int)TaskInstanceState.Deferred} AND t.try_number = a.try_number " +
        "ORDER BY a.created_at, a.run_pk, a.ordinal LIMIT ?1";

    /// <inheritdoc/>
    public Task<DagRunRow?> FindRunAsync(string dagId, DateTimeOffset logicalDate, CancellationToken cancellationToken = default) =>
        FirstAsync<DagRunRow?>(
            $"{RunMaps.DagRun.Select} WHERE dag_id = ?1 AND logical_date = ?2 ORDER BY run_pk DESC LIMIT 1",
            s => s.Add(dagId).Add(logicalDate),
            RunMaps.DagRun.Read,
            cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<ApprovalRow>> GetApprovalsAsync(long runPk, CancellationToken cancellationToken = default) =>
        ListAsync($"{WaitMaps.Approval.Select} WHERE run_pk = ?1 ORDER BY ordinal, try_number", s => s.Add(runPk), WaitMaps.Approval.Read, cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<OpenApproval>> ListOpenApprovalsAsync(int limit, CancellationToken cancellationToken = default) =>
        ListAsync(
            OpenApprovalsSql,
            s => s.Add(limit),
            s => new OpenApproval(s.Text(), s.Text(), s.Text(), s.Int32(), WaitMaps.Approval.Read(s)),
            cancellationToken);
}
