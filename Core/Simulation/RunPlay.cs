using Orrery.Core.Dags;
using Orrery.Core.Identity;
using Orrery.Core.Runs;
using Orrery.Core.States;
using Orrery.Core.Timetables;

namespace Orrery.Core.Simulation;

/// <summary>One run of a play.</summary>
internal sealed partial class RunPlay
{
    private static readonly RunMachine Machine = new(new RunMachineOptions { DecideEmptyInline = true });

    private readonly SimulationRequest _request;
    private readonly DagRunInfo _due;
    private readonly SimulatedHosts _hosts;
    private readonly RunState _state;
    private readonly Timetable _timetable;
    private readonly DateTimeOffset _startedAt;
    private readonly SortedSet<(DateTimeOffset At, int Instance, Guid Lease)> _ends = [];
    private readonly Dictionary<int, DateTimeOffset> _offered = [];
    private readonly Dictionary<int, SimulatedWait> _pasts = [];
    private readonly RunPlay? _previous;
    private int _leases;

    public RunPlay(RunPlan plan, SimulationRequest request, DagRunInfo due, DateTimeOffset now, SimulatedHosts hosts, Timetable timetable, RunPlay? previous)
    {
        _request = request;
        _due = due;
        _hosts = hosts;
        _startedAt = now;
        _timetable = timetable;
        _previous = previous;
        var run = new RunChange(DagRunState.Queued, due.RunAfter, null, null, null, 0);
        _state = RunState.Restore(plan, DagRunTypes.RunId(DagRunType.Scheduled, due.RunAfter), run, Deadlines.Of(plan, due.RunAfter, due.LogicalDate, null));
    }

    /// <summary>The state of the run.</summary>
    public RunState State => _state;

    /// <summary>Its logical date.</summary>
    public DateTimeOffset LogicalDate => _due.LogicalDate;

    /// <summary>Whether it has ended.</summary>
    public bool IsOver => _state.Run.State.IsFinished();

    /// <summary>When something happens in it by itself; null when nothing does.</summary>
    public DateTimeOffset? NextAt
    {
        get
        {
            var wake = _state.NextWakeAt;
            return _ends.Count > 0 && !(_ends.Min.At >= wake) ? _ends.Min.At : wake;
        }
    }

    /// <summary>Starts it.</summary>
    public void Start(DateTimeOffset now) => Send(new RunEvent.Started(), now);

    /// <summary>Wakes it, if it is due.</summary>
    public void Wake(DateTimeOffset now)
    {
        if (_state.NextWakeAt <= now)
        {
            Send(new RunEvent.TimePassed(), now);
        }
    }

    /// <summary>Ends the tries whose time is over.</summary>
    public void FinishDue(DateTimeOffset now)
    {
        while (_ends.Count > 0 && _ends.Min is var end && end.At <= now)
        {
            _ends.Remove(end);
            _hosts.Release(_state.DefinitionOf(end.Instance));
            Send(new RunEvent.Finished(end.Instance, end.Lease, OutcomeOf(end.Instance, now)), now);
        }
    }

    /// <summary>Lets tasks start that waited for the run before this one; whether there was one.</summary>
    public bool AnswerPast(DateTimeOffset now)
    {
        var met = _pasts.Where(p => p.Value.Until == DateTimeOffset.MaxValue && IsPastMet(p.Key)).Select(p => p.Key).Order().ToList();
        foreach (var instance in met)
        {
            _pasts[instance] = _pasts[instance] with { Until = now };
        }

        if (met.Count > 0)
        {
            Send(new RunEvent.PastMet(met), now);
        }

        return met.Count > 0;
    }

    /// <summary>A pool or a cap over all runs holds a try back.</summary>
    public void Hold(int instance, int tryNumber, string limit, DateTimeOffset now)
    {
        _heldBy.TryAdd(instance, limit);
        Send(new RunEvent.Held(instance, tryNumber), now);
    }

    /// <summary>A host takes a try; false when the run does not give it.</summary>
    public bool Take(int instance, int tryNumber, DateTimeOffset now)
    {
        var lease = new Lease(new Guid(++_leases, 0, 0, new byte[8]), "host");
        Send(new RunEvent.LeaseRequested(instance, tryNumber, lease), now);
        if (_state[instance].Lease?.Id != lease.Id)
        {
            // Withdrawn since it was offered: the run timed out; or it was held back, and the run is full with others.
            return false;
        }

        _ends.Add((Moments.After(now, _request.Durations.GetValueOrDefault(_state.DefinitionOf(instance).TaskId, _request.DefaultDuration)), instance, lease.Id));
        return true;
    }

