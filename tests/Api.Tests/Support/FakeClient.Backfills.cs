using System.Collections.Immutable;
using Orrery.Core.Backfills;
using Orrery.Core.States;
using Orrery.Grains.Interfaces.Backfills;
using Orrery.Grains.Interfaces.Catalog;
using Orrery.Grains.Interfaces.Dags;

namespace Orrery.Api.Tests.Support;

/// <content>One backfill, number 7.</content>
internal sealed partial class FakeClient
{
    public static readonly BackfillInfo SampleBackfill = new()
    {
        Id = 7,
        DagId = Samples.DagId,
        FromDate = Samples.Midnight,
        ToDate = Samples.Midnight.AddDays(3),
        DagRunConfJson = """{"day":1}""",
        IsPaused = true,
        ReprocessBehavior = ReprocessBehavior.Failed,
        MaxActiveRuns = 3,
        RunBackwards = true,
        CreatedAt = Samples.Midnight.AddDays(9),
        CompletedAt = Samples.Midnight.AddDays(10),
        CancelledAt = Samples.Midnight.AddDays(10),
        UpdatedAt = Samples.Midnight.AddDays(10),
        TriggeredBy = "cli",
        DateCount = 4,
        DoneCount = 3,
        QueuedCount = 1,
        RunningCount = 2,
        SuccessCount = 5,
        FailedCount = 6,
    };

    public static readonly ImmutableArray<BackfillDateInfo> SampleDates =
    [
        new() { Ordinal = 1, LogicalDate = Samples.Midnight, Reason = "already exists", DagRunId = "x", State = DagRunState.Success },
        new() { Ordinal = 2, LogicalDate = Samples.Midnight.AddDays(1), Action = "create" },
    ];

    public static readonly NextRunInfo SampleNext = new()
    {
        LogicalDate = Samples.Midnight,
        DataIntervalStart = Samples.Midnight,
        DataIntervalEnd = Samples.Midnight.AddDays(1),
        RunAfter = Samples.Midnight.AddDays(1),
    };

    public BackfillRequest? Asked { get; private set; }

    public Task<ImmutableArray<NextRunInfo>> ListNextRunsAsync(string dagId, int count, CancellationToken cancellationToken = default) =>
        Answer<ImmutableArray<NextRunInfo>>($"next {dagId} {count}", dagId == Samples.DagId ? [SampleNext] : []);

    public Task<Page<BackfillInfo>> ListBackfillsAsync(ListQuery query, CancellationToken cancellationToken = default) =>
        Answer($"backfills {query.DagId} {query.Limit} {query.Cursor}", new Page<BackfillInfo> { Items = [SampleBackfill], NextCursor = query.Cursor is null ? "7" : null });

    public Task<BackfillInfo?> GetBackfillAsync(long backfillId, CancellationToken cancellationToken = default) =>
        Answer($"backfill {backfillId}", backfillId == 7 ? SampleBackfill : null);

    public Task<Page<BackfillDateInfo>> ListBackfillDatesAsync(long backfillId, ListQuery query, CancellationToken cancellationToken = default) =>
        Answer($"dates {backfillId} {query.Limit} {query.Cursor}", new Page<BackfillDateInfo> { Items = backfillId == 7 ? SampleDates : [] });

    public Task<BackfillResult> CreateBackfillAsync(string dagId, BackfillRequest request, CancellationToken cancellationToken = default)
    {
        Asked = request;
        return Answer($"fill {dagId}", new BackfillResult { Outcome = Outcome, BackfillId = Outcome.Status == ActionStatus.Done ? 7 : null });
    }

    public Task<BackfillPreview> PreviewBackfillAsync(string dagId, BackfillRequest request, CancellationToken cancellationToken = default)
    {
        Asked = request;
        return Answer(
            $"preview {dagId}",
            Outcome.Status == ActionStatus.Done
                ? new BackfillPreview { Outcome = Outcome, Dates = SampleDates, DateCount = 2, RunCount = 1 }
                : new BackfillPreview { Outcome = Outcome });
    }

    public Task<ActionResult> SetBackfillPausedAsync(long backfillId, bool paused, CancellationToken cancellationToken = default) =>
        Answer($"pause backfill {backfillId} {paused}", backfillId == 7 ? Outcome : ActionResult.Refuse(ActionStatus.NotFound, $"There is no backfill {backfillId}."));

    public Task<ActionResult> CancelBackfillAsync(long backfillId, CancellationToken cancellationToken = default) => Answer($"cancel backfill {backfillId}", Outcome);
}
