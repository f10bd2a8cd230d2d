using Orrery.Core.Dags;
using Orrery.Core.States;

namespace Orrery.Core.Runs;

/// <content>What follows from the moves: tasks become ready or are decided, the run ends.</content>
internal sealed partial class Turn
{
    // Ancestors first: a task is looked at when all that this turn does above it is done, whatever path it came by. A negative number is the
    // complement of a mapped task, all of whose waiting instances are looked at.
    private readonly PriorityQueue<int, int> _work = new();
    private readonly HashSet<int> _recheck = [];
    private readonly Queue<int> _inlineReady = new();
    private int _looks;

    /// <summary>Follows every consequence to its end. Does nothing for a run that is not running.</summary>
    public void Settle()
    {
        if (_run.State != DagRunState.Running)
        {
            return;
        }

        Drain();
        if (_plan.HasMapping && IsStuck && LookAtUnexpanded())
        {
            // After a restart nobody knows that an expansion was asked for.
            Drain();
        }

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

    /// <summary>Ends the run.</summary>
    public void EndRun(DagRunState state, string? reason)
    {
        // A run that was ended before keeps the moment of its end.
        SetRun(_run with { State = state, EndedAt = _run.State.IsFinished() ? _run.EndedAt : _now, Reason = reason });
        Do(new RunEffect.Ended(state));
    }

    private void Drain()
    {
        while (_work.Count + _inlineReady.Count > 0)
        {
            while (_work.TryDequeue(out var next, out _))
            {
                if (next >= 0)
                {
                    Evaluate(next);
                }
                else
                {
                    EvaluateAll(~next);
                }
            }

            while (_inlineReady.TryDequeue(out var instance))
            {
                StartInline(instance);
            }
        }
    }

    /// <summary>Puts those in the queue that wait and look at an instance which has moved.</summary>
    private void Enqueue(int moved, ReadOnlySpan<int> tasks)
    {
        foreach (var task in tasks)
        {
            var next = task;
            if (_plan.ExpansionOf(task) >= 0)
            {
                if (!_plan.IsSameIndex(TaskOf(moved), task))
                {
                    // They share what they look at, so one look is made for all of them.
                    if (Counters(task).WaitingInstances > 0)
                    {
                        _work.Enqueue(~task, _plan.Level(task));
                    }

                    continue;
                }

                next = InstanceAt(task, Math.Max(MapIndexOf(moved), 0));
            }

            if (Slot(next).State == TaskInstanceState.None)
            {
                _work.Enqueue(next, _plan.Level(task));
            }
        }
    }

    /// <summary>Looks at all waiting instances of a mapped task, unless what they share says already that they must wait.</summary>
    private void EvaluateAll(int task)
    {
        _looks++;
        ref readonly var shared = ref Counters(task);
        if (shared.WaitingInstances == 0
            || Expansion(_plan.ExpansionOf(task)).IsAsked
            || TaskReadiness.Look(_plan, task, shared, TriggerLook.Scheduling with { MapIndex = 0 }) == TriggerVerdict.Wait)
        {
            return;
        }

        foreach (var instance in InstancesOf(task))
        {
            Evaluate(instance);
        }
    }

    /// <summary>What the rules make of an instance as it would be.</summary>
    private TriggerVerdict Readiness(int instance)
    {
        var task = TaskOf(instance);
        return _plan.ExpansionOf(task) < 0
            ? TaskReadiness.Look(_plan, task, Counters(task), TriggerLook.Scheduling)
            : TaskReadiness.Look(_plan, task, TaskCounters.Sum(Counters(task), OwnCounters(instance)), TriggerLook.Scheduling with { MapIndex = MapIndexOf(instance) });
    }

    private void Evaluate(int instance)
    {
        _looks++;
        if (Slot(instance).State != TaskInstanceState.None)
        {
            return;
        }

        if (_recheck.Remove(instance) && WasNotFollowed(instance))
        {
            if (IsHeldByPast(instance, TriggerVerdict.Skipped))
            {
                Do(new RunEffect.AwaitPast(instance));
                return;
            }

            Force(instance, TaskInstanceState.Skipped);
            return;
        }

        var verdict = Readiness(instance);
        if (IsHeldByPast(instance, verdict))
        {
            Do(new RunEffect.AwaitPast(instance));
            return;
        }

        switch (verdict)
        {
            case TriggerVerdict.Run when _plan.ExpansionOf(TaskOf(instance)) is >= 0 and var expansion && !Expansion(expansion).IsCurrent:
                Ask(expansion);
                break;
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
}
