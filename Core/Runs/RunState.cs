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
public sealed class RunState
{
    private readonly InstanceTable _instances;
    private readonly Books _books;
    private readonly ReadySet _ready;
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

        _books = new Books(plan);
        _ready = new ReadySet(plan.Count);
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

    /// <summary>How many of them count for <c>max_active_tasks</c>: queued, running or restarting, and not decided by the run itself.</summary>
    public int ActiveCount => _books.Totals.Active;

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

    /// <summary>Ready tasks that wait for room, as ranks.</summary>
    internal ReadySet Ready => _ready;

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
    public static RunState Create(RunPlan plan, string runId, DateTimeOffset now) =>
        new(plan, runId, new RunChange(DagRunState.Queued, now, null, null, null, 0));

    /// <summary>The run as its rows say; tasks without a row are as at creation. Linear in instances and edges.</summary>
    /// <param name="plan">The compiled DAG.</param>
    /// <param name="runId">The id of the run.</param>
    /// <param name="run">The values of the run itself.</param>
    /// <param name="tasks">The values of its instances, ascending by ordinal.</param>
    /// <exception cref="ArgumentException">An instance of a mapped task is there, and one before it is not.</exception>
    public static RunState Restore(RunPlan plan, string runId, RunChange run, IEnumerable<TaskChange> tasks)
    {
        var state = new RunState(plan, runId, run);
        foreach (var change in tasks)
        {
            state.Write(change);
        }

        return state;
    }

    /// <summary>Writes what was decided. Call it once the decision is durable, before the next one is made.</summary>
    public void Apply(Decision decision)
    {
        foreach (var change in decision.Tasks)
        {
            Write(change);
        }

        _run = decision.Run ?? _run;
    }

    /// <summary>The counters of a task.</summary>
    internal ref readonly TaskCounters CountersOf(int task) => ref _books.CountersOf(task);

    private void Write(TaskChange change)
    {
        if (_instances.Add(change.Instance, change.Task, change.MapIndex))
        {
            if (change.Instance == _slots.Length)
            {
                Array.Resize(ref _slots, Math.Max(16, _slots.Length * 2));
            }

            Bookkeeping.Add(Plan, _books, change.Task);
        }

        ref var slot = ref _slots[change.Instance];
        if (slot.State == TaskInstanceState.Scheduled)
        {
            _ready.Remove(Plan.RankOf(change.Task));
        }

        if (AlarmOf(slot) is { } oldAlarm)
        {
            _alarms.Remove((oldAlarm, change.Instance));
        }

        Bookkeeping.Move(Plan, _books, change.Task, slot.State, change.Slot.State);
        slot = change.Slot;
        if (slot.State == TaskInstanceState.Scheduled)
        {
            _ready.Add(Plan.RankOf(change.Task));
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

    private sealed class Books(RunPlan plan) : IBooks
    {
        private readonly TaskCounters[] _counters = plan.InitialCounters.ToArray();
        private RunTotals _totals = new() { Unfinished = plan.Count, Waiting = plan.Count };

        public ref RunTotals Totals => ref _totals;

        public ref TaskCounters CountersOf(int task) => ref _counters[task];
    }
}
