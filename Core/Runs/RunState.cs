using Orrery.Core.Dags;
using Orrery.Core.States;

namespace Orrery.Core.Runs;

/// <summary>
/// The state of one run in memory: a slot for each task instance, and what is derived from the slots (upstream counters, sums, the ready
/// tasks in order, the alarms by time). Written only by <see cref="Apply"/>; not safe for concurrent use.
/// </summary>
/// <remarks>
/// An *instance* is named by its ordinal, the place of its slot; a *task* by its ordinal in the <see cref="RunPlan"/>. Each task has an instance
/// with its own ordinal; a mapped task that is expanded has more, with ordinals from <see cref="RunPlan.Count"/> on.
/// </remarks>
public sealed partial class RunState
{
    private readonly InstanceTable _instances;
    private readonly Books _books;
    private readonly ReadyQueue _ready;
    private readonly ExpansionState[] _expansions;
    private readonly SortedSet<(DateTimeOffset At, int Instance)> _alarms = [];
    private TaskSlot[] _slots;
    private RunChange _run;

    private RunState(RunPlan plan, string runId, RunChange run)
    {
        Plan = plan;
        RunId = runId;
        _run = run;
        _instances = new InstanceTable(plan.Count);
        _slots = new TaskSlot[plan.Count];
        for (var task = 0; task < _slots.Length; task++)
        {
            _slots[task] = new TaskSlot { MaxTries = plan.Task(task).Retries };
        }

        _books = new Books(plan, _instances);
        _ready = new ReadyQueue(plan, _instances);
        _expansions = plan.HasMapping ? new ExpansionState[plan.Expansions.Count] : [];
    }

    /// <summary>The compiled DAG the run is on.</summary>
    public RunPlan Plan { get; }

    /// <summary>The id of the run; retry delays differ by it.</summary>
    public string RunId { get; }

    /// <summary>The values of the run itself.</summary>
    public RunChange Run => _run;

    /// <summary>How many task instances there are.</summary>
    public int Count => _instances.Count;

    /// <summary>How many of them are not finished.</summary>
    public int UnfinishedCount => _books.Totals.Unfinished;

    /// <summary>How many of them are active: queued, running or restarting, and not decided by the run itself.</summary>
    public int ActiveCount => _books.Totals.Active;

    /// <summary>How many of the active ones a host has taken: running or restarting.</summary>
    public int RunningCount => _books.Totals.Active - _books.Totals.Queued;

    /// <summary>When the run must be woken at the latest: its next retry, its next look at what it waits for, its next deadline or its time-out; null when there is nothing to wake it for.</summary>
    public DateTimeOffset? NextWakeAt
    {
        get
        {
            if (_run.State != DagRunState.Running)
            {
                return null;
            }

            var alarm = _alarms.Count > 0 ? _alarms.Min.At : (DateTimeOffset?)null;
            return TimesOutAt is { } timeout && (alarm is null || timeout < alarm) ? timeout : alarm;
        }
    }

    /// <summary>When the run fails because of <see cref="DagDefinition.DagRunTimeout"/>; null when it has none, has not started or has timed out and waits for its callbacks.</summary>
    public DateTimeOffset? TimesOutAt => _run is { StartedAt: { } started, Reason: not RunReasons.TimedOut } && Plan.Dag.DagRunTimeout is { } limit
        ? Moments.After(started, limit)
        : null;

    /// <summary>Ready instances that wait for room.</summary>
    internal ReadyQueue Ready => _ready;

    /// <summary>When retries, looks at what is waited for, and deadlines that are not missed yet are due; the next one first.</summary>
    internal SortedSet<(DateTimeOffset At, int Instance)> Alarms => _alarms;

    /// <summary>The sums of the run.</summary>
    internal RunTotals Totals => _books.Totals;

    /// <summary>The values of a task instance.</summary>
    public ref readonly TaskSlot this[int instance] => ref _slots[instance];

    /// <summary>The task an instance belongs to.</summary>
    public int TaskOf(int instance) => _instances.TaskOf(instance);

    /// <summary>Index of the mapped instance; −1 when its task is not mapped, or not expanded yet.</summary>
    public int MapIndexOf(int instance) => _instances.MapIndexOf(instance);

    /// <summary>The definition of the task an instance belongs to.</summary>
    public TaskDefinition DefinitionOf(int instance) => Plan.Task(_instances.TaskOf(instance));

