using System.Globalization;
using Orrery.Core.States;
using Orrery.Core.Versions;

namespace Orrery.Storage.Maintenance;

/// <summary>A check of a store.</summary>
/// <param name="Name">Its name, snake_case.</param>
/// <param name="Sql">Finds what is wrong, in the SQL the stores share: two texts a row, what it is about and what is wrong.</param>
/// <param name="Remedy">What to do about it.</param>
internal sealed record StoreCheck(string Name, string Sql, string Remedy);

/// <summary>What must hold in a store.</summary>
internal static partial class StoreChecks
{
    /// <summary>What to do about a run that is not whole.</summary>
    public const string RunRemedy = "End the run with 'orrery runs mark', or restore a backup; and report it with the server's log.";

    private const string LeaseRemedy = "Clear the task with 'orrery clear', and report it with the server's log.";
    private const string OrphanRemedy = "Nothing reads it, so it does no harm; report it with the server's log.";
    private const string Run = "'run ' || r.dag_id || '/' || r.run_id";
    private const string Task = "'task ' || r.dag_id || '/' || r.run_id || '/' || t.task_id || CASE WHEN t.map_index >= 0 THEN '[' || t.map_index || ']' ELSE '' END";
    private const string TasksOfRuns = "FROM task_instance t JOIN dag_run r ON r.run_pk = t.run_pk";

    private static readonly string FinishedRun = $"r.state IN ({Numbers(Enum.GetValues<DagRunState>().Where(s => s.IsFinished()).Select(s => (int)s))})";
    private static readonly string FinishedTask = $"t.state IN ({Numbers(Enum.GetValues<TaskInstanceState>().Where(s => s.IsFinished()).Select(s => (int)s))})";
    private static readonly string ActiveTask = $"t.state IN ({Numbers(Enum.GetValues<TaskInstanceState>().Where(s => s.IsActive()).Select(s => (int)s))})";

    private static readonly StoreCheck[] OfRuns =
    [
        new("run_state", $"SELECT {Run}, 'It is in state ' || r.state || ', which there is not.' FROM dag_run r WHERE r.state NOT IN ({Numbers(Enum.GetValues<DagRunState>().Select(s => (int)s))})", RunRemedy),
        new("task_state", $"SELECT {Task}, 'It is in state ' || t.state || ', which there is not.' {TasksOfRuns} WHERE t.state NOT IN ({Numbers(Enum.GetValues<TaskInstanceState>().Select(s => (int)s))})", RunRemedy),
        new(
            "ordinals",
            $"""
            SELECT {Run}, 'It has ' || count(*) || ' task instances, and the highest ordinal is ' || max(t.ordinal) || '.'
            FROM dag_run r JOIN task_instance t ON t.run_pk = r.run_pk WHERE t.ordinal < {RunMove.FirstRemoved} GROUP BY r.run_pk HAVING count(*) <> max(t.ordinal) + 1 OR min(t.ordinal) <> 0
            """,
            RunRemedy),
        new("end_of_tasks", $"SELECT {Task}, 'Its run has ended, and it is in state ' || t.state || '.' {TasksOfRuns} WHERE {FinishedRun} AND NOT {FinishedTask}", RunRemedy),
        new("end_of_run", $"SELECT {Run}, 'It has ended, and does not say when.' FROM dag_run r WHERE {FinishedRun} AND r.ended_at IS NULL", RunRemedy),
        new("lease_state", $"SELECT {Task}, 'It is leased in state ' || t.state || '.' {TasksOfRuns} WHERE t.lease_id IS NOT NULL AND NOT ({ActiveTask} OR t.state = {(int)TaskInstanceState.Deferred})", LeaseRemedy),
        new(
            "lease_host",
            $"""
            SELECT {Task}, CASE WHEN t.host IS NULL THEN 'It is leased to no host.' ELSE 'It is leased to host ' || t.host || ', which does not exist.' END
            {TasksOfRuns} WHERE t.lease_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM runtime_host h WHERE h.name = t.host)
            """,
            LeaseRemedy),
        new(
            "lease_shared",
            $"SELECT min({Task}), 'Its lease is held by ' || count(*) || ' task instances.' {TasksOfRuns} WHERE t.lease_id IS NOT NULL GROUP BY t.lease_id HAVING count(*) > 1",
            LeaseRemedy),

        // All tries are on record, but for the one that has not started yet.
        new(
            "tries",
            $"""
            SELECT {Task}, 'It is at try ' || t.try_number || ', and ' || count(y.try_number) || ' tries are on record, the highest ' || coalesce(max(y.try_number), 0) || '.'
            {TasksOfRuns} LEFT JOIN task_try y ON y.run_pk = t.run_pk AND y.ordinal = t.ordinal
            GROUP BY t.run_pk, t.ordinal, r.run_pk
            HAVING count(y.try_number) <> coalesce(max(y.try_number), 0) OR count(y.try_number) > t.try_number
                OR count(y.try_number) < t.try_number - CASE WHEN {FinishedTask} OR t.started_at IS NOT NULL AND t.state = {(int)TaskInstanceState.Running} THEN 0 ELSE 1 END
            """,
            RunRemedy),
        new(
            "orphan_tasks",
            "SELECT 'run number ' || run_pk, 'It does not exist, and has ' || count(*) || ' task instances.' FROM task_instance t WHERE NOT EXISTS (SELECT 1 FROM dag_run r WHERE r.run_pk = t.run_pk) GROUP BY run_pk",
            OrphanRemedy),
        OfNoInstance("task_try", "tries"),
        OfNoInstance("xcom", "XComs"),
        OfNoInstance("task_instance_note", "notes"),
        OfNoInstance("approval", "approvals"),
        OfNoInstance("asset_outbox", "news of assets to tell"),
        new(
            "approval_try",
            $"SELECT {Task}, 'It is at try ' || t.try_number || ', and try ' || a.try_number || ' asked for an approval.' {TasksOfRuns} JOIN approval a ON a.run_pk = t.run_pk AND a.ordinal = t.ordinal WHERE a.try_number > t.try_number",
            RunRemedy),
    ];

    /// <summary>All of them.</summary>
    public static IReadOnlyList<StoreCheck> All { get; } = [.. OfRuns, .. OfDags, .. OfCode, .. OfBackfills, .. OfAssets];

    private static StoreCheck OfNoInstance(string table, string things) => new(
        $"orphan_{table}",
        $"""
        SELECT 'task instance ' || run_pk || '/' || ordinal, 'It does not exist, and has ' || count(*) || ' {things}.' FROM {table} x
        WHERE NOT EXISTS (SELECT 1 FROM task_instance t WHERE t.run_pk = x.run_pk AND t.ordinal = x.ordinal) GROUP BY run_pk, ordinal
        """,
        OrphanRemedy);

    private static string Numbers(IEnumerable<int> values) => string.Join(", ", values.Select(v => v.ToString(CultureInfo.InvariantCulture)));
}
