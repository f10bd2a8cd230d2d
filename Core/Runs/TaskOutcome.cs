namespace Orrery.Core.Runs;

/// <summary>How one try of a task ended. A closed set.</summary>
public abstract record TaskOutcome
{
    private TaskOutcome()
    {
    }

    /// <summary>It did its work.</summary>
    public sealed record Success : TaskOutcome;

    /// <summary>It asked to be skipped; only it is, and its downstream tasks decide by their rules.</summary>
    public sealed record Skip : TaskOutcome;

    /// <summary>It failed.</summary>
    /// <param name="Failure">Why, and whether a retry may help.</param>
    public sealed record Fail(TaskFailure Failure) : TaskOutcome;

    /// <summary>It succeeded and chose which tasks go on.</summary>
    /// <param name="TaskIds">The chosen tasks, any of the DAG. Empty: none, every direct child is skipped.</param>
    public sealed record Branch(IReadOnlyList<string> TaskIds) : TaskOutcome;

    /// <summary>It succeeded and let the run pass, or not.</summary>
    /// <param name="Pass">False skips what is downstream, teardowns excepted.</param>
    /// <param name="IgnoreDownstreamTriggerRules">True: all descendants are skipped; false: only direct children.</param>
    public sealed record Gate(bool Pass, bool IgnoreDownstreamTriggerRules) : TaskOutcome;
}
