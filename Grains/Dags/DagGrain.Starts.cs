using Microsoft.Extensions.Logging;
using Orrery.Core.States;
using Orrery.Grains.Identity;
using Orrery.Grains.Interfaces.Dags;
using Orrery.Grains.Interfaces.Runs;
using Orrery.Grains.Interfaces.Scheduling;
using Orrery.Grains.Runs;
using Orrery.Storage;
using Orrery.Storage.Rows;

namespace Orrery.Grains.Dags;

/// <content>
/// Runs by hand, and the start of queued runs. Many come and end at once: their rows are written side by side, in few transactions, and one turn
/// starts what all of them asked for.
/// </content>
public sealed partial class DagGrain
{
    private const int StartsAtOnce = 64;

    /// <summary>Runs that were told to start and did not answer: they go first, so that one which did start is not one too many.</summary>
    private readonly HashSet<string> _starting = new(StringComparer.Ordinal);
    private bool _hasFailures;
    private Task? _nextTurn;

    /// <inheritdoc/>
    public async Task<TriggerResult> TriggerAsync(TriggerRequest request)
    {
        if (_row is not { IsActive: true } row)
        {
            return new TriggerResult { Outcome = NotFound() };
        }

        var (run, pin, problem) = await ManualRunAsync(row, request);
        if (run is null || pin is null)
        {
            return new TriggerResult { Outcome = problem! };
        }

        var audit = Audit("trigger_dag_run", run.RunId, request.TriggeredBy).WithChange(before: null, RunAudits.Of(run));
        List<StoreRow> rows = [.. await NewRunRows.OfAsync(store, run, pin.Plan), audit, .. await DefinitionOfAsync(request)];
        if (await store.CommitAsync(rows) == CommitOutcome.Stale)
        {
            if (request.Release is null)
            {
                TakeBack(pin);
            }

            return new TriggerResult
            {
                Outcome = ActionResult.Refuse(ActionStatus.Conflict, $"DAG '{DagId}' already has a run '{run.RunId}': choose another run id, or leave it out."),
            };
        }

        LogRunCreated(logger, DagId, run.RunId);
        notifier.Notice(DagId, run.RunId);
        if (run.RunAfter > clock.GetUtcNow())
        {
            await GrainFactory.GetGrain<IScheduleGrain>(IScheduleGrain.OnlyShard).DueAtAsync(run.RunAfter);
        }

        StartSoon();
        return new TriggerResult { Outcome = ActionResult.Done, RunId = run.RunId };
    }

    /// <inheritdoc/>
    public Task RunEndedAsync(string runId, DagRunState state)
    {
        _starting.Remove(runId);
        _hasFailures |= state == DagRunState.Failed;
        StartSoon();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task StartQueuedAsync()
    {
        _nextTurn = null;
        var hasFailures = _hasFailures;
        _hasFailures = false;
        try
        {
            if (hasFailures)
            {
                await PauseIfFailingAsync();
            }

            await JudgeCandidateAsync();
            await StartQueuedRunsAsync();
            await CreateDueRunsAsync();
            await CreateAssetRunsAsync();
        }
        catch (Exception e)
        {
            _hasFailures |= hasFailures;
            await AskAgainAsync(e);
        }
    }

    /// <summary>
    /// Has what is queued started in a turn of its own, the same for all who ask before it begins. Nobody waits for it: a request that waits for
    /// a later turn of its own grain would keep the activation from going away. The call itself is sent on to the next activation.
    /// </summary>
    private void StartSoon()
    {
        if (_nextTurn is null or { IsCompleted: true })
        {
            _nextTurn = StartInItsTurnAsync();
        }
    }

    private async Task StartInItsTurnAsync()
    {
        try
        {
            await GrainFactory.GetGrain<IDagGrain>(DagId).StartQueuedAsync();
        }
        catch (Exception e)
        {
            await AskAgainAsync(e);
        }
    }

    private async Task StartQueuedRunsAsync()
    {
        if (_row is not { IsPaused: false } || _dag is not { } dag)
        {
            return;
        }

        try
        {
            // Counted anew each time: what runs say of their ends comes late, twice or not at all.
            var room = dag.MaxActiveRuns - await store.CountRunsAsync(DagId, DagRunState.Running);
            var queued = room > 0 ? await store.ListRunsInStateAsync(DagId, DagRunState.Queued, room + _starting.Count, CancellationToken.None) : [];
            var now = clock.GetUtcNow();
            foreach (var some in queued.Where(r => r.RunAfter <= now).OrderBy(r => _starting.Contains(r.RunId) ? 0 : 1).Take(room).Chunk(StartsAtOnce))
            {
                await Task.WhenAll(some.Select(run => StartAsync(run.RunId)));
            }
        }
        catch (Exception e)
        {
            await AskAgainAsync(e);
        }
    }

    private async Task StartAsync(string runId)
    {
        _starting.Add(runId);
        await GrainFactory.GetGrain<IDagRunGrain>($"{DagId}/{runId}").StartAsync();
        _starting.Remove(runId);
    }

    /// <summary>Runs that end may never come again, and this activation may go away: the schedule remembers. The runs are durable.</summary>
    private async Task AskAgainAsync(Exception reason)
    {
        LogStartFailed(logger, reason, DagId);
        await GrainFactory.GetGrain<IScheduleGrain>(IScheduleGrain.OnlyShard).AskAgainAsync(DagId);
    }

    [LoggerMessage(EventIds.RunStartFailed, LogLevel.Warning, "DAG {DagId}: queued runs could not be started, or due ones created; it is tried again")]
    private static partial void LogStartFailed(ILogger logger, Exception exception, string dagId);
}
