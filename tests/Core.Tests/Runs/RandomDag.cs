using System.Globalization;
using Orrery.Core.Dags;
using Orrery.Core.Runs;

namespace Orrery.Core.Tests.Runs;

/// <summary>A DAG of any shape the model allows, with a script for its tasks, from a seed.</summary>
internal sealed class RandomDag
{
    private readonly int _seed;

    public RandomDag(int seed)
    {
        _seed = seed;
        var random = new Random(seed);
        var limits = new Random(seed);
        var count = random.Next(1, 16);
        var withScopes = random.Next(3) == 0;
        var tasks = new List<TaskDefinition>();
        for (var t = 0; t < count; t++)
        {
            var kind = withScopes && random.Next(3) == 0 ? (TaskKind)random.Next(1, 3) : TaskKind.Work;
            tasks.Add(new TaskDefinition
            {
                TaskId = Name(t),
                Action = Action(random),
                Kind = kind,
                TriggerRule = kind == TaskKind.Teardown ? TriggerRule.AllDoneSetupSuccess : Rule(random),
                OnFailureFailDagRun = random.Next(2) == 0,
                DependsOn = [.. Enumerable.Range(0, t).Where(_ => random.Next(t) < 2).Select(Name)],
                Retries = random.Next(3) == 0 ? random.Next(1, 3) : 0,
                RetryDelay = TimeSpan.FromSeconds(random.Next(0, 100)),
                RetryExponentialBackoff = random.Next(3),
                PriorityWeight = random.Next(1, 4),
                Pool = Pools[limits.Next(Pools.Count)],
                PoolSlots = limits.Next(1, 3),
                MaxActiveTisPerDag = limits.Next(8) == 0 ? 1 : null,
                MaxActiveTisPerDagRun = limits.Next(8) == 0 ? 1 : null,
            });
        }

        Dag = new DagDefinition { DagId = "d", MaxActiveTasks = random.Next(1, 5), FailFast = random.Next(8) == 0, Tasks = tasks };
    }

    /// <summary>The pools that tasks are on.</summary>
    public static IReadOnlyList<string> Pools { get; } = ["pool0", "pool1"];

    public DagDefinition Dag { get; }

    /// <summary>What the n-th start of a task does; the same every time it is asked.</summary>
    public TaskOutcome Outcome(int task, int start) => Outcome(Dag, task, start);

    /// <summary>The same for a DAG that was made of this one: what a task does depends on its id, not on its place.</summary>
    public TaskOutcome Outcome(DagDefinition dag, int task, int start)
    {
        var random = new Random(HashCode(dag.Tasks[task].TaskId, start));
        var dice = random.Next(10);
        return dag.Tasks[task].Action switch
        {
            _ when dice < 2 => new TaskOutcome.Fail(new TaskFailure(dice == 0 ? TaskFailureReason.FailWithoutRetry : TaskFailureReason.ExitCode, "Failed.")),
            _ when dice == 2 => new TaskOutcome.Skip(),
            TaskAction.Branch => new TaskOutcome.Branch([.. dag.Tasks.Where(_ => random.Next(3) == 0).Select(t => t.TaskId)]),
            TaskAction.ShortCircuit gate => new TaskOutcome.Gate(random.Next(2) == 0, gate.IgnoreDownstreamTriggerRules),
            _ => new TaskOutcome.Success(),
        };
    }

    private int HashCode(string taskId, int start) => (((_seed * 397) ^ taskId.Aggregate(0, (hash, c) => (hash * 31) + c)) * 397) ^ start;

    // Documents keep tasks by id, and the reference wants parents first.
    private static string Name(int task) => string.Create(CultureInfo.InvariantCulture, $"t{task:D2}");

    private static TriggerRule Rule(Random random) =>
        random.Next(2) == 0 ? TriggerRule.AllSuccess : (TriggerRule)random.Next(TriggerRuleNames.All.Count);

    private static TaskAction Action(Random random)
    {
        DecisionSource source = random.Next(2) == 0 ? new DecisionSource.Value("x") : new DecisionSource.Bash("x");
        return random.Next(8) switch
        {
            0 => new TaskAction.Empty(),
            1 => new TaskAction.Branch(source),
            2 => new TaskAction.ShortCircuit(source, random.Next(2) == 0),
            _ => new TaskAction.Bash("true"),
        };
    }
}
