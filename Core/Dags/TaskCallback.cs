namespace Orrery.Core.Dags;

/// <summary>What calls a callback task (<see cref="TaskKind.Callback"/>). A closed set.</summary>
/// <remarks>
/// A callback with <see cref="TaskDefinition.DependsOn"/> answers for those tasks, once they are all finished; one without answers for the run,
/// once everything else in it is over. How a callback ends decides nothing.
/// </remarks>
public abstract record TaskCallback
{
    private TaskCallback()
    {
    }

    /// <summary>Name of the shorthand in a DAG file, and of the value of <c>callback</c>.</summary>
    public abstract string Name { get; }

    /// <summary>The trigger rule that comes closest, for people: what really counts is in <c>CallbackReadiness</c>.</summary>
    public abstract TriggerRule NearestRule { get; }

    /// <summary>One of its tasks failed by itself (upstream_failed is no such failure), or the run fails.</summary>
    public sealed record OnFailure : TaskCallback
    {
        /// <inheritdoc/>
        public override string Name => "on_failure";

        /// <inheritdoc/>
        public override TriggerRule NearestRule => TriggerRule.OneFailed;
    }

    /// <summary>Its tasks all succeeded (skipped ones beside at least one success do not matter), or the run succeeds.</summary>
    public sealed record OnSuccess : TaskCallback
    {
        /// <inheritdoc/>
        public override string Name => "on_success";

        /// <inheritdoc/>
        public override TriggerRule NearestRule => TriggerRule.NoneFailedMinOneSuccess;
    }

    /// <summary>The run is not over at a moment.</summary>
    /// <param name="Reference">From what it is counted.</param>
    /// <param name="Interval">How long after it: zero or more.</param>
    public sealed record OnDeadline(DeadlineReference Reference, TimeSpan Interval) : TaskCallback
    {
        /// <inheritdoc/>
        public override string Name => "on_deadline";

        /// <inheritdoc/>
        public override TriggerRule NearestRule => TriggerRule.Always;
    }
}
