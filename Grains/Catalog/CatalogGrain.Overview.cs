using Orrery.Core.States;
using Orrery.Grains.Interfaces.Catalog;
using Orrery.Storage;

namespace Orrery.Grains.Catalog;

/// <content>What goes on, in a few numbers: the cost of each is bounded, whatever the history.</content>
public sealed partial class CatalogGrain
{
    private const int MaxApprovals = 100;

    /// <inheritdoc/>
    public async Task<OverviewInfo> GetOverviewAsync(DateTimeOffset since) => new()
    {
        Since = since,
        Queued = await CountAsync(DagRunState.Queued, from: null),
        Running = await CountAsync(DagRunState.Running, from: null),
        Success = await CountAsync(DagRunState.Success, since),
        Failed = await CountAsync(DagRunState.Failed, since),
        ImportErrors = (await store.ListImportErrorsAsync(bundle: null)).Count,
        Approvals = (await store.ListOpenApprovalsAsync(MaxApprovals)).Count,
        Upcoming = [.. (await store.ListUpcomingRunsAsync(OverviewInfo.UpcomingLimit)).Select(r => new UpcomingRunInfo(r.DagId, r.RunAfter))],
    };

    private Task<int> CountAsync(DagRunState state, DateTimeOffset? from) =>
        store.CountDagRunsAsync(new DagRunFilter(States: [state], Limit: OverviewInfo.CountLimit) { From = from });
}
