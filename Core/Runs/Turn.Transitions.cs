using Orrery.Core.Dags;
using Orrery.Core.Reruns;
using Orrery.Core.Retries;
using Orrery.Core.States;

namespace Orrery.Core.Runs;

/// <content>How tasks move.</content>
internal sealed partial class Turn
{
    /// <summary>Starts a task instance: a host has leased it, or the run decides it itself (<paramref name="lease"/> null).</summary>
    public void Start(int instance, Lease? lease)
    {
        var slot = Slot(instance);
        var action = ActionOf(instance);

        // What an earlier try decided holds until the task is started again, and no longer.
        Set(instance, slot with
        {
            State = StartsDeferred(instance) ? TaskInstanceState.Deferred : TaskInstanceState.Running,
            Lease = lease,
            StartedAt = slot.Wait is null ? _now : slot.StartedAt ?? _now,
            Wait = slot.Wait ?? (action.IsTrigger ? new TaskWait { Since = _now } : null),
            Decision = null,
        });
    }

    /// <summary>Whether the try goes on, or begins, without a process.</summary>
    private bool StartsDeferred(int instance) =>
        Slot(instance).State == TaskInstanceState.Deferred || ActionOf(instance) is TaskAction.Sensor { IsTrigger: true, Policy.Deferrable: true };

    /// <summary>Offers the current try again: no host has launched it.</summary>
    public void TakeBack(int instance)
    {
        Set(instance, Slot(instance) with { State = TaskInstanceState.Queued, Lease = null, StartedAt = null });
        Do(new RunEffect.Offer(instance, Slot(instance).TryNumber));
    }

    /// <summary>Ends the current try as its outcome says.</summary>
    public void Finish(int instance, TaskOutcome outcome)
    {
        switch (outcome)
        {
            case TaskOutcome.Success success when Slot(instance).Wait is { EventJson: null, Deferral: { } deferral }:
                Resume(instance, deferral, success);
                break;
            case TaskOutcome.NotYet notYet:
                Wait(instance, notYet);
                break;
            case TaskOutcome.Defer defer:
                Defer(instance, defer.Deferral);
                break;
            case TaskOutcome.Success:
                Close(instance, TaskInstanceState.Success);
                break;
            case TaskOutcome.Skip:
                Close(instance, TaskInstanceState.Skipped);
                break;
            case TaskOutcome.Fail fail:
                Fail(instance, fail.Failure);
                break;
            case TaskOutcome.Branch branch when DefinitionOf(instance).Action is TaskAction.Branch or TaskAction.LatestOnly:
                FinishBranch(instance, branch);
                break;
            case TaskOutcome.Gate gate when DefinitionOf(instance).Action is TaskAction.ShortCircuit or TaskAction.Approval:
                FinishGate(instance, gate);
                break;
            default:
                // A decision from a task that has none to make is a broken program, not a broken run.
                Fail(instance, InvalidDecision($"Task '{DefinitionOf(instance).TaskId}' is a {DefinitionOf(instance).Action.Name} task and cannot decide which tasks go on: use branch or short_circuit."));
                break;
        }
    }

    /// <summary>Ends the current try as failed: to be tried again if that may help and a try is left, else for good.</summary>
    public void Fail(int instance, TaskFailure failure)
    {
        var slot = Slot(instance);
        var definition = DefinitionOf(instance);
        if (failure.IsRetryable && RetryDelay.IsEligible(definition.Retries, slot.TryNumber, slot.MaxTries))
        {
            var mapped = MapIndexOf(instance) is >= 0 and var index ? $"#{index}" : "";
            var jitter = $"{_plan.Dag.DagId}#{definition.TaskId}#{_state.RunId}#{slot.TryNumber}{mapped}";
            var delay = RetryDelay.After(definition.RetryDelay, definition.RetryExponentialBackoff, definition.MaxRetryDelay, slot.TryNumber, jitter);
            var due = Moments.After(_now, delay);
            Set(instance, slot with { State = TaskInstanceState.UpForRetry, Lease = null, EndedAt = _now, NextTryAt = due, Failure = failure, Wait = null });
            Do(new RunEffect.WakeAt(due));
            return;
        }

        Close(instance, TaskInstanceState.Failed, failure);
        if (_plan.Dag.FailFast && definition.Kind != TaskKind.Callback)
        {
            StopOthers(instance);
        }
    }

