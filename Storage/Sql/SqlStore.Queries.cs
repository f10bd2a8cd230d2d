using Orrery.Core.Identity;
using Orrery.Core.States;
using Orrery.Storage.Rows;
using Orrery.Storage.Sql.Maps;

namespace Orrery.Storage.Sql;

/// <content>Reads.</content>
public abstract partial class SqlStore
{
    private const string Due = "is_active = 1 AND is_paused = 0 AND is_full = 0 AND next_run_after IS NOT NULL";

    /// <summary>The types of runs whose number <c>max_active_runs</c> limits.</summary>
    private static readonly DagRunType[] LimitedTypes = [.. Enum.GetValues<DagRunType>().Where(t => t != DagRunType.Backfill)];

    private static readonly string CountRunsSql =
        $"SELECT count(*) FROM dag_run WHERE dag_id = ?1 AND state = ?2 AND type IN ({string.Join(", ", LimitedTypes.Select(t => $"{(int)t}"))})";

    private static readonly string LeasedSql =
        $"SELECT r.dag_id, r.run_id, {string.Join(", ", RunMaps.TaskInstance.Columns.Split(", ").Select(c => "t." + c))} " +
        "FROM task_instance t JOIN dag_run r ON r.run_pk = t.run_pk WHERE t.host = ?1 AND t.lease_id IS NOT NULL ORDER BY t.run_pk, t.ordinal";

