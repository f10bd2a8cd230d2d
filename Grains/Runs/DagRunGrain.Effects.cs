using Microsoft.Extensions.Logging;
using Orrery.Core.Runs;
using Orrery.Core.States;
using Orrery.Grains.Interfaces.Dags;
using Orrery.Grains.Interfaces.Pools;
using Orrery.Grains.Interfaces.Queues;
using Orrery.Grains.Interfaces.Runtimes;
using Orrery.Runtime;

namespace Orrery.Grains.Runs;

/// <content>What is done after a commit. Every effect may be done twice; after a crash <see cref="Recover"/> does them again.</content>
public sealed partial class DagRunGrain
{
    private void Recover()
    {
        if (_run is { } run)
        {
            Deliver(_undelivered);

            // Who loaded a queued run is about to start it, or found it on the way: its DAG knows of it.
            CarryOut(run, [.. RunMachine.Recover(run.State, clock.GetUtcNow()).Where(e => e is not RunEffect.AwaitStart)]);
        }
    }

    /// <summary>Starts the effects and does not wait for them: the next events must not.</summary>
    private void CarryOut(RunRecord run, IReadOnlyList<RunEffect> effects)
    {
        var offers = new Dictionary<string, List<TaskOffer>>(StringComparer.Ordinal);
        var stops = new Dictionary<string, List<HostCommand>>(StringComparer.Ordinal);
        var looksAtPast = false;
        foreach (var effect in effects)
        {
            switch (effect)
            {
                case RunEffect.Offer offer:
                    AddTo(offers, QueueOf(run, offer.Instance), ToOffer(run, offer));
                    break;
                case RunEffect.Stop stop:
                    AddTo(stops, stop.Lease.Host, new HostCommand { StopLease = stop.Lease.Id, Reason = StopReason.UserRequest });
                    break;
                case RunEffect.Decide decide:
                    _ = GuardAsync(DecideAsync(run, decide));
                    break;
                case RunEffect.Expand expand:
                    _ = GuardAsync(ExpandAsync(run, expand));
                    break;
                case RunEffect.AwaitStart:
                    _ = GuardAsync(AwaitStartAsync(run));
                    break;
                case RunEffect.WakeAt:
                    break;
                case RunEffect.AwaitPast past:
                    looksAtPast |= AwaitPast(past.Instance);
                    break;
                case RunEffect.Ended ended:
                    _ = GuardAsync(EndAsync(run, ended.State));
                    break;
                default:
                    throw new System.Diagnostics.UnreachableException($"Run '{_key}' has no way to carry out {effect}.");
            }
        }

        SetWake();
        if (looksAtPast)
        {
            _ = GuardAsync(LookAtPastAsync());
        }

        foreach (var (queue, list) in offers)
        {
            _ = GuardAsync(grains.GetGrain<IQueueGrain>(queue).OfferAsync([.. list]));
        }

        foreach (var (host, list) in stops)
        {
            _ = GuardAsync(grains.GetGrain<IRuntimeGrain>(host).OrderAsync([.. list]));
        }
    }

    /// <summary>Gives back the slots of leases that have ended. What is lost on the way, the pools find out themselves.</summary>
    private void TellPools(SlotChanges slots)
    {
        foreach (var (limitKey, leases) in slots.Released)
        {
            _ = GuardAsync(grains.GetGrain<IPoolGrain>(limitKey).ReleaseAsync([.. leases]));
        }

        foreach (var pool in slots.DeferredIn)
        {
            _ = GuardAsync(grains.GetGrain<IPoolGrain>(pool).DeferredChangedAsync());
        }
    }

    private static void AddTo<T>(Dictionary<string, List<T>> groups, string key, T item)
    {
        if (!groups.TryGetValue(key, out var list))
        {
            groups[key] = list = [];
        }

        list.Add(item);
    }

    private static string QueueOf(RunRecord run, int instance)
    {
        var task = run.State.DefinitionOf(instance);
        return run.State[instance].ActionOf(task).IsTrigger ? QueueKeys.TriggersOf(task.Queue) : task.Queue;
    }

    private static TaskOffer ToOffer(RunRecord run, RunEffect.Offer offer)
    {
        var task = run.State.DefinitionOf(offer.Instance);

        // What runs beside tasks, in a host's trigger loop, takes no slots.
        var takesSlots = !run.State[offer.Instance].ActionOf(task).IsTrigger;
        return new TaskOffer
        {
            Task = run.KeyOf(offer.Instance, offer.TryNumber),
            PriorityWeight = run.Plan.Weight(run.State.TaskOf(offer.Instance)),
            OrderDate = run.Row.LogicalDate ?? run.Row.RunAfter,
            Pool = task.Pool,
            PoolSlots = takesSlots ? task.PoolSlots : 0,
            MaxActiveTisPerDag = takesSlots ? task.MaxActiveTisPerDag : null,
        };
    }

    /// <summary>One timer for everything the run waits for by itself: retries, time-outs, effects to be done again, its own end.</summary>
    private void SetWake()
    {
        var now = clock.GetUtcNow();
        var moment = _run switch
        {
            { IsFinished: true } => now + LingerDelay,
            var run => run?.State.NextWakeAt,
        };
        if (_redoEffects || _isLost)
        {
            moment = moment is { } earlier && earlier < now + RetryDelay ? earlier : now + RetryDelay;
        }

        var due = moment is { } m ? (m > now ? m - now : TimeSpan.Zero) : Timeout.InfiniteTimeSpan;
        try
        {
            _wake?.Change(due, Timeout.InfiniteTimeSpan);
        }
        catch (ObjectDisposedException)
        {
            // This activation is going away; the next one sets its own. What is durable is still carried out.
        }
    }

    private async Task ExpandAsync(RunRecord run, RunEffect.Expand expand)
    {
        var result = await loader.ExpandAsync(run, expand.Expansion);
        await SubmitAsync(new RunEvent.Expanded(expand.Expansion, expand.Round, result));
    }

    private async Task EndAsync(RunRecord run, DagRunState state)
    {
        await grains.GetGrain<IDagGrain>(_key.DagId).RunEndedAsync(_key.RunId, state);
        if (run.Row.BackfillId is { } backfill)
        {
            await BackfillOf(backfill).GoOnAsync();
        }

        using (BeginLog())
        {
            LogRunEnded(logger, _key.DagId, _key.RunId, state.WireName());
        }
    }

    /// <summary>What is logged from here on is about this run.</summary>
    private IDisposable? BeginLog() => logger.BeginScope(LogScope.OfRun(_key.DagId, _key.RunId, _run is { } run ? telemetry.TraceIdOf(run.Row) : null));

    /// <summary>An effect that fails is done again soon: queues and hosts may be away for a moment.</summary>
    private async Task GuardAsync(Task effect)
    {
        try
        {
            await effect;
        }
        catch (Exception e)
        {
            using (BeginLog())
            {
                LogEffectFailed(logger, e, _key.DagId, _key.RunId);
            }

            _redoEffects = true;
            SetWake();
        }
    }

    [LoggerMessage(EventIds.RunEffectFailed, LogLevel.Warning, "Run {DagId}/{RunId}: an effect failed and will be done again")]
    private static partial void LogEffectFailed(ILogger logger, Exception exception, string dagId, string runId);

    [LoggerMessage(EventIds.RunEnded, LogLevel.Information, "Run {DagId}/{RunId} ended: {State}")]
    private static partial void LogRunEnded(ILogger logger, string dagId, string runId, string state);
}
