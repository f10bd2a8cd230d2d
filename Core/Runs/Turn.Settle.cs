using Orrery.Core.Dags;
using Orrery.Core.States;

namespace Orrery.Core.Runs;

/// <content>What follows from the moves: tasks become ready or are decided, ready ones are offered, the run ends.</content>
internal sealed partial class Turn
{
    // Ancestors first: a task is looked at when all that this turn does above it is done, whatever path it came by.
    private readonly PriorityQueue<int, int> _work = new();
    private readonly HashSet<int> _recheck = [];
    private readonly Queue<int> _inlineReady = new();
    private readonly PriorityQueue<int, int> _newlyReady = new();

    /// <summary>Follows every consequence to its end. Does nothing for a run that is not running.</summary>
    public void Settle()
    {
        if (_run.State != DagRunState.Running)
        {
            return;
        }

        Drain();
        var fate = Fate();
        if (fate is { } known && CallCallbacksOfRun(known.State))
        {
            Drain();
        }

        Offer();
        if (fate is { } end && AreCallbacksOfRunOver())
        {
            EndRun(end.State, end.Reason);
        }
    }

    private void Drain()
    {
        while (_work.Count + _inlineReady.Count > 0)
        {
            while (_work.TryDequeue(out var instance, out _))
            {
                Evaluate(instance);
            }

            while (_inlineReady.TryDequeue(out var instance))
            {
                StartInline(instance);
            }
        }
    }

    /// <summary>Ends the run.</summary>
    public void EndRun(DagRunState state, string? reason)
    {
        // A run that was ended before keeps the moment of its end.
        SetRun(_run with { State = state, EndedAt = _run.State.IsFinished() ? _run.EndedAt : _now, Reason = reason });
        Do(new RunEffect.Ended(state));
    }

    private void Enqueue(ReadOnlySpan<int> tasks)
    {
        foreach (var task in tasks)
        {
            if (Slot(task).State == TaskInstanceState.None)
            {
                _work.Enqueue(task, _plan.Level(task));
            }
        }
    }

    private void Evaluate(int instance)
    {
        if (Slot(instance).State != TaskInstanceState.None)
        {
            return;
        }

        if (_recheck.Remove(instance) && WasNotFollowed(TaskOf(instance)))
        {
            if (IsHeldByPast(instance, TriggerVerdict.Skipped))
            {
                Do(new RunEffect.AwaitPast(instance));
                return;
            }

            Force(instance, TaskInstanceState.Skipped);
            return;
        }

        var task = TaskOf(instance);
        var verdict = TaskReadiness.Look(_plan, task, Counters(task), TriggerLook.Scheduling with { MapIndex = _state.MapIndexOf(instance) });
        if (IsHeldByPast(instance, verdict))
        {
            Do(new RunEffect.AwaitPast(instance));
            return;
        }

        switch (verdict)
        {
            case TriggerVerdict.Run:
                Ready(instance);
                break;
            case TriggerVerdict.Skipped:
                Force(instance, TaskInstanceState.Skipped);
                break;
            case TriggerVerdict.UpstreamFailed:
                Force(instance, TaskInstanceState.UpstreamFailed);
                break;
            case TriggerVerdict.Removed:
                Force(instance, TaskInstanceState.Removed);
                break;
            default:
                break;
        }
    }

    private void StartInline(int instance)
    {
        Start(instance, lease: null);
        if (_options.DecideEmptyInline && DefinitionOf(instance).Action is TaskAction.Empty)
        {
            Finish(instance, new TaskOutcome.Success());
        }
        else
        {
            Do(new RunEffect.Decide(instance, Slot(instance).TryNumber));
        }
    }

    /// <summary>Offers ready tasks, the highest priority weight first, as far as <c>max_active_tasks</c> has room.</summary>
    private void Offer()
    {
        var waiting = _state.Ready.Next(0);
        while (_totals.Active < _plan.Dag.MaxActiveTasks)
        {
            var instance = NextReady(ref waiting);
            if (instance < 0)
            {
                return;
            }

            Set(instance, Slot(instance) with { State = TaskInstanceState.Queued });
            Do(new RunEffect.Offer(instance, Slot(instance).TryNumber));
        }
    }

    /// <summary>The first of those that were ready before and those that became so in this turn; −1 when there is none.</summary>
    private int NextReady(ref int waiting)
    {
        while (true)
        {
            var task = -1;
            if (_newlyReady.TryPeek(out var newly, out var rank) && (waiting < 0 || rank <= waiting))
            {
                task = newly;
                _newlyReady.Dequeue();
            }
            else if (waiting >= 0)
            {
                task = _plan.TaskAt(waiting);
                waiting = _state.Ready.Next(waiting + 1);
            }

            // One that was skipped, cleared or offered in this turn is still listed where it was before.
            if (task < 0 || Slot(task).State == TaskInstanceState.Scheduled)
            {
                return task;
            }
        }
    }
}
