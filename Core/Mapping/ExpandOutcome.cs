namespace Orrery.Core.Mapping;

/// <summary>What came of working out the instances of a mapped task. A closed set.</summary>
public abstract record ExpandOutcome
{
    private ExpandOutcome()
    {
    }

    /// <summary>They are known.</summary>
    /// <param name="Values">What each instance gets.</param>
    public sealed record Known(ExpandedValues Values) : ExpandOutcome;

    /// <summary>A task that should give a list gave nothing: it failed, was skipped, or pushed nothing. The mapped task is <c>upstream_failed</c>.</summary>
    /// <param name="TaskId">The task.</param>
    public sealed record Missing(string TaskId) : ExpandOutcome;

    /// <summary>A value is there and cannot be gone through. The mapped task fails.</summary>
    /// <param name="Problem">What is wrong, as a sentence.</param>
    public sealed record Invalid(string Problem) : ExpandOutcome;
}