    /// <summary>Gives a task instance a finished state from outside: its process, if any, is stopped and its report no longer wanted.</summary>
    public void Force(int instance, TaskInstanceState state, TaskFailure? failure = null)
    {
        StopProcess(instance);
        Close(instance, state, failure ?? (state == TaskInstanceState.Success ? null : Slot(instance).Failure));

        // What it decided when it last ran counts again, now that it is finished.
        if (Slot(instance).Decision is not null)
        {
            foreach (var child in _plan.Downstream(TaskOf(instance)))
            {
                Recheck(instance, child);
            }
        }
    }

    /// <summary>Tells the host to stop the task's process, if there is one.</summary>
    public void StopProcess(int instance)
    {
        if (Slot(instance).Lease is { } lease)
        {
            Do(new RunEffect.Stop(instance, lease));
        }
    }

    /// <summary>Sets a task instance back to <c>none</c> as somebody asked: with its retries again, and stopped first if a host is at it.</summary>
    public void Clear(int instance)
    {
        var slot = Slot(instance);
        var (_, maxTries, _) = ClearRule.Of(slot.State, slot.TryNumber, slot.MaxTries, DefinitionOf(instance).Retries);
        switch (slot.State)
        {
            case TaskInstanceState.Removed:
                // Not part of the DAG any more: there is nothing to run.
                break;
            case TaskInstanceState.Restarting:
                // On its way already: its process has been told to stop.
                Set(instance, slot with { MaxTries = maxTries });
                break;
            case TaskInstanceState.Running or TaskInstanceState.Deferred when slot.Lease is not null:
                StopProcess(instance);
                Set(instance, slot with { State = TaskInstanceState.Restarting, MaxTries = maxTries });
                break;
            default:
                Reopen(instance, maxTries);
                break;
        }

        foreach (var child in _plan.Downstream(TaskOf(instance)))
        {
            // A callback answers for what the task does now.
            if (_plan.Kind(child) == TaskKind.Callback && Slot(child).State != TaskInstanceState.None)
            {
                Clear(child);
            }
        }
    }

    /// <summary>Sets a task instance back to <c>none</c>, to be looked at anew. What it decided stays known until it starts again.</summary>
    public void Reopen(int instance, int maxTries)
    {
        var slot = Slot(instance);
        Set(instance, new TaskSlot { TryNumber = slot.TryNumber, MaxTries = maxTries, Decision = slot.Decision, Label = slot.Label });
        Look(instance, recheck: true);
    }

    /// <summary>Puts a task instance in the queue.</summary>
    /// <param name="instance">The task instance.</param>
    /// <param name="recheck">Whether its parents may have decided about it before: it is then skipped again.</param>
    public void Look(int instance, bool recheck)
    {
        if (recheck)
        {
            _recheck.Add(instance);
        }

        _work.Enqueue(instance, _plan.Level(TaskOf(instance)));
    }

    private void Ready(int instance)
    {
        var slot = Slot(instance);
        Set(instance, slot with
        {
            State = TaskInstanceState.Scheduled,
            TryNumber = slot.TryNumber + 1,
            ScheduledAt = _now,
            StartedAt = null,
            EndedAt = null,
            NextTryAt = null,
            Wait = null,
        });
        if (_plan.IsInline(TaskOf(instance)))
        {
            _inlineReady.Enqueue(instance);
        }
        else
        {
            _newlyReady.Enqueue(instance, PlaceOf(instance));
        }
    }

    private void Close(int instance, TaskInstanceState state, TaskFailure? failure = null, TaskOutcome? decision = null)
    {
        var slot = Slot(instance);
        Set(instance, slot with
        {
            State = state,
            EndedAt = _now,
            NextTryAt = slot.State == TaskInstanceState.None ? slot.NextTryAt : null,
            Lease = null,
            Wait = null,
            Failure = failure,
            Decision = decision ?? slot.Decision,
        });
    }

    /// <summary>Fail fast: what runs fails, what has not ended well or badly is skipped; teardowns and callbacks still run.</summary>
    private void StopOthers(int failed)
    {
        for (var instance = 0; instance < _state.Count + _added.Count; instance++)
        {
            var state = Slot(instance).State;
            if (instance == failed || _plan.Kind(TaskOf(instance)) is TaskKind.Teardown or TaskKind.Callback)
            {
                continue;
            }

            if (state == TaskInstanceState.Running)
            {
                var message = $"Stopped because task '{DefinitionOf(failed).TaskId}' failed and the DAG says fail_fast.";
                Force(instance, TaskInstanceState.Failed, new TaskFailure(TaskFailureReason.RunEnded, message));
            }
            else if (state is not (TaskInstanceState.Success or TaskInstanceState.Failed or TaskInstanceState.Skipped or TaskInstanceState.Removed))
            {
                Force(instance, TaskInstanceState.Skipped);
            }
        }
    }
}
