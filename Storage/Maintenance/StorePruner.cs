using Orrery.Core.Versions;
using Orrery.Storage.Rows;
using Orrery.Storage.Sql;

namespace Orrery.Storage.Maintenance;

/// <summary>What goes.</summary>
public sealed record PruneOptions
{
    /// <summary>What ended or happened before this moment.</summary>
    public required DateTimeOffset Before { get; init; }

    /// <summary>How many of each DAG's newest runs stay however old they are.</summary>
    /// <value>0 or more. Default: 1.</value>
    public int KeepRuns { get; init; } = 1;

    /// <summary>Only of this DAG, and nothing that belongs to no DAG; null (default): of all.</summary>
    public string? DagId { get; init; }

    /// <summary>Whether it is only counted.</summary>
    /// <value>Default: false.</value>
    public bool DryRun { get; init; }
}

/// <summary>What went; of a dry run what would, without what would go because nothing else needs it then.</summary>
/// <param name="Runs">Runs.</param>
/// <param name="TaskInstances">Their task instances.</param>
/// <param name="AuditEntries">Entries of the audit.</param>
/// <param name="Backfills">Completed backfills without runs.</param>
/// <param name="Releases">Releases that no run is pinned to, with their sources and versions.</param>
/// <param name="AssetEvents">Events of assets that no DAG waits to run for and no run was made for.</param>
public sealed record PruneReport(long Runs, long TaskInstances, long AuditEntries, long Backfills, long Releases, long AssetEvents);

/// <summary>
/// Takes old rows out of a store, in transactions of a bounded size that share the commit pipeline with everything else: a server goes on
/// meanwhile, and one that has lost its lease takes nothing.
/// </summary>
/// <remarks>
/// What something still refers to stays: runs that have not ended, and the ones they look back at; of each DAG the newest runs, the last
/// success, and the newest by logical date, which the next run looks back at; runs of backfills that are not completed; the run that says up to
/// where its DAG has dealt with an asset's events. A run goes by its revision: one that was cleared meanwhile stays.
/// </remarks>
/// <param name="store">The store.</param>
public sealed class StorePruner(SqlStore store)
{
    private const int PageSize = 500;

    /// <summary>Task instances in one group of removals: some ten milliseconds of the writer's time.</summary>
    private const int GroupSize = 1_000;

    /// <summary>Prunes.</summary>
    /// <exception cref="StoreFencedException">Another server has taken the store over.</exception>
    /// <exception cref="StoreUnavailableException">The store failed; what went so far is gone, and the next time goes on.</exception>
    public async Task<PruneReport> PruneAsync(PruneOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(options.KeepRuns);
        var (runs, instances) = await PruneRunsAsync(options, cancellationToken).ConfigureAwait(false);
        var audit = options.DagId is null ? await PruneAuditAsync(options, cancellationToken).ConfigureAwait(false) : 0;
        if (options.DryRun)
        {
            return new PruneReport(runs, instances, audit, 0, 0, 0);
        }

        var backfills = await PruneBackfillsAsync(options, cancellationToken).ConfigureAwait(false);
        var releases = await PruneReleasesAsync(options, cancellationToken).ConfigureAwait(false);
        var events = options.DagId is null ? await new AssetEventPruner(store).PruneAsync(options.Before, cancellationToken).ConfigureAwait(false) : 0;
        return new PruneReport(runs, instances, audit, backfills, releases, events);
    }

    private async Task<(long Runs, long TaskInstances)> PruneRunsAsync(PruneOptions options, CancellationToken cancellationToken)
    {
        var keepers = new RunKeepers(store, options.KeepRuns);
        var (runs, instances) = (0L, 0L);
        var place = new RunPlace(DateTimeOffset.MinValue, long.MinValue);
        while (await store.ListEndedRunsAsync(options.DagId, options.Before, place, PageSize, cancellationToken).ConfigureAwait(false) is { Count: > 0 } page)
        {
            var (group, size) = (new List<EndedRun>(), 0);
            foreach (var run in page)
            {
                if (await keepers.KeepAsync(run, cancellationToken).ConfigureAwait(false))
                {
                    continue;
                }

                group.Add(run);
                size += 1 + run.TaskInstances;
                if (size >= GroupSize)
                {
                    await RemoveAsync().ConfigureAwait(false);
                }
            }

            await RemoveAsync().ConfigureAwait(false);
            place = new RunPlace(page[^1].RunAfter, page[^1].RunPk);

            async Task RemoveAsync()
            {
                foreach (var gone in options.DryRun ? group : await TakeAwayAsync(group, cancellationToken).ConfigureAwait(false))
                {
                    runs++;
                    instances += gone.TaskInstances;
                }

                group.Clear();
                size = 0;
            }
        }

        return (runs, instances);
    }

