using Orrery.Core.Runs;

namespace Orrery.Core.Tests.Runs;

/// <summary>
/// Plays the hosts, the clock and the grain around one run: carries out effects in an order drawn from a seed until nothing more can happen.
/// </summary>
internal sealed class RunDriver
{
    public static readonly DateTimeOffset Epoch = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly RunMachine _machine;
    private readonly Random _random;
    private readonly Func<int, int, TaskOutcome?> _script;
    private readonly List<(int Task, int Try)> _offers = [];
    private readonly HashSet<(int Task, int Try)> _held = [];
    private readonly List<(int Task, int Try, int Start)> _decides = [];
    private readonly List<Process> _processes = [];
    private int _leases;

    /// <param name="plan">The DAG.</param>
    /// <param name="seed">Decides the order of events.</param>
    /// <param name="script">What the n-th start (from 1) of a task does; null: it never ends.</param>
    /// <param name="machine">The machine; null for the default one.</param>
    public RunDriver(RunPlan plan, int seed, Func<int, int, TaskOutcome?> script, RunMachine? machine = null)
    {
        _machine = machine ?? new RunMachine();
        _random = new Random(seed);
        _script = script;
        State = RunState.Create(plan, "manual__1", Epoch);
        Starts = new int[State.Count];
    }

    public RunState State { get; private set; }

    public DateTimeOffset Now { get; set; } = Epoch;

    /// <summary>Whether time stands still unless somebody sets it: the run is woken only when it is due.</summary>
    public bool HoldsTime { get; init; }

    /// <summary>Whether the queue holds some of the offers back for a while.</summary>
    public bool Holds { get; init; }

    /// <summary>How often each instance was started.</summary>
    public int[] Starts { get; }

    /// <summary>Every decision that was applied, ignored ones included.</summary>
    public List<Decision> Decisions { get; } = [];

    /// <summary>Everything that was sent, to be sent again late.</summary>
    public List<(RunEvent Event, DateTimeOffset At)> Sent { get; } = [];

    /// <summary>The leases hosts hold, by task, those included that the run has given up.</summary>
    public IReadOnlyList<Process> Processes => _processes;

    /// <summary>Called after each applied decision.</summary>
    public Action<RunEvent, Decision>? Applied { get; set; }

    public Decision Send(RunEvent e)
    {
        var decision = _machine.Decide(State, e, Now);
        State.Apply(decision);
        Decisions.Add(decision);
        Sent.Add((e, Now));
        foreach (var change in decision.Tasks)
        {
            if (change.Slot.StartedAt is not null && e is RunEvent.LeaseRequested request && request.Instance == change.Instance && change.Slot.Lease == request.Lease)
            {
                Starts[change.Instance]++;
                _processes.Add(new Process(change.Instance, request.Lease, Starts[change.Instance]));
            }
        }

        foreach (var effect in decision.Effects)
        {
            Absorb(effect);
        }

        Applied?.Invoke(e, decision);
        return decision;
    }

    /// <summary>Does one thing that can happen; false when there is none.</summary>
    public bool Step()
    {
        var ending = _processes.Where(p => p.Stopped || _script(p.Task, p.Start) is not null).ToList();
        var wakes = State.NextWakeAt is null || (HoldsTime && State.NextWakeAt > Now) ? 0 : 1;
        var choices = _offers.Count + _decides.Count + ending.Count + wakes;
        if (choices == 0)
        {
            return false;
        }

        var choice = _random.Next(choices);
        if (Holds && choice < _offers.Count && _random.Next(2) == 0 && _held.Add(_offers[choice]))
        {
            Send(new RunEvent.Held(_offers[choice].Task, _offers[choice].Try));
        }
        else if (choice < _offers.Count)
        {
            var (task, tryNumber) = Take(_offers, choice);
            Send(new RunEvent.LeaseRequested(task, tryNumber, NewLease()));
        }
        else if ((choice -= _offers.Count) < _decides.Count)
        {
            var (task, tryNumber, start) = Take(_decides, choice);
            Send(new RunEvent.Decided(task, tryNumber, _script(task, start) ?? new TaskOutcome.Success()));
        }
        else if ((choice -= _decides.Count) < ending.Count)
        {
            var process = ending[choice];
            _processes.Remove(process);
            var outcome = process.Stopped
                ? new TaskOutcome.Fail(new TaskFailure(TaskFailureReason.Signal, "Stopped.", Signal: 15))
                : _script(process.Task, process.Start)!;
            Send(new RunEvent.Finished(process.Task, process.Lease.Id, outcome));
        }
        else
        {
            Now = State.NextWakeAt!.Value > Now ? State.NextWakeAt.Value : Now;
            Send(new RunEvent.TimePassed());
        }

        return true;
    }

    /// <summary>Goes on until nothing more can happen.</summary>
    public RunDriver Finish()
    {
        for (var steps = 0; Step(); steps++)
        {
            steps.ShouldBeLessThan(1_000_000);
        }

        return this;
    }

    public RunDriver StartAndFinish()
    {
        Send(new RunEvent.Started());
        return Finish();
    }

    public Lease NewLease()
    {
        _leases++;
        return new Lease(new Guid(_leases, 0, 0, new byte[8]), $"host-{_leases % 3}");
    }

    /// <summary>Takes the run from its rows, as after a crash: what was in memory is gone, effects come from recovery.</summary>
    public void Reload(RunState restored)
    {
        State = restored;
        _offers.Clear();
        _held.Clear();
        _decides.Clear();
        foreach (var effect in RunMachine.Recover(State, Now))
        {
            Absorb(effect);
        }
    }

    private static T Take<T>(List<T> list, int index)
    {
        var item = list[index];
        list.RemoveAt(index);
        return item;
    }

    private void Absorb(RunEffect effect)
    {
        switch (effect)
        {
            case RunEffect.Offer offer:
                _held.Remove((offer.Instance, offer.TryNumber));
                _offers.Add((offer.Instance, offer.TryNumber));
                break;
            case RunEffect.Decide decide:
                _decides.Add((decide.Instance, decide.TryNumber, ++Starts[decide.Instance]));
                break;
            case RunEffect.Stop stop:
                foreach (var process in _processes.Where(p => p.Lease == stop.Lease))
                {
                    process.Stopped = true;
                }

                break;
            default:
                break;
        }
    }

    /// <summary>A process on a host.</summary>
    internal sealed class Process(int task, Lease lease, int start)
    {
        public int Task => task;

        public Lease Lease => lease;

        public int Start => start;

        public bool Stopped { get; set; }
    }
}
