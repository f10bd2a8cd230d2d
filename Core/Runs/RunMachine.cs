using System.Diagnostics;
using Orrery.Core.Dags;
using Orrery.Core.States;

namespace Orrery.Core.Runs;

/// <summary>The state machine of a run: pure functions of a state, an event and the time. Safe for concurrent use on different runs.</summary>
/// <remarks>
/// A decision costs what it touches: the tasks it moves and their edges, never the size of the run, except for those events that
/// concern the whole run (its start, its time-out, <c>fail_fast</c>, ending it by hand).
/// </remarks>
public sealed partial class RunMachine
{
    private readonly RunMachineOptions _options;

    /// <summary>Builds a machine.</summary>
    /// <param name="options">Its options; null for the defaults.</param>
    public RunMachine(RunMachineOptions? options = null) => _options = options ?? new RunMachineOptions();

    /// <summary>What the event leads to. Does not change the state: <see cref="RunState.Apply"/> does.</summary>
    /// <param name="state">The state of the run.</param>
    /// <param name="e">What happened.</param>
    /// <param name="now">The time of deciding; the only clock there is.</param>
    /// <exception cref="ArgumentOutOfRangeException">The event names a task instance the run does not have, or a state nobody may set by hand.</exception>
    public Decision Decide(RunState state, RunEvent e, DateTimeOffset now) => e switch
    {
        RunEvent.Started => OnStarted(state, now),
        RunEvent.LeaseRequested r => OnLeaseRequested(state, r, now),
        RunEvent.Held h => OnHeld(state, h, now),
        RunEvent.Finished f => OnFinished(state, f, now),
        RunEvent.Decided d => OnDecided(state, d, now),
        RunEvent.Expanded x => OnExpanded(state, x, now),
        RunEvent.HostLost l => OnHostLost(state, l, now),
        RunEvent.LeaseReturned r => OnLeaseReturned(state, r, now),
        RunEvent.TimePassed => OnTimePassed(state, now),
        RunEvent.PastMet p => OnPastMet(state, p, now),
        RunEvent.Cleared c => OnCleared(state, c, now),
        RunEvent.TaskMarked m => OnTaskMarked(state, m, now),
        RunEvent.RunMarked m => OnRunMarked(state, m, now),
        _ => throw new UnreachableException($"Run '{state.Plan.Dag.DagId}/{state.RunId}' in state {state.Run.State} was sent {e.GetType().Name}, which nobody handles."),
    };

    private Decision OnStarted(RunState state, DateTimeOffset now)
    {
        switch (state.Run.State)
        {
            case DagRunState.Running:
                // The DAG repeats itself when it is not sure that we heard.
                return Decision.Ignore(IgnoreReason.AlreadyDone);
            case DagRunState.Success or DagRunState.Failed:
                // The start was on its way while somebody ended the run by hand.
                return Decision.Ignore(IgnoreReason.WrongRunState);
            default:
                break;
        }

        var turn = Turn.Begin(state, _options, now);
        turn.SetRun(state.Run with { State = DagRunState.Running, StartedAt = now, EndedAt = null, Reason = null });
        turn.ForgetAsked();
        if (state.Plan.Dag.DagRunTimeout is { } limit)
        {
            turn.Do(new RunEffect.WakeAt(Moments.After(now, limit)));
        }

        if (state.Alarms.Count > 0)
        {
            turn.Do(new RunEffect.WakeAt(state.Alarms.Min.At));
            turn.CallMissedDeadlines();
        }

        var wasCleared = state.Run.ClearNumber > 0;
        for (var instance = 0; instance < state.Count; instance++)
        {
            if (state[instance].State == TaskInstanceState.None)
            {
                turn.Look(instance, recheck: wasCleared);
            }
        }

        turn.Settle();
        return turn.End();
    }

    private Decision OnTimePassed(RunState state, DateTimeOffset now)
    {
        if (state.Run.State != DagRunState.Running)
        {
            // The alarm was set before the run ended.
            return Decision.Ignore(IgnoreReason.WrongRunState);
        }

        if (state.TimesOutAt <= now)
        {
            return TimeOut(state, now);
        }

        var turn = Turn.Begin(state, _options, now);
        var next = state.TimesOutAt;
        foreach (var (at, instance) in state.Alarms)
        {
            if (at > now)
            {
                next = next < at ? next : at;
                break;
            }

            if (state[instance].State == TaskInstanceState.UpForRetry)
            {
                turn.Reopen(instance, state[instance].MaxTries);
            }
            else if (state[instance].State != TaskInstanceState.None)
            {
                turn.LookAgain(instance);
            }
        }

        turn.CallMissedDeadlines();
        turn.Settle();
        if (turn.HasChanges && next is { } moment && turn.Run.State == DagRunState.Running)
        {
            turn.Do(new RunEffect.WakeAt(moment));
        }

        // An alarm may come early, or a second time.
        return turn.End(IgnoreReason.NothingDue);
    }

    private Decision TimeOut(RunState state, DateTimeOffset now)
    {
        var turn = Turn.Begin(state, _options, now);
        for (var instance = 0; instance < state.Count; instance++)
        {
            if (!state[instance].State.IsFinished() && state.Plan.Kind(state.TaskOf(instance)) != TaskKind.Callback)
            {
                var stopped = state[instance].State is TaskInstanceState.Running or TaskInstanceState.Restarting
                    ? new TaskFailure(TaskFailureReason.RunEnded, $"Stopped because the run took longer than its dagrun_timeout of {state.Plan.Dag.DagRunTimeout}.")
                    : null;
                turn.Force(instance, TaskInstanceState.Skipped, stopped);
            }
        }

        // The reason waits on the run until its callbacks are finished.
        turn.SetRun(state.Run with { Reason = RunReasons.TimedOut });
        turn.Settle();
        return turn.End();
    }
}
