using Orrery.Core.Identity;
using Orrery.Core.States;

namespace Orrery.Storage.Sql;

/// <summary>A run that ended long ago, and that nothing holds but perhaps its DAG.</summary>
/// <param name="RunPk">Number of the run in the store.</param>
/// <param name="DagId">Id of its DAG.</param>
/// <param name="RunAfter">Its place in the order of runs.</param>
/// <param name="Revision">Revision of its row.</param>
/// <param name="TaskInstances">How many task instances it has.</param>
internal sealed record EndedRun(long RunPk, string DagId, DateTimeOffset RunAfter, long Revision, int TaskInstances);

/// <summary>A release that was replaced more than once.</summary>
/// <param name="DagId">Id of the DAG.</param>
/// <param name="Release">Its number.</param>
/// <param name="Version">Its version.</param>
internal sealed record ReplacedRelease(string DagId, int Release, string Version);

/// <content>What may be pruned. These are read by nobody who waits: they follow an index from its oldest end, page by page.</content>
public abstract partial class SqlStore
{
    private static readonly string AllEndedRunsSql = EndedRunsSql("dag_run_by_time", "");
    private static readonly string EndedRunsOfDagSql = EndedRunsSql("dag_run_by_dag", "r.dag_id = ?5 AND ");

    private static readonly string PredecessorsSql = string.Join(" UNION ALL ", new[] { "", $" AND p.type <> {(int)DagRunType.Manual}" }.Select(automatic =>
        "SELECT (SELECT p.run_pk FROM dag_run p WHERE p.dag_id = u.dag_id AND p.logical_date < u.logical_date" + automatic +
        $" ORDER BY p.logical_date DESC, p.run_pk DESC LIMIT 1) FROM dag_run u WHERE u.dag_id = ?1 AND u.state IN ({(int)DagRunState.Queued}, {(int)DagRunState.Running}) AND u.logical_date IS NOT NULL"));

    /// <summary>Runs, of one DAG or all, that were due and ended before a moment, after a place in their order, oldest first; those that an unfinished backfill or news of assets need are left out.</summary>
    internal Task<IReadOnlyList<EndedRun>> ListEndedRunsAsync(
        string? dagId, DateTimeOffset before, RunPlace after, int limit, CancellationToken cancellationToken) =>
        ListAsync(
            dagId is null ? AllEndedRunsSql : EndedRunsOfDagSql,
            s =>
            {
                s.Add(before).Add(after.RunAfter).Add(after.RunPk).Add(limit);
                _ = dagId is null ? s : s.Add(dagId);
            },
            s => new EndedRun(s.Int64(), s.Text(), s.Instant(), s.Int64(), s.Int32()),
            cancellationToken);

    /// <summary>For each unfinished run of a DAG the ones it may look back at: of the next earlier logical date, with those made by hand and without.</summary>
    internal async Task<IReadOnlyList<long>> ListPredecessorsAsync(string dagId, CancellationToken cancellationToken) =>
        [.. (await ListAsync(PredecessorsSql, s => s.Add(dagId), s => s.Int64OrNull(), cancellationToken).ConfigureAwait(false)).OfType<long>()];

    /// <summary>
    /// Releases from before a moment that are neither live, nor the candidate, nor the one that was live before, by DAG and number, after one of them.
    /// The newest of a DAG stays too: its number is given once.
    /// </summary>
    internal Task<IReadOnlyList<ReplacedRelease>> ListReplacedReleasesAsync(
        DateTimeOffset before, string afterDagId, int afterRelease, int limit, CancellationToken cancellationToken) =>
        ListAsync(
            "SELECT e.dag_id, e.release, e.version FROM dag_release e JOIN dag d ON d.dag_id = e.dag_id WHERE (e.dag_id, e.release) > (?1, ?2) AND e.created_at < ?3 " +
            "AND e.release <> d.release AND e.release <> coalesce(d.candidate_release, 0) " +
            "AND e.release <> coalesce(d.previous_release, (SELECT max(n.release) FROM dag_release n WHERE n.dag_id = e.dag_id AND n.release < d.release), 0) " +
            "AND EXISTS (SELECT 1 FROM dag_release n WHERE n.dag_id = e.dag_id AND n.release > e.release) ORDER BY e.dag_id, e.release LIMIT ?4",
            s => s.Add(afterDagId).Add(afterRelease).Add(before).Add(limit),
            s => new ReplacedRelease(s.Text(), s.Int32(), s.Text()),
            cancellationToken);

    /// <summary>The releases to which runs of a DAG are pinned.</summary>
    internal Task<IReadOnlyList<int>> ListPinnedReleasesAsync(string dagId, CancellationToken cancellationToken) =>
        ListAsync("SELECT DISTINCT release FROM dag_run WHERE dag_id = ?1", s => s.Add(dagId), s => s.Int32(), cancellationToken);

