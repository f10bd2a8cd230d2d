using Orrery.Core.States;
using Orrery.Storage.Sql;

namespace Orrery.Storage.Maintenance;

/// <summary>Knows which runs of a DAG stay however old they are; looked up once for each DAG.</summary>
/// <param name="store">The store.</param>
/// <param name="newest">How many of the newest stay.</param>
internal sealed class RunKeepers(SqlStore store, int newest)
{
    private readonly Dictionary<string, HashSet<long>> _kept = new(StringComparer.Ordinal);

    /// <summary>Whether a run stays.</summary>
    public async ValueTask<bool> KeepAsync(EndedRun run, CancellationToken cancellationToken)
    {
        if (!_kept.TryGetValue(run.DagId, out var kept))
        {
            kept = await FindAsync(run.DagId, cancellationToken).ConfigureAwait(false);
            _kept.Add(run.DagId, kept);
        }

        return kept.Contains(run.RunPk);
    }

    private async Task<HashSet<long>> FindAsync(string dagId, CancellationToken cancellationToken)
    {
        // A DAG that pauses itself after so many failures must find them.
        var failures = (await store.GetDagAsync(dagId, cancellationToken).ConfigureAwait(false))?.MaxFailedRuns ?? 0;
        var kept = new HashSet<long>(await store.ListPredecessorsAsync(dagId, cancellationToken).ConfigureAwait(false));
        kept.UnionWith((await store.ListLatestRunsAsync([dagId], Math.Max(newest, failures), cancellationToken).ConfigureAwait(false)).Select(r => r.RunPk));
        kept.UnionWith((await store.ListDagRunsAsync(new DagRunFilter(dagId, [DagRunState.Success], Limit: 1), cancellationToken).ConfigureAwait(false)).Select(r => r.RunPk));
        foreach (var includeManual in new[] { true, false })
        {
            if (await store.GetPreviousRunAsync(dagId, DateTimeOffset.MaxValue, includeManual, cancellationToken).ConfigureAwait(false) is { } last)
            {
                kept.Add(last.RunPk);
            }
        }

        return kept;
    }
}
