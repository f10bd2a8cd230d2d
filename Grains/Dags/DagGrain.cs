using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using Orrery.Core.Dags;
using Orrery.Core.Runs;
using Orrery.Core.States;
using Orrery.Core.Timetables;
using Orrery.Grains.Catalog;
using Orrery.Grains.Interfaces.Dags;
using Orrery.Grains.Interfaces.Scheduling;
using Orrery.Grains.Runs;
using Orrery.Grains.Versions;
using Orrery.Storage;
using Orrery.Storage.Rows;

namespace Orrery.Grains.Dags;

/// <summary>One DAG. Its row is the schedule's cursor: a run and the cursor that moves past it are one commit.</summary>
public sealed partial class DagGrain(
    IStore store,
    RunPlanCache plans,
    RunFactory runs,
    ChangeNotifier notifier,
    DagOptions options,
    TimeProvider clock,
    ILogger<DagGrain> logger) : Grain, IDagGrain
{
    private DagRow? _row;
    private RunPlan? _plan;
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

        Use(await plans.GetAsync(_row.Version));

        // Of rows from before they had these columns; the next commit writes them.
        _row = _row with { MaxActiveRuns = _plan!.Dag.MaxActiveRuns, MaxActiveTasks = _plan.Dag.MaxActiveTasks };
    }

    /// <inheritdoc/>
    public async Task<PublishResult> PublishAsync(PublishRequest request)
    {
        if (_row is { IsActive: true } owned && owned.Bundle != request.Bundle)
        {
            return Refuse(owned, $"DAG '{DagId}' belongs to bundle '{owned.Bundle}' (file '{owned.File}'): give it another dag_id, or take it out of that bundle.");
        }

        if (_row is { IsActive: true } elsewhere && elsewhere.File != request.File && request.FileIsAmbiguous)
        {
            return Refuse(elsewhere, $"DAG '{DagId}' is also defined in '{elsewhere.File}': each dag_id may be defined once.");
        }

        var plan = RunPlan.Compile(DagDocument.FromJson(JsonNode.Parse(request.Document)!.AsObject()));
        var current = _row is null ? null : await store.GetReleaseAsync(DagId, _row.Release);
        var wasInService = _row is { IsActive: true };
        var isNew = current is null || current.Version != request.Version || current.CodeReference != request.CodeReference;
        if (!isNew && _row is { IsActive: true } live && live.File == request.File)
        {
            // Whoever publishes again may do so because the server died before its assets were told.
            return new PublishResult { DagId = DagId, Release = live.Release, IsNew = false, Warnings = await RefreshAssetsAsync(plan, []) };
        }

        var now = clock.GetUtcNow();
        var release = (_row?.Release ?? 0) + (isNew ? 1 : 0);
        var row = DagRows.Describe(_row ?? DagRows.New(DagId, request, plan.Dag.IsPausedUponCreation ?? options.PausedAtCreation, now), plan.Dag, request, release, now);
        Use(plans.Add(request.Version, plan));
        row = Schedule(row, now);
        var mentions = await MentionChangesAsync(plan, now);
        List<StoreRow> rows = [row, .. mentions];
        if (isNew)
        {
            rows.Add(new DagVersionRow { Version = request.Version, DagId = DagId, Document = request.Document, CreatedAt = now });
            rows.Add(DagRows.Release(DagId, release, request, now));
            rows.Add(new DagSourceRow { DagId = DagId, Release = release, Content = request.Source });
        }

        await CommitAsync(row, rows);
        LogPublished(logger, DagId, release, request.Version);
        var warnings = await RefreshAssetsAsync(plan, mentions);
        if (release > 1 || !isNew)
        {
            // It may allow more runs at once than before, and what waited while it was out of service goes on.
            await StartQueuedAsync();
        }

        if (!wasInService)
        {
            await WakeBackfillAsync();
        }

        return new PublishResult { DagId = DagId, Release = release, IsNew = isNew, Warnings = warnings };
    }

    /// <inheritdoc/>
    public async Task DeactivateDagAsync()
    {
        if (_row is { IsActive: true } row)
        {
            await CommitAsync(DagRows.WithNext(row, null) with { IsActive = false, UpdatedAt = clock.GetUtcNow() });
        }

        if (_plan is { } plan)
        {
            await RefreshAssetsAsync(plan, []);
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
            await CommitAsync(changed, [changed, Audit(paused ? "pause_dag" : "unpause_dag", runId: null)]);
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
            var due = DagRows.DueRunOf(row, _plan!.Dag, _timetable!, now);
            var run = runs.Scheduled(row, _plan.Dag, due);
            var moved = Schedule(row with { LastIntervalStart = due.DataInterval.Start, LastIntervalEnd = due.DataInterval.End }, now);
            if (await HasRunAsync(run))
            {
                await CommitAsync(moved);
                LogRunDropped(logger, DagId, run.RunId);
                continue;
            }

            await CommitAsync(moved, [moved, .. await NewRunRows.OfAsync(store, run, _plan)]);
            LogRunCreated(logger, DagId, run.RunId);
            await StartQueuedRunsAsync();
        }
    }

    private async Task<bool> IsFullAsync()
    {
        // Queued runs that may not start yet do not keep others from being created.
        var limit = _plan!.Dag.MaxActiveRuns;
        var now = clock.GetUtcNow();
        var queued = await store.ListRunsInStateAsync(DagId, DagRunState.Queued, limit, CancellationToken.None);
        return await store.CountRunsAsync(DagId, DagRunState.Running) + queued.Count(r => r.RunAfter <= now) >= limit;
    }

    /// <summary>Whether its date has a run, of a backfill or by hand, or its moment had one under another schedule.</summary>
    private async Task<bool> HasRunAsync(DagRunRow run) =>
        await store.ListDatedRunsAsync(DagId, run.LogicalDate!.Value, run.LogicalDate.Value) is { Count: > 0 }
        || await store.GetDagRunAsync(DagId, run.RunId) is not null;

    private void Use(RunPlan plan)
    {
        _plan = plan;
        _timetable = TimetableFactory.Of(plan.Dag);
    }

    /// <summary>The row with its next scheduled run, computed from the newest one.</summary>
    private DagRow Schedule(DagRow row, DateTimeOffset now) =>
        DagRows.WithNext(row, row is { IsActive: true, IsPaused: false } ? DagRows.NextRun(row, _plan!.Dag, _timetable!, now) : null);

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

    private AuditRow Audit(string what, string? runId, string actor = "api") => new()
    {
        At = clock.GetUtcNow(),
        Actor = actor,
        Event = what,
        DagId = DagId,
        RunId = runId,
    };

    private PublishResult Refuse(DagRow row, string why) => new() { DagId = DagId, Release = row.Release, IsNew = false, Refused = why };

    // A name nobody has must not keep an activation.
    private ActionResult NotFound()
    {
        this.DeactivateOnIdle();
        return ActionResult.Refuse(ActionStatus.NotFound, $"There is no DAG '{DagId}'.");
    }

    [LoggerMessage(EventIds.DagPublished, LogLevel.Information, "DAG {DagId}: release {Release} is live, version {Version}")]
    private static partial void LogPublished(ILogger logger, string dagId, int release, string version);

    [LoggerMessage(EventIds.RunDropped, LogLevel.Information, "Run {DagId}/{RunId} is not created: its date has a run")]
    private static partial void LogRunDropped(ILogger logger, string dagId, string runId);

    [LoggerMessage(EventIds.RunCreated, LogLevel.Information, "Run {DagId}/{RunId} created")]
    private static partial void LogRunCreated(ILogger logger, string dagId, string runId);
}
