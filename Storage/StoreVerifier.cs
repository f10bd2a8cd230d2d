using System.Globalization;
using Orrery.Core.States;
using Orrery.Storage.Sqlite;

namespace Orrery.Storage;

/// <summary>Checks that what a store says hangs together; for tests that crash servers, and for <c>orrery doctor</c>.</summary>
public static class StoreVerifier
{
    private const string Run = "r.dag_id || '/' || r.run_id";
    private const string Task = "'Task ' || r.dag_id || '/' || r.run_id || '/' || t.task_id || '[' || t.map_index || ']'";
    private const string TasksOfRuns = "FROM task_instance t JOIN dag_run r ON r.run_pk = t.run_pk";
    private static readonly string FinishedRun = $"r.state IN ({Numbers(Enum.GetValues<DagRunState>().Where(s => s.IsFinished()).Select(s => (int)s))})";
    private static readonly string FinishedTask = $"t.state IN ({Numbers(Enum.GetValues<TaskInstanceState>().Where(s => s.IsFinished()).Select(s => (int)s))})";
    private static readonly string ActiveTask = $"t.state IN ({Numbers(Enum.GetValues<TaskInstanceState>().Where(s => s.IsActive()).Select(s => (int)s))})";

    /// <summary>Each query gives one sentence a row.</summary>
    private static readonly string[] Checks =
    [
        // Task instances.
        $"SELECT 'Run ' || {Run} || ' has ' || count(*) || ' task instances, and the highest ordinal is ' || max(t.ordinal) || '.' {TasksOfRuns} GROUP BY t.run_pk HAVING count(*) <> max(t.ordinal) + 1",
        $"""
        WITH version AS (
            SELECT version, CASE WHEN json_valid(CAST(document AS TEXT)) THEN json_array_length(CAST(document AS TEXT), '$.tasks') END AS tasks FROM dag_version)
        SELECT 'Run ' || {Run} || ' has ' || (SELECT count(*) FROM task_instance t WHERE t.run_pk = r.run_pk) || ' task instances, and its version has ' || v.tasks || ' tasks.'
        FROM dag_run r JOIN version v ON v.version = r.version
        WHERE r.state > 0 AND v.tasks > (SELECT count(*) FROM task_instance t WHERE t.run_pk = r.run_pk)
        """,
        $"SELECT 'Run ' || {Run} || ' has ended, and its task ' || t.task_id || '[' || t.map_index || '] is in state ' || t.state || '.' {TasksOfRuns} WHERE {FinishedRun} AND NOT {FinishedTask}",
        $"SELECT 'Run ' || {Run} || ' has ended, and does not say when.' FROM dag_run r WHERE {FinishedRun} AND r.ended_at IS NULL",

        // Leases.
        $"SELECT {Task} || ' is leased in state ' || t.state || '.' {TasksOfRuns} WHERE t.lease_id IS NOT NULL AND NOT ({ActiveTask} OR t.state = {(int)TaskInstanceState.Deferred})",
        $"SELECT {Task} || ' is leased to no host.' {TasksOfRuns} WHERE t.lease_id IS NOT NULL AND t.host IS NULL",
        "SELECT 'Lease ' || lower(hex(lease_id)) || ' is held by ' || count(*) || ' task instances.' FROM task_instance WHERE lease_id IS NOT NULL GROUP BY lease_id HAVING count(*) > 1",

        // Tries: all are on record, but for the one that has not started yet.
        $"""
        SELECT {Task} || ' is at try ' || t.try_number || ', and ' || count(y.try_number) || ' tries are on record, the highest ' || coalesce(max(y.try_number), 0) || '.'
        {TasksOfRuns} LEFT JOIN task_try y ON y.run_pk = t.run_pk AND y.ordinal = t.ordinal
        GROUP BY t.run_pk, t.ordinal
        HAVING count(y.try_number) <> coalesce(max(y.try_number), 0) OR count(y.try_number) > t.try_number
            OR count(y.try_number) < t.try_number - CASE WHEN {FinishedTask} OR t.started_at IS NOT NULL AND t.state = {(int)TaskInstanceState.Running} THEN 0 ELSE 1 END
        """,

        // References.
        "SELECT 'Run number ' || run_pk || ' does not exist, and has ' || count(*) || ' task instances.' FROM task_instance WHERE run_pk NOT IN (SELECT run_pk FROM dag_run) GROUP BY run_pk",
        "SELECT 'Task instance ' || run_pk || '/' || ordinal || ' does not exist, and has ' || count(*) || ' tries.' FROM task_try y WHERE NOT EXISTS (SELECT 1 FROM task_instance t WHERE t.run_pk = y.run_pk AND t.ordinal = y.ordinal) GROUP BY run_pk, ordinal",
        "SELECT 'Task instance ' || run_pk || '/' || ordinal || ' does not exist, and has ' || count(*) || ' XComs.' FROM xcom x WHERE NOT EXISTS (SELECT 1 FROM task_instance t WHERE t.run_pk = x.run_pk AND t.ordinal = x.ordinal) GROUP BY run_pk, ordinal",
        $"SELECT 'Run ' || {Run} || ' is pinned to release ' || r.release || ', which does not exist.' FROM dag_run r WHERE NOT EXISTS (SELECT 1 FROM dag_release e WHERE e.dag_id = r.dag_id AND e.release = r.release)",
        "SELECT 'DAG ' || d.dag_id || ' is at release ' || d.release || ', which does not exist.' FROM dag d WHERE NOT EXISTS (SELECT 1 FROM dag_release e WHERE e.dag_id = d.dag_id AND e.release = d.release)",
        "SELECT 'Release ' || release || ' of DAG ' || dag_id || ' is of version ' || version || ', which does not exist.' FROM dag_release WHERE version NOT IN (SELECT version FROM dag_version)",

        // Assets.
        """
        SELECT 'Events of asset ' || a.uri || ' up to ' || b.to_event_id || ' led to two runs of DAG ' || a.dag_id || '.'
        FROM asset_consumption a JOIN asset_consumption b ON b.dag_id = a.dag_id AND b.uri = a.uri AND b.to_event_id < a.to_event_id AND b.to_event_id > a.from_event_id
        """,
        "SELECT 'Run number ' || run_pk || ' does not exist, and events of asset ' || uri || ' led to it.' FROM asset_consumption WHERE run_pk NOT IN (SELECT run_pk FROM dag_run)",
        "SELECT 'Asset ' || uri || ' has an event above its last one, ' || last_event_id || '.' FROM asset a WHERE EXISTS (SELECT 1 FROM asset_event e WHERE e.uri = a.uri AND e.event_id > a.last_event_id)",
    ];

    /// <summary>Checks the SQLite store in a folder, also while a server has it open; it sees one snapshot.</summary>
    /// <param name="folder">Folder of the store.</param>
    /// <returns>Everything that is wrong, a sentence each; empty when nothing is.</returns>
    /// <exception cref="StoreUnavailableException">There is no store, or it cannot be read.</exception>
    public static IReadOnlyList<string> Check(string folder)
    {
        try
        {
            using var session = SqliteSession.Open(SqliteStore.PathIn(folder), writable: false, TimeSpan.FromSeconds(5));
            var damage = session.List("PRAGMA integrity_check", null, s => s.Text()).Where(line => line != "ok").Select(line => $"The file is damaged: {line}.");
            return [.. damage, .. session.InTransaction("BEGIN", one => Checks.SelectMany(check => one.List(check, null, s => s.Text())).ToList())];
        }
        catch (SqliteFailure failure)
        {
            throw failure.ToUnavailable();
        }
    }

    private static string Numbers(IEnumerable<int> values) => string.Join(", ", values.Select(v => v.ToString(CultureInfo.InvariantCulture)));
}
