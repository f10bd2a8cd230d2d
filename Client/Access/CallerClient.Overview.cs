using Orrery.Core.Identity;
using Orrery.Core.States;
using Orrery.Grains.Interfaces.Catalog;
using Orrery.Grains.Interfaces.Search;

namespace Orrery.Client.Access;

/// <content>What goes on, as far as the caller may know of it.</content>
public sealed partial class CallerClient
{
    /// <inheritdoc/>
    public async Task<OverviewInfo> GetOverviewAsync(DateTimeOffset since, CancellationToken cancellationToken = default)
    {
        var rights = await caller.GetRightsAsync();
        _access.Sign();
        if (rights.SeesAll)
        {
            return await inner.GetOverviewAsync(since, cancellationToken);
        }

        // Numbers of the installation tell of DAGs that are hidden from them, so theirs are counted DAG by DAG.
        var dags = await ListSeenDagsAsync(rights, cancellationToken);
        var dagIds = dags.ConvertAll(d => d.DagId);
        return new OverviewInfo
        {
            Since = since,
            Queued = await CountAsync(dagIds, DagRunState.Queued, MomentRange.Any, cancellationToken),
            Running = await CountAsync(dagIds, DagRunState.Running, MomentRange.Any, cancellationToken),
            Success = await CountAsync(dagIds, DagRunState.Success, new MomentRange { From = since }, cancellationToken),
            Failed = await CountAsync(dagIds, DagRunState.Failed, new MomentRange { From = since }, cancellationToken),
            ImportErrors = (await ListImportErrorsAsync(cancellationToken)).Length,
            Approvals = (await ListApprovalsAsync(new ApprovalQuery(), cancellationToken)).Length,
            Upcoming =
            [
                .. dags.Where(d => d is { IsActive: true, IsPaused: false, NextDagrunRunAfter: not null })
                    .Select(d => new UpcomingRunInfo(d.DagId, d.NextDagrunRunAfter!.Value))
                    .OrderBy(r => r.RunAfter).ThenBy(r => r.DagId, StringComparer.Ordinal).Take(OverviewInfo.UpcomingLimit),
            ],
        };
    }

    private async Task<List<DagInfo>> ListSeenDagsAsync(Rights rights, CancellationToken cancellationToken)
    {
        var seen = new List<DagInfo>();
        if (rights.HasSomewhere(ApiRoles.Viewer))
        {
            var slice = new Slice { Limit = 1_000 };
            do
            {
                var page = await inner.Dags.FindAsync(new DagQuery { ExcludeStale = false, Slice = slice }, cancellationToken);
                seen.AddRange(page.Items.Where(d => rights.Sees(d.DagId)));
                slice = slice with { Cursor = page.NextCursor };
            }
            while (slice.Cursor is not null);
        }

        return seen;
    }

    private async Task<int> CountAsync(List<string> dagIds, DagRunState state, MomentRange runAfter, CancellationToken cancellationToken)
    {
        var count = 0L;
        foreach (var named in dagIds.Chunk(SearchLimits.NamedDags))
        {
            var query = new DagRunQuery { DagIds = [.. named], States = [state], RunAfter = runAfter, Slice = new Slice { Limit = 1, WithTotal = true } };
            var page = await inner.Runs.FindAsync(query, cancellationToken);
            count += page.Total ?? page.Items.Length;
            if (count >= OverviewInfo.CountLimit)
            {
                return OverviewInfo.CountLimit;
            }
        }

        return (int)count;
    }
}
