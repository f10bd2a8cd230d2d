namespace Orrery.Core.Dags;

/// <summary>What a task does. A closed set: one nested record for each field of a DAG file that names an action.</summary>
public abstract partial record TaskAction
{
    private TaskAction()
    {
    }

    /// <summary>Whether the run decides the task itself, without a host.</summary>
    public virtual bool IsInline => false;

    /// <summary>Whether a host's trigger loop carries it out: it looks now and then at something outside, and takes no room for processes.</summary>
    public virtual bool IsTrigger => false;

    /// <summary>Whether its outcome decides which tasks downstream of it go on.</summary>
    public virtual bool DecidesDownstream => false;

    /// <summary>The call of what the DAG's own file, a program, defines for the task; null when there is none.</summary>
    public CodeCall? Called => this switch
    {
        Code code => code.Call,
        Branch { Choice: DecisionSource.Code code } => code.Call,
        ShortCircuit { Condition: DecisionSource.Code code } => code.Call,
        Sensor { Condition: SensorCondition.Code code } => code.Call,
        _ => null,
    };

    /// <summary>Name of the field in a DAG file, and of the operator in lists.</summary>
    public abstract string Name { get; }

    /// <summary>Does nothing; a place for edges to meet.</summary>
    public sealed record Empty : TaskAction
    {
        /// <inheritdoc/>
        public override bool IsInline => true;

        /// <inheritdoc/>
        public override string Name => "empty";
    }

    /// <summary>Runs a script with bash.</summary>
    /// <param name="Script">The script, a template.</param>
    public sealed record Bash(string Script) : TaskAction
    {
        /// <inheritdoc/>
        public override string Name => "bash";
    }

    /// <summary>Runs a program without a shell.</summary>
    /// <param name="Argv">Program and arguments, each a template; at least one.</param>
    public sealed record Command(IReadOnlyList<string> Argv) : TaskAction
    {
        /// <inheritdoc/>
        public override string Name => "command";
    }

    /// <summary>Calls what the DAG's own file, a program, defines for the task.</summary>
    /// <param name="Call">What it is given.</param>
    public sealed record Code(CodeCall Call) : TaskAction
    {
        /// <inheritdoc/>
        public override string Name => "code";
    }

    /// <summary>Chooses which of its direct downstream tasks go on; the others are skipped.</summary>
    /// <param name="Choice">
    /// Yields one task id, a list of ids, or nothing (skip all). A text with commas or line breaks is a list.
    /// </param>
    public sealed record Branch(DecisionSource Choice) : TaskAction
    {
        /// <inheritdoc/>
        public override bool IsInline => Choice is DecisionSource.Value;

        /// <inheritdoc/>
        public override bool DecidesDownstream => true;

        /// <inheritdoc/>
        public override string Name => "branch";
    }

    /// <summary>Lets the run go on only if its condition is true.</summary>
    /// <param name="Condition">Yields the condition; truth is Python's, and the texts <c>false</c>, <c>no</c>, <c>off</c>, <c>0</c> are false.</param>
    /// <param name="IgnoreDownstreamTriggerRules">
    /// True (default): a false condition skips all tasks downstream, teardowns excepted. False: only the direct ones, and trigger rules decide on.
    /// </param>
    public sealed record ShortCircuit(DecisionSource Condition, bool IgnoreDownstreamTriggerRules = true) : TaskAction
    {
        /// <inheritdoc/>
        public override bool IsInline => Condition is DecisionSource.Value;

        /// <inheritdoc/>
        public override bool DecidesDownstream => true;

        /// <inheritdoc/>
        public override string Name => "short_circuit";
    }

    /// <summary>Skips its direct downstream tasks in every run but the latest one of the schedule (<see cref="Timetables.LatestRun"/>).</summary>
    public sealed record LatestOnly : TaskAction
    {
        /// <inheritdoc/>
        public override bool IsInline => true;

        /// <inheritdoc/>
        public override bool DecidesDownstream => true;

        /// <inheritdoc/>
        public override string Name => "latest_only";
    }
}
