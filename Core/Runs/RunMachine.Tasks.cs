using Orrery.Core.States;

namespace Orrery.Core.Runs;

/// <content>What hosts, and the run itself, report about one task.</content>
public sealed partial class RunMachine
{
    private Decision OnLeaseRequested(RunState state, RunEvent.LeaseRequested request, DateTimeOffset now)
    {
        var slot = SlotOf(state, request.Instance);
        if (state.Run.State != DagRunState.Running)
        {
            // The offer was made before the run ended.
            return Decision.Ignore(IgnoreReason.WrongRunState);
        }

        if (request.TryNumber != slot.TryNumber)
        {
            // The offer was for a try that has been superseded by a clear or a retry.
            return Decision.Ignore(IgnoreReason.StaleTry);
        }

        if (slot.State is TaskInstanceState.Running or TaskInstanceState.Deferred && slot.Lease?.Id == request.Lease.Id)
        {
            // The host asks again because it did not hear that it got the lease.
            return Decision.Ignore(IgnoreReason.AlreadyDone);
        }

        // What a process deferred itself to is offered while it is deferred.
        var isOffered = slot.State == TaskInstanceState.Queued
            || (slot is { State: TaskInstanceState.Deferred, Lease: null } && slot.ActionOf(state.DefinitionOf(request.Instance)).IsTrigger);
        if (!isOffered)
        {
            // Another host was faster, or the try is over or was withdrawn.
            return Decision.Ignore(IgnoreReason.WrongTaskState);
        }

        var turn = Turn.Begin(state, _options, now);
        if (turn.HasRoomToStart(request.Instance))
        {
            turn.Start(request.Instance, request.Lease);
        }
        else
        {
            turn.Withdraw(request.Instance);
        }

        // What it leaves may be another's: room, if it is deferred from now on; its lane, if it was held back.
        turn.Offer();
        return turn.End();
    }

    private Decision OnHeld(RunState state, RunEvent.Held held, DateTimeOffset now)
    {
        var slot = SlotOf(state, held.Instance);
        if (state.Run.State != DagRunState.Running)
        {
            // The offer was made before the run ended.
            return Decision.Ignore(IgnoreReason.WrongRunState);
        }

        if (held.TryNumber != slot.TryNumber)
        {
            // The offer was for a try that has been superseded by a clear or a retry.
            return Decision.Ignore(IgnoreReason.StaleTry);
        }

        if (slot.State != TaskInstanceState.Queued)
        {
            // A host has taken it since, or it was withdrawn.
            return Decision.Ignore(IgnoreReason.WrongTaskState);
        }

        var turn = Turn.Begin(state, _options, now);
        if (turn.Hold(held.Instance))
        {
            turn.Offer();
        }

        return turn.End();
    }

    private Decision OnFinished(RunState state, RunEvent.Finished report, DateTimeOffset now)
    {
        var slot = SlotOf(state, report.Instance);
        if (slot.Lease?.Id != report.LeaseId)
        {
            // Superseded by a clear, a lost host, somebody's mark or the run's end; or the report came twice.
            return Decision.Ignore(IgnoreReason.StaleLease);
        }

        var turn = Turn.Begin(state, _options, now);
        if (slot.State == TaskInstanceState.Restarting)
        {
            // However the old try ended: somebody wants a new one.
            turn.Reopen(report.Instance, slot.MaxTries);
        }
        else
        {
            turn.Finish(report.Instance, report.Outcome);
        }

        turn.Settle();
        return turn.End();
    }

