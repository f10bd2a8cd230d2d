using System.Globalization;
using System.Text.Json.Nodes;
using Orrery.Core.Dags;
using Orrery.Core.Runs;
using Orrery.Core.Timetables;

namespace Orrery.Simulation.Tests;

/// <summary>How much goes wrong.</summary>
internal enum FaultLevel
{
    /// <summary>Nothing; order and time still vary. Final states must be those of the reference.</summary>
    None,

    /// <summary>What one server meets while it lives: hosts die and lose contact, the store fails before it writes, users interfere, clocks jump.</summary>
    Living,

    /// <summary>All of that; also grains and servers die, and the store fails after it has written.</summary>
    Dying,
}

/// <summary>Everything a seed decides before the first event: the DAGs, what their tasks do, and which faults there are.</summary>
internal sealed class Scenario
{
    public static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Name of the pool that some tasks of all DAGs share.</summary>
    public const string SmallPool = "small";

    /// <summary>Rules by which, as long as nothing is skipped, the end does not depend on who is first.</summary>
    private static readonly TriggerRule[] OrderFree = [TriggerRule.AllDone, TriggerRule.NoneFailed, TriggerRule.OneSuccess, TriggerRule.Always];

    private readonly Random _random;
    private readonly Random _limits;
    private readonly Random _waits;

    public Scenario(int seed)
    {
        Seed = seed;
        _limits = new Random(StableHash($"{seed} limits"));
        _waits = new Random(StableHash($"{seed} waits"));
        HasWaits = _waits.Next(2) == 0;
        SmallPoolSlots = _limits.Next(1, 4);
        _random = new Random(seed);
        Level = (FaultLevel)(seed % 3);
        HasWaits &= Level != FaultLevel.None;
        Hosts = _random.Next(2, 4);
        StoreFailure = Level == FaultLevel.None || _random.Next(3) == 0 ? 0 : _random.NextDouble() * 0.04;
        LostAcknowledgement = Level == FaultLevel.Dying && _random.Next(2) == 0 ? _random.NextDouble() * 0.03 : 0;
        KillProbability = Level == FaultLevel.Dying && _random.Next(2) == 0 ? _random.NextDouble() * 0.003 : 0;
        MaxMessageDelay = _random.Next(2) == 0 ? TimeSpan.Zero : TimeSpan.FromMilliseconds(_random.Next(1, 2000));
        EndsInCrash = Level == FaultLevel.Dying && _random.Next(2) == 0;
        Dags = [.. Enumerable.Range(0, _random.Next(1, 3)).Select(NewDag)];
    }

    public int Seed { get; }

    public FaultLevel Level { get; }

    public int Hosts { get; }

    public double StoreFailure { get; private set; }

    public double LostAcknowledgement { get; private set; }

    public double KillProbability { get; }

    public TimeSpan MaxMessageDelay { get; }

    /// <summary>Whether the faults end with the death of the server, or with the start of another beside it.</summary>
    public bool EndsInCrash { get; }

    /// <summary>Whether some tasks wait: for a time, for a person, or for what hosts look for. The reference knows none.</summary>
    public bool HasWaits { get; }

    public IReadOnlyList<DagDefinition> Dags { get; }

    /// <summary>Slots of the pool that some tasks of all DAGs share.</summary>
    public int SmallPoolSlots { get; }

    /// <summary>From now on the store does as it is told.</summary>
    public void Calm() => (StoreFailure, LostAcknowledgement) = (0, 0);

    /// <summary>The next version of a DAG: the same tasks, with other scripts and retries.</summary>
    public static DagDefinition NextVersion(DagDefinition dag, int version) => dag with
    {
        Description = $"version {version}",
        Tasks = [.. dag.Tasks.Select(t => t with { Retries = (t.Retries + version) % 3 })],
    };

    /// <summary>What a try does; the same whenever it is asked.</summary>
    /// <param name="dag">The DAG, in the version of the run.</param>
    /// <param name="runId">The run.</param>
    /// <param name="task">Ordinal of the task.</param>
    /// <param name="instance">Ordinal of its instance.</param>
    /// <param name="tryNumber">The try.</param>
    public TaskOutcome Outcome(DagDefinition dag, string runId, int task, int instance, int tryNumber)
    {
        var choice = dag.Tasks[task].Action switch
        {
            TaskAction.Empty => new TaskOutcome.Success(),
            TaskAction.Branch { Choice: DecisionSource.Value value } => new TaskOutcome.Branch([value.Template]),
            TaskAction.ShortCircuit { Condition: DecisionSource.Value value } gate =>
                new TaskOutcome.Gate(value.Template == "yes", gate.IgnoreDownstreamTriggerRules),
            _ => (TaskOutcome?)null,
        };
        if (choice is not null)
        {
            return choice;
        }

        var random = new Random(StableHash($"{Seed} {dag.DagId} {runId} {instance} {tryNumber}"));
        return random.Next(10) switch
        {
            0 => new TaskOutcome.Fail(new TaskFailure(TaskFailureReason.FailWithoutRetry, "It failed for good.", ExitCode: 1)),
            1 => new TaskOutcome.Fail(new TaskFailure(TaskFailureReason.ExitCode, "It failed.", ExitCode: 1)),
            2 when Level != FaultLevel.None => new TaskOutcome.Skip(),
            _ => dag.Tasks[task].Action switch
            {
                TaskAction.Branch => new TaskOutcome.Branch([.. dag.Tasks.Where(t => t.DependsOn.Contains(dag.Tasks[task].TaskId)).Take(1).Select(t => t.TaskId)]),
                TaskAction.ShortCircuit gate => new TaskOutcome.Gate(random.Next(2) == 0, gate.IgnoreDownstreamTriggerRules),
                _ => new TaskOutcome.Success(),
            },
        };
    }