    /// <summary>Backfills that were completed before a moment and have no runs any more, after a number: number and revision.</summary>
    internal Task<IReadOnlyList<(long BackfillId, long Revision)>> ListEmptyBackfillsAsync(
        string? dagId, DateTimeOffset before, long afterId, int limit, CancellationToken cancellationToken) =>
        ListAsync(
            "SELECT b.backfill_id, b.revision FROM backfill b WHERE b.backfill_id > ?1 AND b.completed_at < ?2 AND (?4 = '' OR b.dag_id = ?4) " +
            "AND NOT EXISTS (SELECT 1 FROM dag_run r WHERE r.backfill_id = b.backfill_id) ORDER BY b.backfill_id LIMIT ?3",
            s => s.Add(afterId).Add(before).Add(limit).Add(dagId ?? ""),
            s => (s.Int64(), s.Int64()),
            cancellationToken);

    /// <summary>The ranges of an asset's events that led to runs, from those that begin before an event, by their ends.</summary>
    internal Task<IReadOnlyList<(long Above, long UpTo)>> ListConsumedRangesAsync(string uri, long before, CancellationToken cancellationToken) =>
        ListAsync(
            "SELECT from_event_id, to_event_id FROM asset_consumption WHERE uri = ?1 AND from_event_id < ?2 ORDER BY to_event_id",
            s => s.Add(uri).Add(before),
            s => (s.Int64(), s.Int64()),
            cancellationToken);

    /// <summary>Ids of the oldest events of an asset above one and not above another.</summary>
    internal Task<IReadOnlyList<long>> ListAssetEventIdsAsync(string uri, long above, long upTo, int limit, CancellationToken cancellationToken) =>
        ListAsync(
            "SELECT event_id FROM asset_event WHERE uri = ?1 AND event_id > ?2 AND event_id <= ?3 ORDER BY event_id LIMIT ?4",
            s => s.Add(uri).Add(above).Add(upTo).Add(limit),
            s => s.Int64(),
            cancellationToken);

    /// <summary>The oldest entries of the audit after one: number and moment.</summary>
    internal Task<IReadOnlyList<(long AuditId, DateTimeOffset At)>> ListOldestAuditAsync(long afterId, int limit, CancellationToken cancellationToken) =>
        ListAsync(
            "SELECT audit_id, at FROM audit WHERE audit_id > ?1 ORDER BY audit_id LIMIT ?2",
            s => s.Add(afterId).Add(limit),
            s => (s.Int64(), s.Instant()),
            cancellationToken);

    /// <summary>Which of these runs of a DAG there are.</summary>
    /// <param name="dagId">Id of the DAG.</param>
    /// <param name="runIds">Ids of runs.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<IReadOnlySet<string>> FindRunsAsync(string dagId, IReadOnlyCollection<string> runIds, CancellationToken cancellationToken = default) =>
        (await ListEachAsync(
            "SELECT run_id FROM dag_run WHERE dag_id = ?1 AND run_id = ?2",
            [.. runIds.Select(Action<ISqlParameters> (runId) => s => s.Add(dagId).Add(runId))],
            s => s.Text(),
            cancellationToken).ConfigureAwait(false)).ToHashSet(StringComparer.Ordinal);

    private static string EndedRunsSql(string index, string ofDag) =>
        $"SELECT r.run_pk, r.dag_id, r.run_after, r.revision, (SELECT count(*) FROM task_instance t WHERE t.run_pk = r.run_pk) FROM dag_run r INDEXED BY {index} " +
        $"WHERE {ofDag}r.run_after < ?1 AND (r.run_after, r.run_pk) > (?2, ?3) AND r.ended_at < ?1 AND r.state IN ({(int)DagRunState.Success}, {(int)DagRunState.Failed}) " +
        "AND NOT EXISTS (SELECT 1 FROM backfill b WHERE b.backfill_id = r.backfill_id AND b.completed_at IS NULL) " +
        // Up to which event a DAG has run for an asset is said by the newest row, wherever its run may be.
        "AND NOT EXISTS (SELECT 1 FROM asset_consumption c WHERE c.run_pk = r.run_pk AND NOT EXISTS " +
        "(SELECT 1 FROM asset_consumption n WHERE n.dag_id = c.dag_id AND n.uri = c.uri AND n.to_event_id > c.to_event_id)) " +
        "AND NOT EXISTS (SELECT 1 FROM asset_outbox o WHERE o.run_pk = r.run_pk) " +
        "ORDER BY r.run_after, r.run_pk LIMIT ?4";
}