    private Decision OnDecided(RunState state, RunEvent.Decided decided, DateTimeOffset now)
    {
        var slot = SlotOf(state, decided.Instance);
        if (decided.TryNumber != slot.TryNumber)
        {
            // The task was cleared while it was being decided.
            return Decision.Ignore(IgnoreReason.StaleTry);
        }

        var isOpen = slot is { State: TaskInstanceState.Running or TaskInstanceState.Deferred, Lease: null };
        if (!isOpen || !slot.ActionOf(state.DefinitionOf(decided.Instance)).IsInline)
        {
            // Decided twice (effects may be repeated), or ended by hand meanwhile; and a host's task is never decided here.
            return Decision.Ignore(slot.State.IsFinished() ? IgnoreReason.AlreadyDone : IgnoreReason.WrongTaskState);
        }

        var turn = Turn.Begin(state, _options, now);
        turn.Finish(decided.Instance, decided.Outcome);
        turn.Settle();
        return turn.End();
    }

    private Decision OnExpanded(RunState state, RunEvent.Expanded expanded, DateTimeOffset now)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(expanded.Expansion);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(expanded.Expansion, state.Plan.Expansions.Count);
        if (state.Run.State != DagRunState.Running)
        {
            // The run was ended by hand meanwhile.
            return Decision.Ignore(IgnoreReason.WrongRunState);
        }

        var standing = state.Expansion(expanded.Expansion);
        if (standing.IsCurrent || standing.Round != expanded.Round)
        {
            // Worked out twice (effects may be repeated), or an input has run again meanwhile.
            return Decision.Ignore(IgnoreReason.AlreadyDone);
        }

        var turn = Turn.Begin(state, _options, now);
        turn.Expand(expanded.Expansion, expanded.Result);
        turn.Settle();
        return turn.End();
    }

    private Decision OnHostLost(RunState state, RunEvent.HostLost lost, DateTimeOffset now)
    {
        var slot = SlotOf(state, lost.Instance);
        if (slot.Lease is not { } lease || lease.Id != lost.LeaseId)
        {
            // The host had reported before it was lost, or the lease was superseded.
            return Decision.Ignore(IgnoreReason.StaleLease);
        }

        var turn = Turn.Begin(state, _options, now);
        if (slot.State == TaskInstanceState.Restarting)
        {
            // The process we were waiting for is gone: the new try may start.
            turn.Reopen(lost.Instance, slot.MaxTries);
        }
        else if (turn.IsTrigger(lost.Instance))
        {
            turn.LookElsewhere(lost.Instance);
        }
        else
        {
            turn.Fail(lost.Instance, new TaskFailure(TaskFailureReason.HostLost, $"Host '{lease.Host}' stopped answering, or its machine was started anew, while it held the task."));
        }

        turn.Settle();
        return turn.End();
    }

    private Decision OnLeaseReturned(RunState state, RunEvent.LeaseReturned returned, DateTimeOffset now)
    {
        var slot = SlotOf(state, returned.Instance);
        if (slot.Lease?.Id != returned.LeaseId)
        {
            // The lease was superseded, or came back before.
            return Decision.Ignore(IgnoreReason.StaleLease);
        }

        var turn = Turn.Begin(state, _options, now);
        if (slot.State == TaskInstanceState.Restarting)
        {
            // There is no process to wait for: the new try may start.
            turn.Reopen(returned.Instance, slot.MaxTries);
        }
        else if (turn.IsTrigger(returned.Instance))
        {
            turn.LookElsewhere(returned.Instance);
        }
        else
        {
            turn.TakeBack(returned.Instance);
        }

        turn.Settle();
        return turn.End();
    }

    private Decision OnPastMet(RunState state, RunEvent.PastMet past, DateTimeOffset now)
    {
        if (state.Run.State != DagRunState.Running)
        {
            // The answer was on its way while the run ended or was cleared.
            return Decision.Ignore(IgnoreReason.WrongRunState);
        }

        var turn = Turn.Begin(state, _options, now);
        foreach (var instance in past.Instances)
        {
            if (SlotOf(state, instance).State == TaskInstanceState.None)
            {
                turn.MeetPast(instance);
            }
        }

        turn.Settle();

        // They wait for other tasks of this run now, or have moved on.
        return turn.End(IgnoreReason.WrongTaskState);
    }

    private static TaskSlot SlotOf(RunState state, int instance)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(instance);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(instance, state.Count);
        return state[instance];
    }
}
