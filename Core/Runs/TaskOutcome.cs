using Orrery.Core.Waits;

namespace Orrery.Core.Runs;

/// <summary>How one try of a task ended. A closed set.</summary>
public abstract record TaskOutcome
{
    private TaskOutcome()
    {
    }

    /// <summary>It did its work.</summary>
    /// <param name="ValueJson">What a wait brought, as JSON, for the process that deferred itself to it; null: nothing.</param>
    public sealed record Success(string? ValueJson = null) : TaskOutcome;

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

    /// <summary>It has not ended: what it waits for is not there yet.</summary>
    /// <param name="For">What it waits for, in words that follow "waits for".</param>
    /// <param name="Until">The moment at which it has waited enough by itself; null: it is looked again after its pause.</param>
    /// <param name="Run">The run it waits for, as <c>dag_id/run_id</c>; null: none.</param>
    /// <param name="Asset">URI of the asset whose news it waits for; null: none.</param>
    public sealed record NotYet(string For, DateTimeOffset? Until = null, string? Run = null, string? Asset = null) : TaskOutcome;

    /// <summary>It has not ended: its process asked to be started again, as the same try, once what it names is there.</summary>
    /// <param name="Deferral">What it asked for.</param>
    public sealed record Defer(Deferral Deferral) : TaskOutcome;
}
