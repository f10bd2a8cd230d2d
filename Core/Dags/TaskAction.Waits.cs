namespace Orrery.Core.Dags;

/// <content>What waits: for a time, for something outside, for another run, for a person.</content>
public abstract partial record TaskAction
{
    /// <summary>Waits for a time; holds no slot.</summary>
    /// <param name="Target">Until when.</param>
    public sealed record Wait(WaitTarget Target) : TaskAction
    {
        /// <inheritdoc/>
        public override bool IsInline => true;

        /// <inheritdoc/>
        public override string Name => "wait";
    }

    /// <summary>Waits until a condition is met, by looking at it now and then.</summary>
    /// <param name="Condition">What it waits for.</param>
    /// <param name="Policy">How often it looks, for how long, and how it ends when that was in vain.</param>
    public sealed record Sensor(SensorCondition Condition, SensorPolicy Policy) : TaskAction
    {
        /// <inheritdoc/>
        public override bool IsInline => Condition is SensorCondition.Dag or SensorCondition.Asset;

        /// <inheritdoc/>
        public override bool IsTrigger => !IsInline;

        /// <inheritdoc/>
        public override string Name => "sensor";
    }

    /// <summary>Creates a run of a DAG, and waits for its end if told to.</summary>
    public sealed record TriggerDag : TaskAction
    {
        /// <inheritdoc/>
        public override bool IsInline => true;

        /// <inheritdoc/>
        public override string Name => "trigger_dag";

        /// <summary>Id of the DAG.</summary>
        public required string DagId { get; init; }

        /// <summary>Id for the run, a template. Null (default): made from its moment and the task that asks for it.</summary>
        public string? RunId { get; init; }

        /// <summary>Logical date of the run, a template. Null (default): when the task started.</summary>
        public string? LogicalDate { get; init; }

        /// <summary>The run's conf: a JSON object as text, whose strings are templates. Null (default): none.</summary>
        public string? ConfJson { get; init; }

        /// <summary>Whether the task waits for the end of the run; it then ends as the run does. Default false.</summary>
        public bool WaitForCompletion { get; init; }

        /// <summary>How often the run waited for is looked at, beside what it says by itself. Default 60 s.</summary>
        public TimeSpan PokeInterval { get; init; } = SensorPolicy.DefaultPokeInterval;

        /// <summary>States of the run in which the task succeeds; default: success.</summary>
        public IReadOnlyList<string> AllowedStates { get; init; } = ["success"];

        /// <summary>States of the run in which the task fails; default: failed.</summary>
        public IReadOnlyList<string> FailedStates { get; init; } = ["failed"];

        /// <summary>If there is a run of that id: clear it and let it run again. Default false: the task fails.</summary>
        public bool ResetDagRun { get; init; }

        /// <summary>If there is a run of that id: skip the task. Default false: the task fails.</summary>
        public bool SkipWhenAlreadyExists { get; init; }

        /// <summary>Whether the task fails if the DAG is paused. Default false: the run waits until somebody resumes the DAG.</summary>
        public bool FailWhenDagIsPaused { get; init; }
    }

    /// <summary>Waits for the answer of a person.</summary>
    public sealed record Approval : TaskAction
    {
        /// <summary>The option that lets the run pass.</summary>
        public const string Approve = "Approve";

        /// <summary>The option that stops it: what is downstream is skipped.</summary>
        public const string Reject = "Reject";

        /// <inheritdoc/>
        public override bool IsInline => true;

        /// <inheritdoc/>
        public override bool DecidesDownstream => true;

        /// <inheritdoc/>
        public override string Name => "approval";

        /// <summary>What is asked, in a line; a template.</summary>
        public required string Subject { get; init; }

        /// <summary>What one must know to answer, a template. Null (default): nothing.</summary>
        public string? Body { get; init; }

        /// <summary>What may be answered; default: Approve and Reject.</summary>
        public IReadOnlyList<string> Options { get; init; } = [Approve, Reject];

        /// <summary>What counts as answered when the time is up. Empty (default): nothing, the task fails then.</summary>
        public IReadOnlyList<string> Defaults { get; init; } = [];

        /// <summary>Whether several options may be chosen. Default false.</summary>
        public bool Multiple { get; init; }

        /// <summary>Names of those who may answer. Empty (default): anybody.</summary>
        public IReadOnlyList<string> AssignedUsers { get; init; } = [];

        /// <summary>How long it waits. Null (default): until somebody answers.</summary>
        public TimeSpan? Timeout { get; init; }

        /// <summary>Whether <see cref="Reject"/> fails the task. Default false: it succeeds, and what is downstream is skipped.</summary>
        public bool FailOnReject { get; init; }
    }
}