    /// <summary>What became of it.</summary>
    public SimulatedRun ToResult() => new()
    {
        RunId = _state.RunId,
        LogicalDate = _due.LogicalDate,
        RunAfter = _due.RunAfter,
        StartedAt = _startedAt,
        EndedAt = _state.Run.EndedAt,
        State = _state.Run.State,
        Waits = WaitOf(SimulatedWaits.MaxActiveRuns, _due.RunAfter > _request.From ? _due.RunAfter : _request.From, _startedAt),
        Tasks = [.. Enumerable.Range(0, _state.Count)
            .Select(ToTask)
            .OrderBy(t => t.StartedAt ?? DateTimeOffset.MaxValue)
            .ThenBy(t => t.EndedAt ?? DateTimeOffset.MaxValue)],
    };

    private SimulatedTask ToTask(int instance)
    {
        var slot = _state[instance];
        return new SimulatedTask
        {
            TaskId = _state.DefinitionOf(instance).TaskId,
            MapIndex = _state.MapIndexOf(instance),
            State = slot.State,
            ReadyAt = slot.ScheduledAt,
            StartedAt = slot.StartedAt,
            EndedAt = slot.EndedAt,
            Waits = [.. PastWait(instance), .. LimitWaits(instance, slot)],
        };
    }

    // Everything succeeds or is skipped in a play, so that a task of the run before is finished is all there is to ask.
    private bool IsPastMet(int instance)
    {
        var task = _state.TaskOf(instance);
        return _previous is null
            || (IsFinished(_previous.State, task)
                && (!_state.Plan.Task(task).WaitForDownstream || _state.Plan.Downstream(task).ToArray().All(t => IsFinished(_previous.State, t))));
    }

    private static bool IsFinished(RunState state, int task) =>
        Enumerable.Range(0, state.InstanceCount(task)).All(place => state[state.InstanceAt(task, place)].State.IsFinished());

    private void Send(RunEvent e, DateTimeOffset now)
    {
        var events = new Queue<RunEvent>([e]);
        while (events.TryDequeue(out var next))
        {
            var decision = Machine.Decide(_state, next, now);
            _state.Apply(decision);
            NoteLimits(decision, now);
            foreach (var effect in decision.Effects)
            {
                switch (effect)
                {
                    case RunEffect.Offer offer:
                        _offered[offer.Instance] = now;
                        _heldBy.Remove(offer.Instance);
                        if (_hosts.Offer(this, offer.Instance, offer.TryNumber) is { } limit)
                        {
                            _heldBy.Add(offer.Instance, limit);
                            events.Enqueue(new RunEvent.Held(offer.Instance, offer.TryNumber));
                        }

                        break;
                    case RunEffect.Decide decide:
                        events.Enqueue(new RunEvent.Decided(decide.Instance, decide.TryNumber, OutcomeOf(decide.Instance, now)));
                        break;
                    case RunEffect.AwaitPast past:
                        // Asked again after an answer: it waited for other tasks of its run as well.
                        if (!_pasts.TryGetValue(past.Instance, out var asked) || asked.Until != DateTimeOffset.MaxValue)
                        {
                            _pasts[past.Instance] = new SimulatedWait(SimulatedWaits.DependsOnPast, now, DateTimeOffset.MaxValue);
                        }

                        break;
                    case RunEffect.Expand expand:
                        // How long a list will be, only a run that does the work knows.
                        events.Enqueue(new RunEvent.Expanded(expand.Expansion, expand.Round, new ExpansionResult.Instances(1)));
                        break;
                    case RunEffect.Stop stop:
                        if (_ends.RemoveWhere(end => end.Lease == stop.Lease.Id) > 0)
                        {
                            _hosts.Release(_state.DefinitionOf(stop.Instance));
                        }

                        break;
                    default:
                        // What wakes the run is asked of its state, and whether it is over too.
                        break;
                }
            }
        }
    }

    private TaskOutcome OutcomeOf(int instance, DateTimeOffset now) => _state.DefinitionOf(instance).Action switch
    {
        TaskAction.Branch => new TaskOutcome.Branch([.. _state.Plan.Downstream(_state.TaskOf(instance)).ToArray().Select(t => _state.Plan.Task(t).TaskId)]),
        TaskAction.ShortCircuit gate => new TaskOutcome.Gate(true, gate.IgnoreDownstreamTriggerRules),
        TaskAction.LatestOnly when !LatestRun.IsLatest(_timetable, DagRunType.Scheduled, _due.DataInterval, _due.RunAfter, now) => new TaskOutcome.Branch([]),
        _ => new TaskOutcome.Success(),
    };
}
