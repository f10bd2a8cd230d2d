using Orrery.Core.States;

namespace Orrery.Core.Simulation;

/// <summary>What would happen.</summary>
public sealed record SimulationResult
{
    /// <summary>The runs, in the order in which they start.</summary>
    public required IReadOnlyList<SimulatedRun> Runs { get; init; }

    /// <summary>Ticks of the schedule for which there is no run.</summary>
    public required IReadOnlyList<SkippedTick> Skipped { get; init; }

    /// <summary>The first moment at which most tasks are running; null when none ever is.</summary>
    public SimulatedMoment? Busiest { get; init; }

    /// <summary>Whether the play ended early, at <see cref="SimulationRequest.MaxRuns"/>.</summary>
    public bool IsCutShort { get; init; }
}

/// <summary>A run.</summary>
public sealed record SimulatedRun
{
    /// <summary>Its id.</summary>
    public required string RunId { get; init; }

    /// <summary>Its logical date.</summary>
    public required DateTimeOffset LogicalDate { get; init; }

    /// <summary>When it is due.</summary>
    public required DateTimeOffset RunAfter { get; init; }

    /// <summary>When it starts; later than it is due if it has to wait (<see cref="Waits"/>), or was due before the play began.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>When it ends; null when it does not: what it waits for does not happen.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>How it ends, or the state it stays in.</summary>
    public required DagRunState State { get; init; }

    /// <summary>What it waits for before it starts.</summary>
    public required IReadOnlyList<SimulatedWait> Waits { get; init; }

    /// <summary>Its tasks, in the order in which they start; those that never do come last.</summary>
    public required IReadOnlyList<SimulatedTask> Tasks { get; init; }
}

/// <summary>A task instance of a run.</summary>
public sealed record SimulatedTask
{
    /// <summary>Id of the task.</summary>
    public required string TaskId { get; init; }

    /// <summary>Index of the mapped instance; −1 when it is not mapped.</summary>
    public required int MapIndex { get; init; }

    /// <summary>How it ends, or the state it stays in.</summary>
    public required TaskInstanceState State { get; init; }

    /// <summary>When it is ready: what it depends on has ended.</summary>
    public DateTimeOffset? ReadyAt { get; init; }

    /// <summary>When it starts.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When it ends.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>What it waits for although it is ready.</summary>
    public required IReadOnlyList<SimulatedWait> Waits { get; init; }
}

/// <summary>A time of waiting.</summary>
/// <param name="Reason">For what: one of <see cref="SimulatedWaits"/>.</param>
/// <param name="From">Since when.</param>
/// <param name="Until">Until when.</param>
public sealed record SimulatedWait(string Reason, DateTimeOffset From, DateTimeOffset Until);

/// <summary>The reasons for waiting.</summary>
public static class SimulatedWaits
{
    /// <summary>The DAG has as many active runs as it may.</summary>
    public const string MaxActiveRuns = "max_active_runs";

    /// <summary>The run has as many active tasks as it may.</summary>
    public const string MaxActiveTasks = "max_active_tasks";

    /// <summary>The run has as many active instances of the task as it may.</summary>
    public const string MaxActiveTisPerDagRun = "max_active_tis_per_dagrun";

    /// <summary>As many instances of the task are running, over all runs, as may.</summary>
    public const string MaxActiveTisPerDag = "max_active_tis_per_dag";

    /// <summary>The pool has too few open slots.</summary>
    public const string Pool = "pool";

    /// <summary>The task of the run before has not ended (<c>depends_on_past</c>, <c>wait_for_downstream</c>).</summary>
    public const string DependsOnPast = "depends_on_past";

    /// <summary>The hosts run as many tasks as they can.</summary>
    public const string Slots = "slots";
}

/// <summary>A tick of the schedule that passes without a run.</summary>
/// <param name="RunAfter">When its run was due.</param>
/// <param name="Reason">Why there is none: one of <see cref="SimulatedWaits"/>.</param>
public sealed record SkippedTick(DateTimeOffset RunAfter, string Reason);

/// <summary>How much goes on at a moment.</summary>
/// <param name="At">The moment.</param>
/// <param name="Tasks">How many tasks are running on hosts.</param>
/// <param name="Runs">How many runs are under way.</param>
public sealed record SimulatedMoment(DateTimeOffset At, int Tasks, int Runs);
