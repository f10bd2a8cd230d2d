using Orrery.Core.States;

namespace Orrery.Storage.Sql;

/// <content>Which code is named by something, and which is there. Read by nobody who waits.</content>
public abstract partial class SqlStore
{
    /// <summary>Snapshots of runs that have not ended: what hosts need at hand.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<IReadOnlySet<string>> ListRunningSnapshotsAsync(CancellationToken cancellationToken = default) =>
        (await ListAsync(
            "SELECT DISTINCT coalesce(r.snapshot, e.snapshot) FROM dag_run r LEFT JOIN dag_release e ON e.dag_id = r.dag_id AND e.release = r.release " +
            $"WHERE r.state IN ({(int)DagRunState.Queued}, {(int)DagRunState.Running})",
            null,
            s => s.TextOrNull(),
            cancellationToken).ConfigureAwait(false)).OfType<string>().ToHashSet(StringComparer.Ordinal);

    /// <summary>Snapshots, by bundle and hash, after one of them: those that were last captured before a moment.</summary>
    internal Task<IReadOnlyList<(string Bundle, string Snapshot)>> ListOldSnapshotsAsync(
        DateTimeOffset before, string afterBundle, string afterSnapshot, int limit, CancellationToken cancellationToken) =>
        ListAsync(
            "SELECT bundle, snapshot FROM bundle_snapshot WHERE (bundle, snapshot) > (?1, ?2) AND created_at < ?3 ORDER BY bundle, snapshot LIMIT ?4",
            s => s.Add(afterBundle).Add(afterSnapshot).Add(before).Add(limit),
            s => (s.Text(), s.Text()),
            cancellationToken);

    /// <summary>All snapshots that a bundle has as its current one, a release was published with, or a run is pinned to.</summary>
    internal async Task<IReadOnlySet<string>> ListNamedSnapshotsAsync(CancellationToken cancellationToken) =>
        (await ListAsync(
            "SELECT snapshot FROM bundle WHERE snapshot IS NOT NULL UNION SELECT snapshot FROM dag_release WHERE snapshot IS NOT NULL UNION SELECT snapshot FROM dag_run WHERE snapshot IS NOT NULL",
            null,
            s => s.Text(),
            cancellationToken).ConfigureAwait(false)).ToHashSet(StringComparer.Ordinal);

    /// <summary>The texts of files that releases name besides their snapshot.</summary>
    internal Task<IReadOnlyList<string>> ListSourceBlobsAsync(CancellationToken cancellationToken) =>
        ListAsync("SELECT DISTINCT source_blob FROM dag_release WHERE source_blob IS NOT NULL", null, s => s.Text(), cancellationToken);

    /// <summary>Hashes of all snapshots that there are.</summary>
    internal Task<IReadOnlyList<string>> ListSnapshotHashesAsync(CancellationToken cancellationToken) =>
        ListAsync("SELECT DISTINCT snapshot FROM bundle_snapshot", null, s => s.Text(), cancellationToken);

    /// <summary>Hashes of stored folders or files, in order, after one.</summary>
    internal Task<IReadOnlyList<string>> ListCodeHashesAsync(bool folders, string after, int limit, CancellationToken cancellationToken) =>
        ListAsync($"SELECT hash FROM {CodeTable(folders)} WHERE hash > ?1 ORDER BY hash LIMIT ?2", s => s.Add(after).Add(limit), s => s.Text(), cancellationToken);

    /// <summary>Which of these folders or files were last stored before a moment.</summary>
    internal Task<IReadOnlyList<string>> ListOldCodeAsync(bool folders, IEnumerable<string> hashes, DateTimeOffset before, CancellationToken cancellationToken) =>
        ListEachAsync(
            $"SELECT hash FROM {CodeTable(folders)} WHERE hash = ?1 AND created_at < ?2", [.. hashes.Select(Action<ISqlParameters> (hash) => s => s.Add(hash).Add(before))], s => s.Text(), cancellationToken);

    private static string CodeTable(bool folders) => folders ? "code_tree" : "code_blob";
}
