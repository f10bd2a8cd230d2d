using System.Collections.Immutable;
using System.Globalization;
using Orrery.Grains.Interfaces.Backfills;
using Orrery.Grains.Interfaces.Catalog;
using Orrery.Grains.Interfaces.Dags;

namespace Orrery.Client.InProcess;

/// <content>Schedules and backfills.</content>
public sealed partial class GrainOrreryClient
{
    /// <inheritdoc/>
    public Task<ImmutableArray<NextRunInfo>> ListNextRunsAsync(string dagId, int count, CancellationToken cancellationToken = default) =>
        IdCheck.Problem(dagId) is null
            ? Reach.AskAsync(Catalog.ListNextRunsAsync(dagId, Math.Clamp(count, 1, MaxPage)), cancellationToken)
            : Nothing<NextRunInfo>();

    /// <inheritdoc/>
    public Task<Page<BackfillInfo>> ListBackfillsAsync(ListQuery query, CancellationToken cancellationToken = default) =>
        query.DagId is { } dagId && IdCheck.Problem(dagId) is not null
            ? Task.FromResult(new Page<BackfillInfo> { Items = [] })
            : Reach.AskAsync(Catalog.ListBackfillsAsync(Bounded(query)), cancellationToken);

    /// <inheritdoc/>
    public Task<BackfillInfo?> GetBackfillAsync(long backfillId, CancellationToken cancellationToken = default) =>
        Reach.AskAsync(Catalog.GetBackfillAsync(backfillId), cancellationToken);

    /// <inheritdoc/>
    public Task<Page<BackfillDateInfo>> ListBackfillDatesAsync(long backfillId, ListQuery query, CancellationToken cancellationToken = default) =>
        Reach.AskAsync(Catalog.ListBackfillDatesAsync(backfillId, Bounded(query)), cancellationToken);

    /// <inheritdoc/>
    public Task<BackfillResult> CreateBackfillAsync(string dagId, BackfillRequest request, CancellationToken cancellationToken = default) =>
        IdCheck.Problem(dagId) is { } problem
            ? Task.FromResult(new BackfillResult { Outcome = ActionResult.Refuse(ActionStatus.NotFound, problem) })
            : Reach.AskAsync(grains.GetGrain<IDagGrain>(dagId).CreateBackfillAsync(request), cancellationToken);

    /// <inheritdoc/>
    public Task<BackfillPreview> PreviewBackfillAsync(string dagId, BackfillRequest request, CancellationToken cancellationToken = default) =>
        IdCheck.Problem(dagId) is { } problem
            ? Task.FromResult(new BackfillPreview { Outcome = ActionResult.Refuse(ActionStatus.NotFound, problem) })
            : Reach.AskAsync(grains.GetGrain<IDagGrain>(dagId).PreviewBackfillAsync(request), cancellationToken);

    /// <inheritdoc/>
    public Task<ActionResult> SetBackfillPausedAsync(long backfillId, bool paused, CancellationToken cancellationToken = default) =>
        Reach.AskAsync(Backfill(backfillId).SetPausedAsync(paused), cancellationToken);

    /// <inheritdoc/>
    public Task<ActionResult> CancelBackfillAsync(long backfillId, CancellationToken cancellationToken = default) =>
        Reach.AskAsync(Backfill(backfillId).CancelAsync(), cancellationToken);

    private IBackfillGrain Backfill(long id) => grains.GetGrain<IBackfillGrain>(id.ToString(CultureInfo.InvariantCulture));
}
