namespace Orrery.Core.Dags;

/// <summary>Until when a <c>wait</c> task waits.</summary>
public abstract record WaitTarget
{
    private WaitTarget()
    {
    }

    /// <summary>So long from when the task started.</summary>
    /// <param name="Duration">How long; more than zero.</param>
    public sealed record For(TimeSpan Duration) : WaitTarget;

    /// <summary>Until a moment; one that has passed is no wait.</summary>
    /// <param name="Moment">A date or time, or a template that gives one; without an offset in the DAG's time zone.</param>
    public sealed record Until(string Moment) : WaitTarget;

    /// <summary>Until a time of the day on which the task started, in the DAG's time zone; one that has passed is no wait.</summary>
    /// <param name="Time">The time.</param>
    public sealed record TimeOfDay(TimeOnly Time) : WaitTarget;
}
