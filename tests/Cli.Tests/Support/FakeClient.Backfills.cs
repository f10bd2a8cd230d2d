using System.Collections.Immutable;
using Orrery.Core.Backfills;
using Orrery.Grains.Interfaces.Backfills;
using Orrery.Grains.Interfaces.Catalog;
using Orrery.Grains.Interfaces.Dags;

namespace Orrery.Cli.Tests.Support;

/// <content>Backfills.</content>
internal sealed partial class FakeClient
{
    public List<BackfillInfo> Backfills { get; } = [];

    public List<BackfillDateInfo> BackfillDates { get; } = [];

    public List<NextRunInfo> NextRuns { get; } = [];

    public BackfillRequest? Filled { get; private set; }

    public Task<ImmutableArray<NextRunInfo>> ListNextRunsAsync(string dagId, int count, CancellationToken cancellationToken = default) =>
        Task.FromResult<ImmutableArray<NextRunInfo>>([.. NextRuns.Take(count)]);

    public Task<Page<BackfillInfo>> ListBackfillsAsync(ListQuery query, CancellationToken cancellationToken = default) =>
        Task.FromResult(new Page<BackfillInfo> { Items = [.. Backfills.Where(b => query.DagId is null || b.DagId == query.DagId)] });

    public Task<BackfillInfo?> GetBackfillAsync(long backfillId, CancellationToken cancellationToken = default) =>
        Task.FromResult(Backfills.Find(b => b.Id == backfillId));

    public Task<Page<BackfillDateInfo>> ListBackfillDatesAsync(long backfillId, ListQuery query, CancellationToken cancellationToken = default) =>
        Task.FromResult(new Page<BackfillDateInfo> { Items = [.. BackfillDates] });

    public Task<BackfillResult> CreateBackfillAsync(string dagId, BackfillRequest request, CancellationToken cancellationToken = default)
    {
        Filled = request;
        Requests.Add($"fill {dagId} {request.FromDate:yyyy-MM-dd} to {request.ToDate:yyyy-MM-ddTHH} {request.ReprocessBehavior.WireName()} {request.MaxActiveRuns} {request.RunBackwards} {request.ConfJson}");
        return Task.FromResult(new BackfillResult { Outcome = Answer, BackfillId = Answer.Status == ActionStatus.Done ? 3 : null });
    }

    public Task<BackfillPreview> PreviewBackfillAsync(string dagId, BackfillRequest request, CancellationToken cancellationToken = default) =>
        Task.FromResult(new BackfillPreview
        {
            Outcome = Answer,
            Dates = [.. BackfillDates],
            DateCount = BackfillDates.Count,
            RunCount = BackfillDates.Count(d => d.Action is not null),
        });

    public Task<ActionResult> SetBackfillPausedAsync(long backfillId, bool paused, CancellationToken cancellationToken = default) =>
        Done($"{(paused ? "pause" : "resume")} backfill {backfillId}");

    public Task<ActionResult> CancelBackfillAsync(long backfillId, CancellationToken cancellationToken = default) => Done($"cancel backfill {backfillId}");
}
