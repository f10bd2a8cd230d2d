using Orrery.Core.Dags;
using Orrery.Core.States;

namespace Orrery.Core.Runs;

/// <content>What people do to a run.</content>
public sealed partial class RunMachine
{
    private Decision OnCleared(RunState state, RunEvent.Cleared cleared, DateTimeOffset now)
    {
        var turn = Turn.Begin(state, _options, now);
        foreach (var instance in cleared.Instances)
        {
            _ = SlotOf(state, instance);
            turn.Clear(instance);
        }

        // A run that ended with tasks in none (a deadlock) may be asked to look at just those again.
        if (turn.HasChanges || (state.Run.State.IsFinished() && cleared.Instances.Count > 0))
        {
            Requeue(turn, now);
        }

        // Everything asked for is already none or restarting, or was removed from the DAG.
        return turn.End(IgnoreReason.AlreadyDone);
    }

    private Decision OnTaskMarked(RunState state, RunEvent.TaskMarked mark, DateTimeOffset now)
    {
        if (mark.State is not (TaskInstanceState.Success or TaskInstanceState.Failed or TaskInstanceState.Skipped))
        {
            throw new ArgumentOutOfRangeException(nameof(mark), mark.State, "A task can be marked success, failed or skipped.");
        }

        var slot = SlotOf(state, mark.Instance);
        if (slot.State == mark.State)
        {
            // Two people had the same idea, or the request came twice.
            return Decision.Ignore(IgnoreReason.AlreadyDone);
        }

        if (slot.State == TaskInstanceState.Removed)
        {
            // Not part of the DAG any more: nothing depends on its state.
            return Decision.Ignore(IgnoreReason.WrongTaskState);
        }

        var turn = Turn.Begin(state, _options, now);
        turn.Force(
            mark.Instance,
            mark.State,
            mark.State == TaskInstanceState.Failed ? new TaskFailure(TaskFailureReason.MarkedFailed, "Marked failed by hand.") : null);

        // A run that only waits for its teardowns is not opened again by settling one of them.
        var isEnding = state.Run is { State: DagRunState.Running, Reason: not null };
        if ((!isEnding && ClearFailedBelow(state.Plan, turn, mark.Instance)) || state.Run.State.IsFinished())
        {
            Requeue(turn, now);
        }
        else
        {
            turn.Settle();
        }

        return turn.End();
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
                if (state[instance].State is not (TaskInstanceState.Success or TaskInstanceState.Removed))
                {
                    turn.Force(instance, TaskInstanceState.Success);
                }
            }

            turn.EndRun(DagRunState.Success, RunReasons.Marked);
            return turn.End();
        }

        // In a run that is not running no teardown can run any more either.
        var teardownsRun = state.Run.State == DagRunState.Running;
        for (var instance = 0; instance < state.Count; instance++)
        {
            if (!state[instance].State.IsFinished() && !(teardownsRun && state.Plan.Kind(state.TaskOf(instance)) == TaskKind.Teardown))
            {
                Abandon(turn, instance);
            }
        }

        if (!teardownsRun)
        {
            turn.EndRun(DagRunState.Failed, RunReasons.Marked);
            return turn.End();
        }

        // The reason waits on the run until its teardowns are finished; a second request in that time changes nothing.
        turn.SetRun(state.Run with { Reason = RunReasons.Marked });
        turn.Settle();
        return turn.End();
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
    private static bool ClearFailedBelow(RunPlan plan, Turn turn, int marked)
    {
        var any = false;
        var seen = new HashSet<int>();
        var next = new Queue<int>();
        next.Enqueue(turn.TaskOf(marked));
        while (next.TryDequeue(out var parent))
        {
            foreach (var task in plan.Downstream(parent))
            {
                if (seen.Add(task))
                {
                    next.Enqueue(task);
                    foreach (var instance in turn.Below(marked, task).Where(i => turn.Slot(i).State is TaskInstanceState.Failed or TaskInstanceState.UpstreamFailed))
                    {
                        turn.Clear(instance);
                        any = true;
                    }
                }
            }
        }

        return any;
    }

    /// <summary>After tasks were reset: a run that has ended waits to be started again, another one goes on.</summary>
    private static void Requeue(Turn turn, DateTimeOffset now)
    {
        var run = turn.Run with { QueuedAt = now, ClearNumber = turn.Run.ClearNumber + 1, Reason = null };
        if (!run.State.IsFinished())
        {
            turn.SetRun(run);
            turn.Settle();
            return;
        }

        turn.SetRun(run with { State = DagRunState.Queued, StartedAt = null, EndedAt = null });
        turn.Do(new RunEffect.AwaitStart());
    }
}
