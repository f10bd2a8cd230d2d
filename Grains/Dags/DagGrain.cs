using Microsoft.Extensions.Logging;
using Orrery.Core.Dags;
using Orrery.Core.States;
using Orrery.Core.Timetables;
using Orrery.Grains.Catalog;
using Orrery.Grains.Identity;
using Orrery.Grains.Interfaces.Dags;
using Orrery.Grains.Interfaces.Scheduling;
using Orrery.Grains.Runs;
using Orrery.Grains.Telemetry;
using Orrery.Grains.Versions;
using Orrery.Storage;
using Orrery.Storage.Rows;

namespace Orrery.Grains.Dags;

/// <summary>One DAG. Its row is the schedule's cursor: a run and the cursor that moves past it are one commit.</summary>
public sealed partial class DagGrain(
    IStore store,
    RunPlanCache plans,
    RunFactory runs,
    RunPins pins,
    RunPks runPks,
    ChangeNotifier notifier,
    DagOptions options,
    GrainMetrics metrics,
    TimeProvider clock,
    ILogger<DagGrain> logger) : Grain, IDagGrain
{
    private DagRow? _row;
    private DagDefinition? _dag;
    private Timetable? _timetable;

    private string DagId => this.GetPrimaryKeyString();

    /// <inheritdoc/>
    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _row = await store.GetDagAsync(DagId, cancellationToken);
        if (_row is null)
        {
            return;
        }

        Use((await plans.GetAsync(_row.Version)).Dag);

        // Of rows from before they had these columns; the next commit writes them.
        _row = _row with { MaxActiveRuns = _dag!.MaxActiveRuns, MaxActiveTasks = _dag.MaxActiveTasks };
    }

    /// <inheritdoc/>
    public async Task DeactivateDagAsync()
    {
        if (_row is { IsActive: true } row)
        {
            await CommitAsync(DagRows.WithNext(row, null) with { IsActive = false, UpdatedAt = clock.GetUtcNow() });
        }

        if (_dag is { } dag)
        {
            await RefreshAssetsAsync(dag, []);
            await ForgetWarningsAsync();
        }
    }

    /// <inheritdoc/>
    public async Task<ActionResult> SetPausedAsync(bool paused)
    {
        if (_row is not { } row)
        {
            return NotFound();
        }

        if (row.IsPaused != paused)
        {
            var now = clock.GetUtcNow();
            var changed = Schedule(row with { IsPaused = paused, PauseReason = null, ResumedAt = paused ? row.ResumedAt : now, UpdatedAt = now }, now);
            await CommitAsync(changed, [changed, Audit(paused ? "pause_dag" : "unpause_dag", runId: null).WithChange(DagAudits.Of(row), DagAudits.Of(changed))]);
            await StartQueuedAsync();
            if (!paused)
            {
                await WakeBackfillAsync();
            }
        }

        return ActionResult.Done;
    }

    /// <inheritdoc/>
    public async Task CreateDueAsync()
    {
        await JudgeCandidateAsync();
        await CreateDueRunsAsync();
    }

    private async Task CreateDueRunsAsync()
    {
        // One run a turn is one commit; a long catch-up goes on as runs end.
        while (_row is { IsActive: true, IsPaused: false, NextRunAfter: { } planned } row && planned <= clock.GetUtcNow())
        {
            if (await IsFullAsync())
            {
                // Durable, so that it is looked at again after a restart: until then whoever ends asks (RunEnded).
                if (!row.IsFull)
                {
                    await CommitAsync(row with { IsFull = true });
                }

                return;
            }

            var now = clock.GetUtcNow();
            var due = DagRows.DueRunOf(row, _dag!, _timetable!, now);
            var run = runs.Scheduled(row, _dag!, due);
            var moved = Schedule(row with { LastIntervalStart = due.DataInterval.Start, LastIntervalEnd = due.DataInterval.End }, now);
            if (await HasRunAsync(run))
            {
                await CommitAsync(moved);
                LogRunDropped(logger, DagId, run.RunId);
                continue;
            }

            var pin = await PinAsync(row, run.RunId);
            await CommitAsync(moved, [moved, .. await NewRunRows.OfAsync(store, pin.On(run), pin.Plan)]);
            LogRunCreated(logger, DagId, run.RunId);
            MeasureLag(row, planned, moved.NextRunAfter);
            await StartQueuedRunsAsync();
        }
    }

    /// <summary>Of a run that is late by the scheduler's doing alone: not since the DAG is new, was paused or full, or catches up.</summary>
    private void MeasureLag(DagRow row, DateTimeOffset planned, DateTimeOffset? next)
    {
        var now = clock.GetUtcNow();
        if (metrics.SchedulerLag.Enabled && !row.IsFull && planned >= row.UpdatedAt && !(next <= now))
        {
            metrics.SchedulerLag.Record((now - planned).TotalSeconds);
        }
    }

    private async Task<bool> IsFullAsync()
    {
        // Queued runs that may not start yet do not keep others from being created.
        var limit = _dag!.MaxActiveRuns;
        var now = clock.GetUtcNow();
        var queued = await store.ListRunsInStateAsync(DagId, DagRunState.Queued, limit, CancellationToken.None);
        return await store.CountRunsAsync(DagId, DagRunState.Running) + queued.Count(r => r.RunAfter <= now) >= limit;
    }

    /// <summary>Whether its date has a run, of a backfill or by hand, or its moment had one under another schedule.</summary>
    private async Task<bool> HasRunAsync(DagRunRow run) =>
        await store.ListDatedRunsAsync(DagId, run.LogicalDate!.Value, run.LogicalDate.Value) is { Count: > 0 }
        || await store.GetDagRunAsync(DagId, run.RunId) is not null;

    private void Use(DagDefinition dag)
    {
        _dag = dag;
        _timetable = TimetableFactory.Of(dag);
    }

    /// <summary>The row with its next scheduled run, computed from the newest one.</summary>
    private DagRow Schedule(DagRow row, DateTimeOffset now) =>
        DagRows.WithNext(row, row is { IsActive: true, IsPaused: false } ? DagRows.NextRun(row, _dag!, _timetable!, now) : null);

    private Task CommitAsync(DagRow row) => CommitAsync(row, [row]);

    private async Task CommitAsync(DagRow row, List<StoreRow> rows)
    {
        try
        {
            if (await store.CommitAsync(rows) == CommitOutcome.Stale)
            {
                throw new StaleActivationException($"DAG '{DagId}' was written by another activation since it was read; this one goes away.");
            }
        }
        catch
        {
            // What this activation believes may no longer be what the store holds: the next call reads it again.
            this.DeactivateOnIdle();
            throw;
        }

        _row = row with { Revision = row.Revision + 1 };
        notifier.Notice(DagId);
        if (row is { IsFull: false, NextRunAfter: { } next })
        {
            await GrainFactory.GetGrain<IScheduleGrain>(IScheduleGrain.OnlyShard).DueAtAsync(next);
        }
    }

    private AuditRow Audit(string what, string? runId, string fallback = Audits.Nobody) =>
        Audits.Of(clock, what, fallback: fallback) with { DagId = DagId, RunId = runId };

    // A name nobody has must not keep an activation.
    private ActionResult NotFound()
    {
        this.DeactivateOnIdle();
        return ActionResult.Refuse(ActionStatus.NotFound, $"There is no DAG '{DagId}'.");
    }

    [LoggerMessage(EventIds.RunDropped, LogLevel.Information, "Run {DagId}/{RunId} is not created: its date has a run")]
    private static partial void LogRunDropped(ILogger logger, string dagId, string runId);

    [LoggerMessage(EventIds.RunCreated, LogLevel.Information, "Run {DagId}/{RunId} created")]
    private static partial void LogRunCreated(ILogger logger, string dagId, string runId);
}