    /// <summary>Takes runs away together; those that somebody changed meanwhile stay.</summary>
    private async Task<IReadOnlyList<EndedRun>> TakeAwayAsync(List<EndedRun> group, CancellationToken cancellationToken)
    {
        var outcomes = await Task.WhenAll(group.Select(run => store.CommitAsync(
            [new DagRunRemoval { RunPk = run.RunPk, Revision = run.Revision, TaskInstances = run.TaskInstances }], cancellationToken).AsTask())).ConfigureAwait(false);
        return [.. group.Where((_, i) => outcomes[i] == CommitOutcome.Committed)];
    }

    private async Task<long> PruneAuditAsync(PruneOptions options, CancellationToken cancellationToken)
    {
        var (count, last) = (0L, 0L);
        while (true)
        {
            var page = await store.ListOldestAuditAsync(last, PageSize, cancellationToken).ConfigureAwait(false);
            var old = page.TakeWhile(entry => entry.At < options.Before).ToList();
            if (old.Count == 0)
            {
                return count;
            }

            last = old[^1].AuditId;
            count += old.Count;
            if (!options.DryRun)
            {
                await store.CommitAsync([new AuditRemoval(last)], cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private async Task<long> PruneBackfillsAsync(PruneOptions options, CancellationToken cancellationToken)
    {
        var (count, last) = (0L, 0L);
        while (await store.ListEmptyBackfillsAsync(options.DagId, options.Before, last, PageSize, cancellationToken).ConfigureAwait(false) is { Count: > 0 } page)
        {
            foreach (var (id, revision) in page)
            {
                var outcome = await store.CommitAsync([new BackfillRemoval { BackfillId = id, Revision = revision }], cancellationToken).ConfigureAwait(false);
                count += outcome == CommitOutcome.Committed ? 1 : 0;
            }

            last = page[^1].BackfillId;
        }

        return count;
    }

    /// <remarks>
    /// A release that was rolled back stays while its DAG remembers it: publishing the same content must be known for what it is. One that got a run
    /// meanwhile stays too.
    /// </remarks>
    private async Task<long> PruneReleasesAsync(PruneOptions options, CancellationToken cancellationToken)
    {
        var count = 0L;
        var (dagId, release, pinned) = (options.DagId ?? "", 0, new HashSet<int>());
        var pinnedOf = "";
        while (await store.ListReplacedReleasesAsync(options.Before, dagId, release, PageSize, cancellationToken).ConfigureAwait(false) is { Count: > 0 } page)
        {
            foreach (var replaced in page.TakeWhile(r => options.DagId is null || r.DagId == options.DagId))
            {
                if (pinnedOf != replaced.DagId)
                {
                    pinnedOf = replaced.DagId;
                    pinned = [.. await store.ListPinnedReleasesAsync(replaced.DagId, cancellationToken).ConfigureAwait(false)];
                    var dag = await store.GetDagAsync(replaced.DagId, cancellationToken).ConfigureAwait(false);
                    pinned.Add(RolloutState.FromJson(dag?.RolloutJson).RolledBack ?? 0);
                }

                if (!pinned.Contains(replaced.Release))
                {
                    await store.CommitAsync([new DagReleaseRemoval(replaced.DagId, replaced.Release), new DagVersionRemoval(replaced.Version)], cancellationToken).ConfigureAwait(false);
                    count++;
                }
            }

            (dagId, release) = (page[^1].DagId, page[^1].Release);
            if (options.DagId is not null && dagId != options.DagId)
            {
                break;
            }
        }

        return count;
    }
}
