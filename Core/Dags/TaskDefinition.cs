using Orrery.Core.Assets;

namespace Orrery.Core.Dags;

/// <summary>One task of a DAG, as its canonical document says it.</summary>
public sealed record TaskDefinition
{
    /// <summary>Default of <see cref="RetryDelay"/>: 300 s.</summary>
    public static readonly TimeSpan DefaultRetryDelay = TimeSpan.FromSeconds(300);

    /// <summary>Default of <see cref="Queue"/>.</summary>
    public const string DefaultQueue = "default";

    /// <summary>Default of <see cref="Pool"/>.</summary>
    public const string DefaultPool = "default_pool";

    /// <summary>The trigger rule a task of this kind has when it names none.</summary>
    public static TriggerRule DefaultTriggerRule(TaskKind kind) =>
        kind == TaskKind.Teardown ? TriggerRule.AllDoneSetupSuccess : TriggerRule.AllSuccess;

    /// <summary>The task's id, unique in its DAG: letters, digits, <c>_</c>, <c>-</c>, <c>.</c>; at most 250 characters. It holds the ids of the groups the task lies in.</summary>
    public required string TaskId { get; init; }

    /// <summary>What the task does.</summary>
    public required TaskAction Action { get; init; }

    /// <summary>Ids of the direct upstream tasks, without repetitions; their order means nothing.</summary>
    public IReadOnlyList<string> DependsOn { get; init; } = [];

    /// <summary>
    /// When the task may start. Default <c>all_success</c>; DAG files default to <c>all_done_setup_success</c> for teardowns
    /// (<see cref="DefaultTriggerRule"/>).
    /// </summary>
    public TriggerRule TriggerRule { get; init; }

    /// <summary>The part the task plays. Default: work.</summary>
    public TaskKind Kind { get; init; }

    /// <summary>What calls the task, if it is a callback; null for tasks of any other <see cref="Kind"/>.</summary>
    public TaskCallback? Callback { get; init; }

    /// <summary>For a teardown: whether its failure fails the run. Default false.</summary>
    public bool OnFailureFailDagRun { get; init; }

    /// <summary>How often a failed task is started again: 0 (default) to 1000.</summary>
    public int Retries { get; init; }

    /// <summary>Time from a failure to the next try. Default 300 s.</summary>
    public TimeSpan RetryDelay { get; init; } = DefaultRetryDelay;

    /// <summary>Factor by which the delay grows with each try; 0 (default) or 1 keeps it constant, <c>true</c> in a DAG file means 2.</summary>
    public double RetryExponentialBackoff { get; init; }

    /// <summary>Upper bound of a growing delay; null (default): 24 h.</summary>
    public TimeSpan? MaxRetryDelay { get; init; }

    /// <summary>How long one try may take before it is stopped and fails (retryably). Null (default): no limit.</summary>
    public TimeSpan? ExecutionTimeout { get; init; }

    /// <summary>Environment variables of the task; values are templates. Added to those of the DAG.</summary>
    public IReadOnlyDictionary<string, string> Env { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Which hosts may take the task: those that serve this queue. Default <c>default</c>.</summary>
    public string Queue { get; init; } = DefaultQueue;

    /// <summary>The task's own weight, from which <see cref="WeightRule"/> makes the one that counts. Default 1.</summary>
    public int PriorityWeight { get; init; } = 1;

    /// <summary>From what the task gets its instances. Null (default): it is not mapped.</summary>
    public ExpandDefinition? Expand { get; init; }

    /// <summary>Template of the name people read for an instance of a mapped task, instead of its index. Null (default): the index.</summary>
    public string? MapIndexTemplate { get; init; }

    /// <summary>Full id of the group the task lies in. Null (default): none.</summary>
    public string? Group { get; init; }

    /// <summary>Whether the task waits until its instance in the previous run succeeded or was skipped. Default false.</summary>
    public bool DependsOnPast { get; init; }

    /// <summary>
    /// Whether it also waits for that instance's direct downstream tasks; implies <see cref="DependsOnPast"/>. Default false.
    /// </summary>
    public bool WaitForDownstream { get; init; }

    /// <summary>Whether the first instance of a task that depends on its past may start without an earlier one. Default true.</summary>
    public bool IgnoreFirstDependsOnPast { get; init; } = true;

    /// <summary>Whether a task that depends on its past and is to be skipped by its trigger rule waits for its past first. Default false.</summary>
    public bool WaitForPastDependsBeforeSkipping { get; init; }

    /// <summary>The assets the task reads, without repetitions: lineage only, they make nothing wait.</summary>
    public IReadOnlyList<AssetRef> Inlets { get; init; } = [];

    /// <summary>Every asset the task reads, without repetitions: its inlets, and what its sensor waits for.</summary>
    public IEnumerable<AssetRef> AssetsRead =>
        Action is TaskAction.Sensor { Condition: SensorCondition.Asset awaited } ? Inlets.Append(AssetRef.Asset(awaited.Uri)).Distinct() : Inlets;

    /// <summary>The assets the task writes, without repetitions: its success is news of each of them, and of what it resolves an alias to.</summary>
    public IReadOnlyList<AssetRef> Outlets { get; init; } = [];

    /// <summary>Whose weights count when ready tasks are put in order. Default: its own and those of everything downstream.</summary>
    public WeightRule WeightRule { get; init; }

    /// <summary>The pool whose slots the task holds while a host runs it. Default <c>default_pool</c>.</summary>
    public string Pool { get; init; } = DefaultPool;

    /// <summary>How many slots of the pool it holds: 1 (default) or more.</summary>
    public int PoolSlots { get; init; } = 1;

    /// <summary>How many instances of the task may run at once, over all runs of the DAG: 1 or more. Null (default): any number.</summary>
    public int? MaxActiveTisPerDag { get; init; }

    /// <summary>How many instances of the task may be queued or running at once in one run: 1 or more. Null (default): any number.</summary>
    public int? MaxActiveTisPerDagRun { get; init; }

    /// <summary>The container the task runs in. Null (default): none, it is a process of the host.</summary>
    public DockerRuntime? DockerRuntime { get; init; }

    /// <summary>What the task is for, in words. No part of its behaviour, but of the document.</summary>
    public string? Description { get; init; }
}
