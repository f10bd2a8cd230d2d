using System.Runtime.InteropServices;
using Orrery.Core.States;

namespace Orrery.Core.Runs;

/// <summary>
/// One decision in the making: the state as it would be, over the state as it is. What is touched is copied, the rest is read through.
/// This part holds the books; the others say how tasks move (<c>Transitions</c>), what a branch or gate does (<c>Skips</c>) and what
/// follows from a move (<c>Settle</c>), what is offered (<c>Offers</c>), which instances there are (<c>Instances</c>) and how mapped tasks get theirs (<c>Expansions</c>). Nothing recurses: consequences go through a queue.
/// </summary>
internal sealed partial class Turn : IBooks
{
    private const int KeptCapacity = 4096;

    [ThreadStatic]
    private static Turn? _spare;

    private readonly Overlay<TaskSlot> _slots = new();
    private readonly Overlay<TaskCounters> _counters = new();
    private readonly Overlay<LaneCounts> _lanes = new();
    private readonly List<RunEffect> _effects = [];
    private RunState _state = null!;
    private RunPlan _plan = null!;
    private RunMachineOptions _options = null!;
    private DateTimeOffset _now;
    private RunTotals _totals;
    private RunChange _run;

    private Turn()
    {
    }

    /// <summary>The values of the run as they would be.</summary>
    public RunChange Run => _run;

    /// <summary>Whether the run had ended before this decision.</summary>
    public bool WasFinished => _state.Run.State.IsFinished();

    /// <summary>Whether any slot differs from the state as it is.</summary>
    public bool HasChanges
    {
        get
        {
            foreach (var instance in _slots.Keys)
            {
                if (IsNew(instance) || Slot(instance) != _state[instance])
                {
                    return true;
                }
            }

            return false;
        }
    }

    /// <inheritdoc/>
    public ref RunTotals Totals => ref _totals;

    /// <summary>Begins a decision. Scratch memory is kept per thread and reused.</summary>
    public static Turn Begin(RunState state, RunMachineOptions options, DateTimeOffset now)
    {
        var turn = _spare ?? new Turn();
        _spare = null;
        turn._state = state;
        turn._plan = state.Plan;
        turn._options = options;
        turn._now = now;
        turn._totals = state.Totals;
        turn._run = state.Run;
        turn._heldCount = state.HeldCount;
        return turn;
    }

    /// <summary>The slot of a task instance as it would be.</summary>
    public ref readonly TaskSlot Slot(int instance) => ref _slots.Read(instance, in Original(instance));

    /// <summary>The counters that all instances of a task share, as they would be.</summary>
    public ref readonly TaskCounters Counters(int task) => ref _counters.Read(task, in _state.CountersOf(task));

    /// <inheritdoc/>
    public ref TaskCounters CountersOf(int task) => ref _counters.Write(task, in _state.CountersOf(task));

    /// <inheritdoc/>
    public ref LaneCounts LaneCountsOf(int lane) => ref _lanes.Write(lane, in _state.LaneCountsOf(lane));

    /// <inheritdoc/>
    public ref TaskCounters OwnCountersOf(int instance) => ref _counters.Write(_plan.Count + instance, in OriginalOwn(instance));

    /// <summary>The counters an instance has of its own, as they would be.</summary>
    public ref readonly TaskCounters OwnCounters(int instance) => ref _counters.Read(_plan.Count + instance, in OriginalOwn(instance));

    /// <summary>Changes the values of the run itself.</summary>
    public void SetRun(RunChange run) => _run = run;

    /// <summary>Adds something to do after the commit.</summary>
    public void Do(RunEffect effect) => _effects.Add(effect);

    /// <summary>The finished decision: what differs from the state as it is.</summary>
    /// <param name="ifNothing">Why, when nothing does.</param>
    public Decision End(IgnoreReason ifNothing = IgnoreReason.AlreadyDone)
    {
        var tasks = new List<TaskChange>(_slots.Keys.Length);
        foreach (var instance in _slots.Keys)
        {
            if (IsNew(instance) || Slot(instance) != _state[instance])
            {
                tasks.Add(new TaskChange(instance, TaskOf(instance), MapIndexOf(instance), Slot(instance)));
            }
        }

        CollectionsMarshal.AsSpan(tasks).Sort(static (a, b) => a.Instance.CompareTo(b.Instance));
        var held = HeldChanges();
        var run = _run == _state.Run ? (RunChange?)null : _run;
        var decision = tasks.Count == 0 && run is null && _effects.Count == 0 && _expansions.Count == 0 && held.Count == 0
            ? Decision.Ignore(ifNothing)
            : new Decision(tasks, run, [.. _effects])
            {
                Looks = _looks,
                Held = held,
                Expansions = _expansions.Count == 0 ? [] : [.. _expansions.Select(e => new ExpansionChange(e.Key, e.Value))],
            };
        Recycle();
        return decision;
    }

    private void Recycle()
    {
        _slots.Clear();
        _counters.Clear();
        _lanes.Clear();
        _held.Clear();
        _effects.Clear();
        _work.Clear();
        _recheck.Clear();
        _pastMet.Clear();
        if (_recheck.Capacity > KeptCapacity)
        {
            // Clearing a set takes as long as it once was large.
            _recheck.TrimExcess();
        }

        _looks = 0;
        _newlyReady.Clear();
        _inlineReady.Clear();
        _expansions.Clear();
        _expanded.Clear();
        _added.Clear();
        _addedTo.Clear();
        _state = null!;
        _plan = null!;
        _spare = this;
    }

    /// <summary>Writes a slot, books the change of state, and puts those whose readiness depends on it in the queue.</summary>
    private void Set(int instance, TaskSlot next)
    {
        var task = TaskOf(instance);
        ref var slot = ref _slots.Write(instance, in Original(instance));
        var from = slot.State;
        slot = next;
        Bookkeeping.Move(_plan, this, instance, from, next.State);
        if (from == TaskInstanceState.Queued && next.State != TaskInstanceState.Queued)
        {
            Unhold(instance);
        }

        if (from != next.State && (from.IsFinished() || next.State.IsFinished()))
        {
            Enqueue(instance, _plan.Downstream(task));
            Enqueue(instance, _plan.IndirectlySetUpBy(task));
            Enqueue(instance, _plan.TeardownsOver(task));
            if (from.IsFinished() && !next.State.IsFinished())
            {
                Outdate(task);
            }
        }
    }
}
