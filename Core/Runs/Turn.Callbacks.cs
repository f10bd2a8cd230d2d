using Orrery.Core.Dags;
using Orrery.Core.States;

namespace Orrery.Core.Runs;

/// <content>How the run ends, and the callbacks that answer for it: they are called when all else is over, and the run ends after them.</content>
internal sealed partial class Turn
{
    /// <summary>Calls the callbacks of deadlines that have passed.</summary>
    public void CallMissedDeadlines()
    {
        foreach (var callback in _plan.CallbacksOfRun)
        {
            if (Slot(callback) is { State: TaskInstanceState.None, NextTryAt: { } at } && at <= _now)
            {
                Ready(callback);
            }
        }
    }

    /// <summary>Lets the callbacks of the run answer again, since it is open again; counts deadlines that can still be met anew.</summary>
    public void ResetCallbacksOfRun()
    {
        foreach (var callback in _plan.CallbacksOfRun)
        {
            if (_plan.Task(callback).Callback is TaskCallback.OnDeadline deadline)
            {
                Rearm(callback, deadline);
            }
            else if (Slot(callback).State != TaskInstanceState.None)
            {
                Clear(callback);
            }
        }
    }

    /// <summary>A queued_at deadline starts anew; any other holds if it was not missed and still lies ahead.</summary>
    private void Rearm(int callback, TaskCallback.OnDeadline deadline)
    {
        var slot = Slot(callback);
        var at = deadline.Reference is DeadlineReference.QueuedAt
            ? Moments.After(_now, deadline.Interval)
            : _state[callback] is { TryNumber: 0, NextTryAt: { } unmissed } ? unmissed : DateTimeOffset.MinValue;
        var isBeingCalled = !slot.State.IsFinished() && slot.State != TaskInstanceState.None;
        if (!isBeingCalled && at > _now)
        {
            Set(callback, new TaskSlot { TryNumber = slot.TryNumber, MaxTries = slot.TryNumber + _plan.Task(callback).Retries, NextTryAt = at });
            Do(new RunEffect.WakeAt(at));
        }
    }

    /// <summary>Whether something is left, and nothing of it moves by itself.</summary>
    private bool IsStuck => OpenTasks() is var (unfinished, waiting) && unfinished > 0 && unfinished == waiting;

    /// <summary>How many instances are not finished, and how many of those are in <c>none</c>, callbacks of the run apart.</summary>
    private (int Unfinished, int Waiting) OpenTasks()
    {
        var (unfinished, waiting) = (_totals.Unfinished, _totals.Waiting);
        foreach (var callback in _plan.CallbacksOfRun)
        {
            var state = Slot(callback).State;
            unfinished -= state.IsFinished() ? 0 : 1;
            waiting -= state == TaskInstanceState.None ? 1 : 0;
        }

        return (unfinished, waiting);
    }

    /// <summary>How the run ends, as far as its tasks go: they are over, or what is left waits for something that will not happen.</summary>
    private (DagRunState State, string? Reason)? Fate()
    {
        var (unfinished, waiting) = OpenTasks();
        if (unfinished != waiting || (unfinished > 0 && (IsAnythingAsked || AwaitPast())))
        {
            return null;
        }

        var reason = _run.Reason ?? (unfinished > 0 ? RunReasons.AllTasksDeadlocked : _totals.FailedLeaves > 0 ? RunReasons.TaskFailure : null);
        return (reason is null ? DagRunState.Success : DagRunState.Failed, reason);
    }

    /// <summary>Calls the callbacks of a run that ends like this, and skips its others; whether there was one to settle.</summary>
    private bool CallCallbacksOfRun(DagRunState end)
    {
        var any = false;
        foreach (var callback in _plan.CallbacksOfRun)
        {
            if (Slot(callback).State != TaskInstanceState.None)
            {
                continue;
            }

            any = true;
            if (CallbackReadiness.IsCalled(_plan.Task(callback).Callback!, end))
            {
                Ready(callback);
            }
            else
            {
                Force(callback, TaskInstanceState.Skipped);
            }
        }

        return any;
    }

    private bool AreCallbacksOfRunOver()
    {
        foreach (var callback in _plan.CallbacksOfRun)
        {
            if (!Slot(callback).State.IsFinished())
            {
                return false;
            }
        }

        return true;
    }
}
