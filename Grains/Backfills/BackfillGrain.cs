using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using Orrery.Core.States;
using Orrery.Grains.Catalog;
using Orrery.Grains.Dags;
using Orrery.Grains.Identity;
using Orrery.Grains.Interfaces.Backfills;
using Orrery.Grains.Interfaces.Dags;
using Orrery.Grains.Interfaces.Runs;
using Orrery.Grains.Runs;
using Orrery.Grains.Versions;
using Orrery.Storage;
using Orrery.Storage.Rows;

namespace Orrery.Grains.Backfills;

/// <summary>One backfill. Its row is the cursor: the runs of a batch of dates and the cursor that moves past them are one commit.</summary>
/// <remarks>Works in bounded steps, so that pausing and cancelling get their turn between two of them.</remarks>
public sealed partial class BackfillGrain(
    IStore store,
    RunPlanCache plans,
    RunFactory runs,
    RunPins pins,
    ChangeNotifier notifier,
    TimeProvider clock,
    ILogger<BackfillGrain> logger) : Grain, IBackfillGrain
{
    private const int CancelBatch = 100;
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);

    private IGrainTimer? _again;
    private BackfillRow? _row;

    private long Id => long.Parse(this.GetPrimaryKeyString(), CultureInfo.InvariantCulture);

    /// <inheritdoc/>
    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _again = this.RegisterGrainTimer(_ => GoOnAsync(), Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task GoOnAsync()
    {
        try
        {
            if (await StepAsync())
            {
                // As a message of its own, behind those that wait by now.
                await GrainFactory.GetGrain<IBackfillGrain>(this.GetPrimaryKeyString()).GoOnAsync();
            }
        }
        catch (Exception e)
        {
            // Nobody waits for an answer, and what is durable says where to go on.
            LogStepFailed(logger, e, Id);
            _again?.Change(RetryDelay, Timeout.InfiniteTimeSpan);
        }
    }

    /// <inheritdoc/>
    public async Task<ActionResult> SetPausedAsync(bool paused)
    {
        var (row, refused) = await FindOpenAsync(paused ? "paused" : "resumed");
        if (row is null)
        {
            return refused!;
        }

        if (row.IsPaused != paused)
        {
            var changed = row with { IsPaused = paused };
            await CommitAsync(changed, [Audit(paused ? "pause_backfill" : "unpause_backfill", row, changed)]);
            await GoOnAsync();
        }

        return ActionResult.Done;
    }

    /// <inheritdoc/>
    public async Task<ActionResult> CancelAsync()
    {
        var (row, refused) = await FindOpenAsync("cancelled");
        if (row is null)
        {
            return refused!;
        }

        var cancelled = row with { IsPaused = true, CancelledAt = clock.GetUtcNow() };
        await CommitAsync(cancelled, [Audit("cancel_backfill", row, cancelled)]);
        await GoOnAsync();
        return ActionResult.Done;
    }

    /// <summary>One bounded step.</summary>
    /// <returns>Whether there is more to do at once.</returns>
    private async Task<bool> StepAsync()
    {
        if (await FindAsync() is not { } row)
        {
            // A number nobody has must not keep an activation.
            this.DeactivateOnIdle();
            return false;
        }

        if (row is { CancelledAt: not null, CompletedAt: null })
        {
            return await FailQueuedAsync(row);
        }

        var dag = await store.GetDagAsync(row.DagId);
        if (row is { CompletedAt: null } && row.DoneCount < row.DateCount && dag is { IsActive: true })
        {
            row = await CreateBatchAsync(row, dag);
        }

        var counts = (await store.CountBackfillRunsAsync(Id)).ToDictionary(c => c.State, c => c.Count);
        var (queued, running) = (counts.GetValueOrDefault(DagRunState.Queued), counts.GetValueOrDefault(DagRunState.Running));
        if (row is { CompletedAt: null } && row.DoneCount == row.DateCount && queued + running == 0)
        {
            await CommitAsync(row with { CompletedAt = clock.GetUtcNow() }, []);
            LogCompleted(logger, row.DagId, Id, counts.GetValueOrDefault(DagRunState.Success), counts.GetValueOrDefault(DagRunState.Failed));
            return false;
        }

        // A run that is cleared by hand when all is over is started too: then nothing is paused any more.
        if (queued > 0 && running < row.MaxActiveRuns && dag is { IsPaused: false } && row is { IsPaused: false } or { CompletedAt: not null })
        {
            await StartAsync(row, row.MaxActiveRuns - running);
        }

        return row is { CompletedAt: null } && row.DoneCount < row.DateCount && dag is { IsActive: true };
    }

    /// <summary>Starts queued runs by their ordinals, after those that do not belong to a backfill.</summary>
    private async Task StartAsync(BackfillRow row, int room)
    {
        if (await store.ListRunsInStateAsync(row.DagId, DagRunState.Queued, 1) is { Count: > 0 })
        {
            await GrainFactory.GetGrain<IDagGrain>(row.DagId).StartQueuedAsync();
        }

        foreach (var runId in await store.ListBackfillRunIdsAsync(Id, DagRunState.Queued, room))
        {
            await Run(row, runId).StartAsync();
        }
    }

    private async Task<bool> FailQueuedAsync(BackfillRow row)
    {
        var queued = await store.ListBackfillRunIdsAsync(Id, DagRunState.Queued, CancelBatch);
        foreach (var runId in queued)
        {
            await Run(row, runId).MarkAsync(DagRunState.Failed);
        }

        if (queued.Count == 0)
        {
            await CommitAsync(row with { CompletedAt = clock.GetUtcNow() }, []);
        }

        return queued.Count > 0;
    }

    private async Task<BackfillRow?> FindAsync() => _row ??= await store.GetBackfillAsync(Id);

    private async Task<(BackfillRow? Row, ActionResult? Refused)> FindOpenAsync(string what)
    {
        if (await FindAsync() is not { } row)
        {
            this.DeactivateOnIdle();
            return (null, ActionResult.Refuse(ActionStatus.NotFound, $"There is no backfill {Id}."));
        }

        return row switch
        {
            { CompletedAt: not null } => (null, ActionResult.Refuse(ActionStatus.Conflict, $"Backfill {Id} is completed, so it cannot be {what}.")),
            { CancelledAt: not null } => (null, ActionResult.Refuse(ActionStatus.Conflict, $"Backfill {Id} is being cancelled, so it cannot be {what}.")),
            _ => (row, null),
        };
    }

    private async Task CommitAsync(BackfillRow row, IEnumerable<StoreRow> others)
    {
        // Until the store has answered, what it holds is not known: the next step reads it again.
        _row = null;
        row = row with { UpdatedAt = clock.GetUtcNow() };
        if (await store.CommitAsync([row, .. others]) == CommitOutcome.Stale)
        {
            throw new StaleActivationException($"Backfill {Id} was written by another activation since it was read, or one of its dates got a run; it is read again.");
        }

        _row = row with { Revision = row.Revision + 1 };
        notifier.Notice(row.DagId);
    }

    private AuditRow Audit(string what, BackfillRow before, BackfillRow after) =>
        Audits.OfChange(clock, what, new JsonObject { ["backfill_id"] = Id }, BackfillAudits.Of(before), BackfillAudits.Of(after)) with { DagId = before.DagId };

    private IDagRunGrain Run(BackfillRow row, string runId) => GrainFactory.GetGrain<IDagRunGrain>($"{row.DagId}/{runId}");

    [LoggerMessage(EventIds.BackfillStepFailed, LogLevel.Warning, "Backfill {Id}: a step failed; it is tried again")]
    private static partial void LogStepFailed(ILogger logger, Exception exception, long id);

    [LoggerMessage(EventIds.BackfillCompleted, LogLevel.Information, "DAG {DagId}: backfill {Id} is completed, {Succeeded} runs succeeded and {Failed} failed")]
    private static partial void LogCompleted(ILogger logger, string dagId, long id, int succeeded, int failed);
}