    /// <inheritdoc/>
    public Task<DagRow?> GetDagAsync(string dagId, CancellationToken cancellationToken = default) =>
        GetAsync(DagMaps.Dag, "dag_id = ?1", s => s.Add(dagId), cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<DagRow>> ListDagsAsync(DagFilter filter, CancellationToken cancellationToken = default) =>
        ListAsync(DagListSql.Build(filter), s => DagListSql.Bind(s, filter), DagMaps.Dag.Read, cancellationToken);

    /// <inheritdoc/>
    public Task<int> CountDagsAsync(DagFilter filter, CancellationToken cancellationToken = default) =>
        FirstAsync(DagListSql.BuildCount(filter), s => DagListSql.BindConditions(s, filter), s => s.Int32(), cancellationToken);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<string>> ListTagSetsAsync(CancellationToken cancellationToken = default) =>
        [.. (await ListAsync(
            "SELECT tags FROM dag WHERE dag_id > '' AND is_active = 1 AND tags <> '[]'", null, s => s.Text(), cancellationToken).ConfigureAwait(false)).Distinct(StringComparer.Ordinal)];

    /// <inheritdoc/>
    public Task<IReadOnlyList<string>> ListDueDagsAsync(DateTimeOffset now, int limit, CancellationToken cancellationToken = default) =>
        ListAsync(
            $"SELECT dag_id FROM dag WHERE {Due} AND next_run_after <= ?1 ORDER BY next_run_after, dag_id LIMIT ?2",
            s => s.Add(now).Add(limit),
            s => s.Text(),
            cancellationToken);

    /// <inheritdoc/>
    public Task<DateTimeOffset?> GetNextDueAsync(CancellationToken cancellationToken = default) =>
        FirstAsync($"SELECT next_run_after FROM dag WHERE {Due} ORDER BY next_run_after LIMIT 1", null, s => s.InstantOrNull(), cancellationToken);

    /// <inheritdoc/>
    public Task<DagVersionRow?> GetDagVersionAsync(string version, CancellationToken cancellationToken = default) =>
        GetAsync(DagMaps.DagVersion, "version = ?1", s => s.Add(version), cancellationToken);

    /// <inheritdoc/>
    public Task<DagReleaseRow?> GetReleaseAsync(string dagId, int release, CancellationToken cancellationToken = default) =>
        GetAsync(DagMaps.DagRelease, "dag_id = ?1 AND release = ?2", s => s.Add(dagId).Add(release), cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<DagReleaseRow>> ListReleasesAsync(string dagId, int? before, int limit, CancellationToken cancellationToken = default) =>
        ListAsync(
            $"{DagMaps.DagRelease.Select} WHERE dag_id = ?1 AND release < ?2 ORDER BY release DESC LIMIT ?3",
            s => s.Add(dagId).Add(before ?? int.MaxValue).Add(limit),
            DagMaps.DagRelease.Read,
            cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<ReleaseRun>> ListReleaseRunsAsync(string dagId, int limit, CancellationToken cancellationToken = default) =>
        ListAsync(
            "SELECT release, state FROM dag_run WHERE dag_id = ?1 ORDER BY run_after DESC, run_pk DESC LIMIT ?2",
            s => s.Add(dagId).Add(limit),
            s => new ReleaseRun(s.Int32(), (DagRunState)s.Int32()),
            cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<DagRunRow>> ListRunsOfReleaseAsync(string dagId, int release, long afterPk, int limit, CancellationToken cancellationToken = default) =>
        ListAsync(
            $"{RunMaps.DagRun.Select} WHERE dag_id = ?1 AND release = ?2 AND run_pk > ?3 AND type IN ({(int)DagRunType.Scheduled}, {(int)DagRunType.Manual}) ORDER BY run_pk DESC LIMIT ?4",
            s => s.Add(dagId).Add(release).Add(afterPk).Add(limit),
            RunMaps.DagRun.Read,
            cancellationToken);

    /// <inheritdoc/>
    public Task<string?> GetSourceAsync(string dagId, int release, CancellationToken cancellationToken = default) =>
        FirstAsync("SELECT content FROM dag_source WHERE dag_id = ?1 AND release = ?2", s => s.Add(dagId).Add(release), s => s.TextOrNull(), cancellationToken);

    /// <inheritdoc/>
    public Task<DagRunRow?> GetDagRunAsync(string dagId, string runId, CancellationToken cancellationToken = default) =>
        GetAsync(RunMaps.DagRun, "dag_id = ?1 AND run_id = ?2", s => s.Add(dagId).Add(runId), cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<DagRunRow>> ListDagRunsAsync(DagRunFilter filter, CancellationToken cancellationToken = default) =>
        ListAsync(RunListSql.Build(filter, LimitsRanges), s => RunListSql.Bind(s, filter), RunMaps.DagRun.Read, cancellationToken);

    /// <inheritdoc/>
    public Task<int> CountDagRunsAsync(DagRunFilter filter, CancellationToken cancellationToken = default) =>
        FirstAsync(RunListSql.BuildCount(filter, LimitsRanges), s => RunListSql.Bind(s, filter), s => s.Int32(), cancellationToken);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<DagStateCount>> CountRunsByStateAsync(IReadOnlyList<string> dagIds, int limit, CancellationToken cancellationToken = default)
    {
        // A range of the index for each: counting stops at the limit.
        var found = await ListEachAsync(
            "SELECT ?1, ?2, count(*) FROM (SELECT 1 FROM dag_run WHERE dag_id = ?1 AND state = ?2 LIMIT ?3) AS found",
            [.. from dagId in dagIds from state in Enum.GetValues<DagRunState>() select (Action<ISqlParameters>)(s => s.Add(dagId).Add((long)state).Add(limit))],
            s => new DagStateCount(s.Text(), (DagRunState)s.Int64(), s.Int32()),
            cancellationToken).ConfigureAwait(false);
        return [.. found.Where(c => c.Count > 0)];
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<DagRunRow>> ListLatestRunsAsync(
        IReadOnlyList<string> dagIds, int perDag, CancellationToken cancellationToken = default)
    {
        var sql = RunListSql.Build(new DagRunFilter(DagId: ""), LimitsRanges);
        return ListEachAsync(sql, [.. dagIds.Select(Action<ISqlParameters> (dagId) => s => s.Add(dagId).Add(perDag))], RunMaps.DagRun.Read, cancellationToken);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<DagRunRow>> ListRunsInStateAsync(
        string dagId, DagRunState state, int limit, CancellationToken cancellationToken = default) =>
        ListDagRunsAsync(new DagRunFilter(dagId, [state], LimitedTypes, Limit: limit) { OldestFirst = true }, cancellationToken);

    /// <inheritdoc/>
    public Task<int> CountRunsAsync(string dagId, DagRunState state, CancellationToken cancellationToken = default) =>
        FirstAsync(CountRunsSql, s => s.Add(dagId).Add((long)state), s => s.Int32(), cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<UnfinishedRun>> ListUnfinishedRunsAsync(long afterPk, int limit, CancellationToken cancellationToken = default) =>
        ListAsync(
            "SELECT run_pk, dag_id, run_id, state, backfill_id FROM dag_run INDEXED BY dag_run_unfinished WHERE state < 2 AND run_pk > ?1 ORDER BY run_pk LIMIT ?2",
            s => s.Add(afterPk).Add(limit),
            s => new UnfinishedRun(s.Int64(), s.Text(), s.Text(), (DagRunState)s.Int32(), s.Int64OrNull()),
            cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<TaskInstanceRow>> GetTaskInstancesAsync(long runPk, CancellationToken cancellationToken = default) =>
        ListAsync($"{RunMaps.TaskInstance.Select} WHERE run_pk = ?1 ORDER BY ordinal", s => s.Add(runPk), RunMaps.TaskInstance.Read, cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<LeasedTask>> ListLeasedAsync(string host, CancellationToken cancellationToken = default) =>
        ListAsync(
            LeasedSql,
            s => s.Add(host),
            s => new LeasedTask(s.Text(), s.Text(), RunMaps.TaskInstance.Read(s)),
            cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<TaskTryRow>> GetTriesAsync(long runPk, int ordinal, CancellationToken cancellationToken = default) =>
        ListAsync(
            $"{RunMaps.TaskTry.Select} WHERE run_pk = ?1 AND ordinal = ?2 ORDER BY try_number",
            s => s.Add(runPk).Add(ordinal),
            RunMaps.TaskTry.Read,
            cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<XComRow>> GetXComsAsync(long runPk, IReadOnlyCollection<int> ordinals, CancellationToken cancellationToken = default)
    {
        var sql = $"{RunMaps.XCom.Select} WHERE run_pk = ?1 AND ordinal = ?2 ORDER BY key";
        return ListEachAsync(
            sql, [.. ordinals.Distinct().Order().Select(Action<ISqlParameters> (o) => s => s.Add(runPk).Add(o))], RunMaps.XCom.Read, cancellationToken);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<XComName>> ListXComNamesAsync(
        long runPk, int afterOrdinal, string afterKey, int limit, CancellationToken cancellationToken = default) =>
        ListAsync(
            "SELECT ordinal, key, created_at FROM xcom WHERE run_pk = ?1 AND (ordinal, key) > (?2, ?3) ORDER BY ordinal, key LIMIT ?4",
            s => s.Add(runPk).Add(afterOrdinal).Add(afterKey).Add(limit),
            s => new XComName(s.Int32(), s.Text(), s.Instant()),
            cancellationToken);

    /// <inheritdoc/>
    public Task<XComRow?> GetXComAsync(long runPk, int ordinal, string key, CancellationToken cancellationToken = default) =>
        GetAsync(RunMaps.XCom, "run_pk = ?1 AND ordinal = ?2 AND key = ?3", s => s.Add(runPk).Add(ordinal).Add(key), cancellationToken);

    /// <inheritdoc/>
    public Task<BundleRow?> GetBundleAsync(string name, CancellationToken cancellationToken = default) =>
        GetAsync(SystemMaps.Bundle, "name = ?1", s => s.Add(name), cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<BundleRow>> ListBundlesAsync(CancellationToken cancellationToken = default) =>
        ListAsync($"{SystemMaps.Bundle.Select} ORDER BY name", null, SystemMaps.Bundle.Read, cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<ImportErrorRow>> ListImportErrorsAsync(string? bundle, CancellationToken cancellationToken = default) =>
        bundle is null
            ? ListAsync($"{SystemMaps.ImportError.Select} ORDER BY bundle, file", null, SystemMaps.ImportError.Read, cancellationToken)
            : ListAsync($"{SystemMaps.ImportError.Select} WHERE bundle = ?1 ORDER BY file", s => s.Add(bundle), SystemMaps.ImportError.Read, cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<AuditRow>> ListAuditAsync(int limit, CancellationToken cancellationToken = default) =>
        ListAsync($"{SystemMaps.Audit.Select} ORDER BY audit_id DESC LIMIT ?1", s => s.Add(limit), SystemMaps.Audit.Read, cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<RuntimeHostRow>> ListHostsAsync(CancellationToken cancellationToken = default) =>
        ListAsync($"{SystemMaps.RuntimeHost.Select} ORDER BY name", null, SystemMaps.RuntimeHost.Read, cancellationToken);

    /// <inheritdoc/>
    public Task<GrainStateRow?> GetGrainStateAsync(string grainType, string grainKey, string name, CancellationToken cancellationToken = default) =>
        GetAsync(SystemMaps.GrainState, "grain_type = ?1 AND grain_key = ?2 AND name = ?3", s => s.Add(grainType).Add(grainKey).Add(name), cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<ReminderRow>> ListRemindersAsync(string? grainId, CancellationToken cancellationToken = default) =>
        grainId is null
            ? ListAsync($"{SystemMaps.Reminder.Select} ORDER BY grain_id, name", null, SystemMaps.Reminder.Read, cancellationToken)
            : ListAsync($"{SystemMaps.Reminder.Select} WHERE grain_id = ?1 ORDER BY name", s => s.Add(grainId), SystemMaps.Reminder.Read, cancellationToken);

    /// <summary>How many task instances there are in all; reads an index of all of them.</summary>
    public Task<long> CountTaskInstancesAsync(CancellationToken cancellationToken = default) =>
        FirstAsync("SELECT count(*) FROM task_instance", null, s => s.Int64(), cancellationToken);

    private Task<TRow?> GetAsync<TRow>(RowMap<TRow> map, string where, Action<ISqlParameters> bind, CancellationToken cancellationToken)
        where TRow : StoreRow =>
        FirstAsync<TRow?>($"{map.Select} WHERE {where}", bind, map.Read, cancellationToken);

    private async Task<T?> FirstAsync<T>(string sql, Action<ISqlParameters>? bind, Func<ISqlColumns, T?> read, CancellationToken cancellationToken) =>
        await ListAsync(sql, bind, read, cancellationToken) is [var first, ..] ? first : default;
}
