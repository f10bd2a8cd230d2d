using Orrery.Core.Dags;
using Orrery.Core.Reruns;
using Orrery.Core.Retries;
using Orrery.Core.States;

namespace Orrery.Core.Runs;

/// <content>How tasks move.</content>
internal sealed partial class Turn
{
    /// <summary>Starts a task: a host has leased it, or the run decides it itself (<paramref name="lease"/> null).</summary>
    public void Start(int task, Lease? lease)
    {
        // What an earlier try decided holds until the task is started again, and no longer.
        Set(task, Slot(task) with { State = TaskInstanceState.Running, Lease = lease, StartedAt = _now, Decision = null });
    }

    /// <summary>Offers the current try again: no host has launched it.</summary>
    public void TakeBack(int task)
    {
        Set(task, Slot(task) with { State = TaskInstanceState.Queued, Lease = null, StartedAt = null });
        Do(new RunEffect.Offer(task, Slot(task).TryNumber));
    }

    /// <summary>Ends the current try as its outcome says.</summary>
    public void Finish(int task, TaskOutcome outcome)
    {
        switch (outcome)
        {
            case TaskOutcome.Success:
                Close(task, TaskInstanceState.Success);
                break;
            case TaskOutcome.Skip:
                Close(task, TaskInstanceState.Skipped);
                break;
            case TaskOutcome.Fail fail:
                Fail(task, fail.Failure);
                break;
            case TaskOutcome.Branch branch when _plan.Task(task).Action is TaskAction.Branch:
                FinishBranch(task, branch);
                break;
            case TaskOutcome.Gate gate when _plan.Task(task).Action is TaskAction.ShortCircuit:
                FinishGate(task, gate);
                break;
            default:
                // A decision from a task that has none to make is a broken program, not a broken run.
                Fail(task, InvalidDecision($"Task '{_plan.Task(task).TaskId}' is a {_plan.Task(task).Action.Name} task and cannot decide which tasks go on: use branch or short_circuit."));
                break;
        }
    }

    /// <summary>Ends the current try as failed: to be tried again if that may help and a try is left, else for good.</summary>
    public void Fail(int task, TaskFailure failure)
    {
        var slot = Slot(task);
        var definition = _plan.Task(task);
        if (failure.IsRetryable && RetryDelay.IsEligible(definition.Retries, slot.TryNumber, slot.MaxTries))
        {
            var jitter = $"{_plan.Dag.DagId}#{definition.TaskId}#{_state.RunId}#{slot.TryNumber}";
            var delay = RetryDelay.After(definition.RetryDelay, definition.RetryExponentialBackoff, definition.MaxRetryDelay, slot.TryNumber, jitter);
            var due = Moments.After(_now, delay);
            Set(task, slot with { State = TaskInstanceState.UpForRetry, Lease = null, EndedAt = _now, NextTryAt = due, Failure = failure });
            Do(new RunEffect.WakeAt(due));
            return;
        }

        Close(task, TaskInstanceState.Failed, failure);
        if (_plan.Dag.FailFast)
        {
            StopOthers(task);
        }
    }

    /// <summary>Gives a task a finished state from outside: its process, if any, is stopped and its report no longer wanted.</summary>
    public void Force(int task, TaskInstanceState state, TaskFailure? failure = null)
    {
        StopProcess(task);
        Close(task, state, failure ?? (state == TaskInstanceState.Success ? null : Slot(task).Failure));

        // What it decided when it last ran counts again, now that it is finished.
        if (Slot(task).Decision is not null)
        {
            foreach (var child in _plan.Downstream(task))
            {
                _recheck.Add(child);
            }
        }
    }

    /// <summary>Tells the host to stop the task's process, if there is one.</summary>
    public void StopProcess(int task)
    {
        if (Slot(task).Lease is { } lease)
        {
            Do(new RunEffect.Stop(task, lease));
        }
    }

    /// <summary>Sets a task back to <c>none</c> as somebody asked: with its retries again, and stopped first if a host is at it.</summary>
    public void Clear(int task)
    {
        var slot = Slot(task);
        var (_, maxTries, _) = ClearRule.Of(slot.State, slot.TryNumber, slot.MaxTries, _plan.Task(task).Retries);
        switch (slot.State)
        {
            case TaskInstanceState.Removed:
                // Not part of the DAG any more: there is nothing to run.
                break;
            case TaskInstanceState.Restarting:
                // On its way already: its process has been told to stop.
                Set(task, slot with { MaxTries = maxTries });
                break;
            case TaskInstanceState.Running when slot.Lease is not null:
                StopProcess(task);
                Set(task, slot with { State = TaskInstanceState.Restarting, MaxTries = maxTries });
                break;
            default:
                Reopen(task, maxTries);
                break;
        }
    }

    /// <summary>Sets a task back to <c>none</c>, to be looked at anew. What it decided stays known until it starts again.</summary>
    public void Reopen(int task, int maxTries)
    {
        var slot = Slot(task);
        Set(task, new TaskSlot { TryNumber = slot.TryNumber, MaxTries = maxTries, Decision = slot.Decision });
        Look(task, recheck: true);
    }

    /// <summary>Puts a task in the queue.</summary>
    /// <param name="task">The task.</param>
    /// <param name="recheck">Whether its parents may have decided about it before: it is then skipped again.</param>
    public void Look(int task, bool recheck)
    {
        if (recheck)
        {
            _recheck.Add(task);
        }

        _work.Enqueue(task, _plan.Level(task));
    }

    private void Ready(int task)
    {
        var slot = Slot(task);
        Set(task, slot with
        {
            State = TaskInstanceState.Scheduled,
            TryNumber = slot.TryNumber + 1,
            ScheduledAt = _now,
            StartedAt = null,
            EndedAt = null,
            NextTryAt = null,
        });
        if (_plan.IsInline(task))
        {
            _inlineReady.Enqueue(task);
        }
        else
        {
            _newlyReady.Enqueue(task, _plan.RankOf(task));
        }
    }

    private void Close(int task, TaskInstanceState state, TaskFailure? failure = null, TaskOutcome? decision = null)
    {
        var slot = Slot(task);
        Set(task, slot with
        {
            State = state,
            EndedAt = _now,
            NextTryAt = null,
            Lease = null,
            Failure = failure,
            Decision = decision ?? slot.Decision,
        });
    }

    /// <summary>Fail fast: what runs fails, what has not ended well or badly is skipped; teardowns still run.</summary>
    private void StopOthers(int failed)
    {
        for (var task = 0; task < _plan.Count; task++)
        {
            var state = Slot(task).State;
            if (task == failed || _plan.Kind(task) == TaskKind.Teardown)
            {
                continue;
            }

            if (state == TaskInstanceState.Running)
            {
                var message = $"Stopped because task '{_plan.Task(failed).TaskId}' failed and the DAG says fail_fast.";
                Force(task, TaskInstanceState.Failed, new TaskFailure(TaskFailureReason.RunEnded, message));
            }
            else if (state is not (TaskInstanceState.Success or TaskInstanceState.Failed or TaskInstanceState.Skipped or TaskInstanceState.Removed))
            {
                Force(task, TaskInstanceState.Skipped);
            }
        }
    }
}