    /// <summary>The values of an instance in the form in which they are stored.</summary>
    public TaskChange Snapshot(int instance) => new(instance, TaskOf(instance), MapIndexOf(instance), _slots[instance]);

    /// <summary>How many instances a task has: 1 until it is expanded; removed ones count.</summary>
    public int InstanceCount(int task) => _instances.CountOf(task);

    /// <summary>The instance of a task at a place among its instances, from 0: its map index, once it is expanded.</summary>
    public int InstanceAt(int task, int position) => _instances.InstanceAt(task, position);

    /// <summary>The instances of a name, as <c>load</c> (all of that task) or <c>load[3]</c>; empty when there is none.</summary>
    public IReadOnlyList<int> InstancesOf(string name)
    {
        var (taskId, mapIndex) = InstanceName.Parse(name);
        if (mapIndex is { } index)
        {
            return TryInstanceOf(taskId, index, out var instance) ? [instance] : [];
        }

        return Plan.TryOrdinalOf(taskId, out var task) ? [.. Enumerable.Range(0, InstanceCount(task)).Select(p => InstanceAt(task, p))] : [];
    }

    /// <summary>The instance with this task id and map index (−1: the task itself, which has none once it is expanded); false when there is none.</summary>
    public bool TryInstanceOf(string taskId, int mapIndex, out int instance)
    {
        instance = -1;
        if (!Plan.TryOrdinalOf(taskId, out var task) || mapIndex < -1 || mapIndex >= InstanceCount(task))
        {
            return false;
        }

        instance = InstanceAt(task, Math.Max(mapIndex, 0));
        return MapIndexOf(instance) == mapIndex;
    }

    /// <summary>A new run, queued at <paramref name="now"/>.</summary>
    /// <remarks>What is expanded over literal lists has its instances at once.</remarks>
    public static RunState Create(RunPlan plan, string runId, DateTimeOffset now)
    {
        var state = new RunState(plan, runId, new RunChange(DagRunState.Queued, now, null, null, null, 0));
        for (var expansion = 0; expansion < plan.Expansions.Count; expansion++)
        {
            if (plan.Expansions[expansion] is { Length: > 0 and var length, Tasks: var tasks })
            {
                var changes = tasks.SelectMany(t => Enumerable.Range(0, length).Select(index => (Task: t, Index: index))).ToList();
                var next = state.Count;
                state.Write([.. changes.Select(c => new TaskChange(
                    c.Index == 0 ? c.Task : next++, c.Task, c.Index, new TaskSlot { MaxTries = plan.Task(c.Task).Retries }))]);
                state._expansions[expansion] = new ExpansionState(IsCurrent: true, IsAsked: false, Round: 0);
            }
        }

        return state;
    }

    /// <summary>The run as its rows say; tasks without a row are as at creation. Linear in instances and edges.</summary>
    /// <param name="plan">The compiled DAG.</param>
    /// <param name="runId">The id of the run.</param>
    /// <param name="run">The values of the run itself.</param>
    /// <param name="tasks">The values of its instances, ascending by ordinal.</param>
    /// <exception cref="ArgumentException">An instance of a mapped task is there, and one before it is not.</exception>
    public static RunState Restore(RunPlan plan, string runId, RunChange run, IEnumerable<TaskChange> tasks)
    {
        var state = new RunState(plan, runId, run);
        state.Write([.. tasks]);
        for (var expansion = 0; expansion < plan.Expansions.Count; expansion++)
        {
            // What is written down in the DAG does not change.
            var isExpanded = plan.Expansions[expansion] is { Length: not null, Tasks: [var task, ..] } && state.MapIndexOf(task) >= 0;
            state._expansions[expansion] = new ExpansionState(IsCurrent: isExpanded, IsAsked: false, Round: 0);
        }

        return state;
    }

    /// <summary>Writes what was decided. Call it once the decision is durable, before the next one is made.</summary>
    public void Apply(Decision decision)
    {
        Write(decision.Tasks);
        foreach (var held in decision.Held)
        {
            Write(held);
        }

        foreach (var (expansion, state) in decision.Expansions)
        {
            _expansions[expansion] = state;
        }

        _run = decision.Run ?? _run;
    }

