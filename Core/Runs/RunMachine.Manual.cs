using Orrery.Core.Dags;
using Orrery.Core.Reruns;
using Orrery.Core.States;

namespace Orrery.Core.Runs;

/// <content>What people do to a run.</content>
public sealed partial class RunMachine
{
    private Decision OnCleared(RunState state, RunEvent.Cleared cleared, DateTimeOffset now)
    {
        foreach (var instance in cleared.Instances)
        {
            _ = SlotOf(state, instance);
        }

        var options = cleared.Options ?? ClearOptions.Default;
        var chosen = ClearRule.Choose(state, cleared.Instances, options);
        if (options.PreventRunning && chosen.Any(instance => state[instance].State == TaskInstanceState.Running))
        {
            // All or nothing: a task that was started meanwhile keeps the others from being cleared under it.
            return Decision.Ignore(IgnoreReason.TaskIsRunning);
        }

        var turn = Turn.Begin(state, _options, now);
        foreach (var instance in chosen)
        {
            turn.Clear(instance);
        }

        if (chosen.Count > 0)
        {
            Requeue(turn, options.RunStateAfter, now);
        }

        // Everything asked for was removed from the DAG, or is in none of the states asked for.
        return turn.End(IgnoreReason.AlreadyDone) with { Chosen = chosen };
    }

    private Decision OnTaskMarked(RunState state, RunEvent.TaskMarked mark, DateTimeOffset now)
    {
        if (mark.State is not (TaskInstanceState.Success or TaskInstanceState.Failed or TaskInstanceState.Skipped))
        {
            throw new ArgumentOutOfRangeException(nameof(mark), mark.State, "A task can be marked success, failed or skipped.");
        }

        foreach (var instance in mark.Instances)
        {
            _ = SlotOf(state, instance);
        }

        var chosen = MarkRule.Choose(state, mark.Instances, mark.State);
        if (chosen.Count == 0)
        {
            // Two people had the same idea, or the request came twice; or all of it was removed from the DAG.
            return Decision.Ignore(mark.Instances.Any(instance => state[instance].State == mark.State) ? IgnoreReason.AlreadyDone : IgnoreReason.WrongTaskState);
        }

        var turn = Turn.Begin(state, _options, now);
        foreach (var instance in chosen)
        {
            var failure = mark.State == TaskInstanceState.Failed ? new TaskFailure(TaskFailureReason.MarkedFailed, "Marked failed by hand.") : null;
            turn.Force(instance, mark.State, failure);
        }

        // A run that only waits for its teardowns is not opened again by settling one of them.
        var isEnding = state.Run is { State: DagRunState.Running, Reason: not null };
        if ((!isEnding && ClearFailedBelow(state, turn, mark.Instances)) || state.Run.State.IsFinished())
        {
            Requeue(turn, DagRunState.Queued, now);
        }
        else
        {
            turn.Settle();
        }

        return turn.End() with { Chosen = chosen };
    }

    private Decision OnRunMarked(RunState state, RunEvent.RunMarked mark, DateTimeOffset now)
    {
        if (!mark.State.IsFinished())
        {
            throw new ArgumentOutOfRangeException(nameof(mark), mark.State, "A run can be marked success or failed.");
        }

        if (state.Run.State == mark.State)
        {
            // Two people had the same idea, or the run ended so by itself.
            return Decision.Ignore(IgnoreReason.AlreadyDone);
        }

        var turn = Turn.Begin(state, _options, now);
        if (mark.State == DagRunState.Success)
        {
            for (var instance = 0; instance < state.Count; instance++)
            {
                if (state.Plan.Kind(state.TaskOf(instance)) == TaskKind.Callback)
                {
                    SkipCallback(turn, instance);
                }
                else if (state[instance].State is not (TaskInstanceState.Success or TaskInstanceState.Removed))
                {
                    turn.Force(instance, TaskInstanceState.Success);
                }
            }

            turn.EndRun(DagRunState.Success, RunReasons.Marked);
            return turn.End();
        }

        // In a run that is not running neither teardowns nor callbacks can run any more.
        var teardownsRun = state.Run.State == DagRunState.Running;
        for (var instance = 0; instance < state.Count; instance++)
        {
            if (!state[instance].State.IsFinished() && !(teardownsRun && state.Plan.Kind(state.TaskOf(instance)) is TaskKind.Teardown or TaskKind.Callback))
            {
                Abandon(turn, instance);
            }
        }

        if (!teardownsRun)
        {
            turn.EndRun(DagRunState.Failed, RunReasons.Marked);
            return turn.End();
        }

        // The reason waits on the run until its teardowns and callbacks are finished; a second request in that time changes nothing.
        turn.SetRun(state.Run with { Reason = RunReasons.Marked });
        turn.Settle();
        return turn.End();
    }

    /// <summary>Ends a callback that has not ended: it was not called, and now nobody wants to be told.</summary>
    private static void SkipCallback(Turn turn, int instance)
    {
        if (!turn.Slot(instance).State.IsFinished())
        {
            turn.Force(instance, TaskInstanceState.Skipped);
        }
    }

    /// <summary>Ends a task because its run is ended: what was under way fails, what had not begun is skipped.</summary>
    private static void Abandon(Turn turn, int instance)
    {
        var underWay = turn.Slot(instance).State is TaskInstanceState.Running or TaskInstanceState.Restarting
            or TaskInstanceState.Deferred or TaskInstanceState.UpForReschedule;
        if (underWay)
        {
            turn.Force(instance, TaskInstanceState.Failed, new TaskFailure(TaskFailureReason.RunEnded, "Stopped because the run was marked failed by hand."));
        }
        else
        {
            turn.Force(instance, TaskInstanceState.Skipped);
        }
    }

    /// <summary>Tasks that failed for want of what has just been settled by hand get another chance; whether there are any.</summary>
    private static bool ClearFailedBelow(RunState state, Turn turn, IReadOnlyList<int> marked)
    {
        var any = false;
        var seen = new HashSet<int>(marked.Select(state.TaskOf));
        var next = new Queue<int>(seen);
        while (next.TryDequeue(out var parent))
        {
            foreach (var task in state.Plan.Downstream(parent))
            {
                if (!seen.Add(task))
                {
                    continue;
                }

                next.Enqueue(task);
                foreach (var instance in turn.Below(marked, task))
                {
                    if (turn.Slot(instance).State is TaskInstanceState.Failed or TaskInstanceState.UpstreamFailed)
                    {
                        turn.Clear(instance);
                        any = true;
                    }
                }
            }
        }

        return any;
    }

    /// <summary>After tasks were reset: a run that is open goes on, one that has ended gets the state asked for.</summary>
    private static void Requeue(Turn turn, DagRunState? after, DateTimeOffset now)
    {
        if (after is not { } state)
        {
            turn.ResetCallbacksOfRun();
            turn.Settle();
            return;
        }

        var run = turn.Run with { QueuedAt = now, ClearNumber = turn.Run.ClearNumber + 1, Reason = null };
        if (run.State.IsFinished())
        {
            run = run with { State = state, StartedAt = state == DagRunState.Running ? now : null, EndedAt = null };
        }

        turn.SetRun(run);
        turn.ResetCallbacksOfRun();
        if (run.State == DagRunState.Queued && turn.WasFinished)
        {
            turn.Do(new RunEffect.AwaitStart());
        }

        turn.Settle();
    }
}