    /// <summary>A hash that is the same in every process.</summary>
    public static int StableHash(string text) => text.Aggregate(17, (hash, c) => (hash * 31) + c);

    /// <summary>Documents keep tasks by id, and the reference wants parents first.</summary>
    private static string Name(int task) => string.Create(CultureInfo.InvariantCulture, $"t{task:D2}");

    private DagDefinition NewDag(int index)
    {
        var count = _random.Next(2, 26);
        var parents = Enumerable.Range(0, count).Select(t => Enumerable.Range(0, t).Where(_ => _random.Next(t) < 2).ToList()).ToList();
        var scheduled = _random.Next(2) == 0;
        return new DagDefinition
        {
            DagId = $"dag{index}",
            Schedule = scheduled ? new ScheduleDefinition.Delta(CalendarDelta.Of(seconds: _random.Next(20, 120))) : new ScheduleDefinition.None(),
            StartDate = Start - TimeSpan.FromMinutes(_random.Next(3)),
            EndDate = Start + TimeSpan.FromMinutes(3),
            Catchup = _random.Next(2) == 0,
            MaxActiveRuns = _random.Next(1, 4),
            MaxActiveTasks = _random.Next(1, 6),
            Tasks = [.. Enumerable.Range(0, count).Select(t => NewTask(t, parents)), .. Mapped(count)],
        };
    }

    /// <summary>In some DAGs, a task with more instances than may be active in a run at once. The reference knows none.</summary>
    private IEnumerable<TaskDefinition> Mapped(int task)
    {
        if (Level != FaultLevel.None && _limits.Next(3) == 0)
        {
            yield return new TaskDefinition
            {
                TaskId = Name(task),
                Action = new TaskAction.Bash("work"),
                DependsOn = [Name(_limits.Next(task))],
                TriggerRule = TriggerRule.AllDone,
                Retries = 1,
                RetryDelay = TimeSpan.FromSeconds(5),
                Expand = new ExpandDefinition.Arguments([new ExpandArgument("x", new ExpandInput.Literal([.. Enumerable.Range(0, _limits.Next(3, 9)).Select(JsonNode? (i) => i)]))]),
                MaxActiveTisPerDagRun = _limits.Next(1, 3),
                Pool = _limits.Next(2) == 0 ? SmallPool : TaskDefinition.DefaultPool,
            };
        }
    }

    private TaskDefinition NewTask(int task, List<List<int>> parents) => new()
    {
        TaskId = Name(task),
        Action = NewAction(Enumerable.Range(task + 1, parents.Count - task - 1).Where(c => parents[c].Contains(task)).ToList()),
        TriggerRule = _random.Next(2) == 0 ? TriggerRule.AllSuccess : AnyRule(),
        DependsOn = [.. parents[task].Select(p => Name(p))],
        Retries = _random.Next(2) == 0 ? _random.Next(1, 3) : 0,
        RetryDelay = TimeSpan.FromSeconds(_random.Next(0, 30)),
        PriorityWeight = _random.Next(1, 4),
        Pool = _limits.Next(3) == 0 ? SmallPool : TaskDefinition.DefaultPool,
        PoolSlots = _limits.Next(1, SmallPoolSlots + 1),
        MaxActiveTisPerDag = _limits.Next(5) == 0 ? _limits.Next(1, 3) : null,
    };

    private TriggerRule AnyRule() => Level == FaultLevel.None
        ? OrderFree[_random.Next(OrderFree.Length)]
        : (TriggerRule)_random.Next(TriggerRuleNames.All.Count);

    private TaskAction NewAction(List<int> children)
    {
        DecisionSource Decided(string value) => _random.Next(2) == 0 ? new DecisionSource.Value(value) : new DecisionSource.Bash("decide");
        return _random.Next(10) switch
        {
            0 => new TaskAction.Empty(),
            1 or 2 when children.Count > 0 && Level != FaultLevel.None => new TaskAction.Branch(Decided(Name(children[_random.Next(children.Count)]))),
            3 when Level != FaultLevel.None => new TaskAction.ShortCircuit(Decided(_random.Next(2) == 0 ? "yes" : "no"), _random.Next(2) == 0),
            _ when HasWaits && _waits.Next(3) == 0 => NewWait(),
            _ => new TaskAction.Bash("work"),
        };
    }

    private TaskAction NewWait() => _waits.Next(4) switch
    {
        0 => new TaskAction.Wait(new WaitTarget.For(TimeSpan.FromSeconds(_waits.Next(1, 60)))),
        1 => new TaskAction.Approval
        {
            Subject = "Go on?",
            Timeout = TimeSpan.FromSeconds(_waits.Next(10, 300)),
            Defaults = _waits.Next(2) == 0 ? [TaskAction.Approval.Approve] : [],
            FailOnReject = _waits.Next(2) == 0,
        },
        _ => new TaskAction.Sensor(new SensorCondition.File("/there"), new SensorPolicy
        {
            PokeInterval = TimeSpan.FromSeconds(_waits.Next(1, 30)),
            Mode = _waits.Next(2) == 0 ? SensorMode.Poke : SensorMode.Reschedule,
            Deferrable = _waits.Next(2) == 0,
        }),
    };
}