    /// <summary>Whether an instance waits for nothing but that the instances of the expansion are worked out. Linear in those there are.</summary>
    internal bool IsExpansionDue(int expansion)
    {
        var plan = Plan.Expansions[expansion];
        return !_expansions[expansion].IsCurrent
            && plan.Length is null
            && plan.Inputs.All(input => CountersOf(input).OpenInstances == 0)
            && plan.Tasks.Any(task => CountersOf(task).WaitingInstances > 0
                && Enumerable.Range(0, InstanceCount(task)).Select(p => InstanceAt(task, p)).Any(i => _slots[i].State == TaskInstanceState.None
                    && TaskReadiness.Look(Plan, task, ReadinessOf(i), TriggerLook.Scheduling with { MapIndex = MapIndexOf(i) }) == TriggerVerdict.Run));
    }

    /// <summary>How an expansion stands.</summary>
    internal ref readonly ExpansionState Expansion(int expansion) => ref _expansions[expansion];

    /// <summary>The counters that all instances of a task share.</summary>
    internal ref readonly TaskCounters CountersOf(int task) => ref _books.CountersOf(task);

    /// <summary>The counters an instance has of its own; only in a DAG with mapped tasks.</summary>
    internal ref readonly TaskCounters OwnCountersOf(int instance) => ref _books.OwnCountersOf(instance);

    /// <summary>Everything the readiness of an instance depends on.</summary>
    internal TaskCounters ReadinessOf(int instance) => Plan.HasMapping
        ? TaskCounters.Sum(CountersOf(TaskOf(instance)), OwnCountersOf(instance))
        : CountersOf(instance);

    private void Write(IReadOnlyList<TaskChange> changes)
    {
        // All of them are there before one moves: what moves may be seen by an instance with a higher ordinal.
        if (Plan.HasMapping)
        {
            foreach (var change in changes)
            {
                Register(change);
            }
        }

        foreach (var change in changes)
        {
            Write(change);
        }
    }

    private void Register(TaskChange change)
    {
        if (!_instances.Add(change.Instance, change.Task, change.MapIndex))
        {
            return;
        }

        if (change.Instance == _slots.Length)
        {
            Array.Resize(ref _slots, Math.Max(16, _slots.Length * 2));
        }

        Bookkeeping.Add(Plan, _books, change.Instance);
    }

    private void Write(TaskChange change)
    {
        ref var slot = ref _slots[change.Instance];
        if (slot.State == TaskInstanceState.Scheduled)
        {
            _ready.Remove(change.Instance);
        }

        if (AlarmOf(slot) is { } oldAlarm)
        {
            _alarms.Remove((oldAlarm, change.Instance));
        }

        Bookkeeping.Move(Plan, _books, change.Instance, slot.State, change.Slot.State);
        if (Plan.Lanes.HasCaps)
        {
            OpenOrClose(Plan.Lanes.LaneOf(change.Task));
        }

        slot = change.Slot;
        if (slot.State == TaskInstanceState.Scheduled)
        {
            _ready.Add(change.Instance);
        }

        if (AlarmOf(slot) is { } alarm)
        {
            _alarms.Add((alarm, change.Instance));
        }
    }

    /// <summary>When something happens to an instance by itself: its next try, the next look at what it waits for, or its deadline.</summary>
    private static DateTimeOffset? AlarmOf(in TaskSlot slot) => slot.State switch
    {
        TaskInstanceState.UpForRetry or TaskInstanceState.None => slot.NextTryAt,
        TaskInstanceState.UpForReschedule or TaskInstanceState.Deferred => slot.Wait?.NextLookAt,
        _ => null,
    };

    private sealed class Books(RunPlan plan, InstanceTable instances) : IBooks
    {
        private readonly TaskCounters[] _counters = plan.InitialCounters.ToArray();
        private TaskCounters[] _own = plan.HasMapping ? [.. Enumerable.Range(0, plan.Count).Select(t => plan.InitialOwnCounters(t))] : [];
        private readonly LaneCounts[] _lanes = new LaneCounts[plan.Lanes.Count];
        private RunTotals _totals = new() { Unfinished = plan.Count, Waiting = plan.Count };

        public ref RunTotals Totals => ref _totals;

        public int TaskOf(int instance) => instances.TaskOf(instance);

        public int MapIndexOf(int instance) => instances.MapIndexOf(instance);

        public int InstanceAt(int task, int position) => instances.InstanceAt(task, position);

        public ref TaskCounters CountersOf(int task) => ref _counters[task];

        public ref LaneCounts LaneCountsOf(int lane) => ref _lanes[lane];

        public ref TaskCounters OwnCountersOf(int instance)
        {
            if (instance >= _own.Length)
            {
                Array.Resize(ref _own, Math.Max(16, _own.Length * 2));
            }

            return ref _own[instance];
        }
    }
}
