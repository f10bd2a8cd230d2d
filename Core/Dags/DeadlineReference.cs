namespace Orrery.Core.Dags;

/// <summary>The moment from which a deadline is counted. A closed set.</summary>
public abstract record DeadlineReference
{
    private DeadlineReference()
    {
    }

    /// <summary>When the run was queued, or last cleared: clearing a run gives it its time again.</summary>
    public sealed record QueuedAt : DeadlineReference;

    /// <summary>The run's logical date; a run without one has no such deadline.</summary>
    public sealed record LogicalDate : DeadlineReference;

    /// <summary>
    /// When the run was created, plus the average run time of the last finished runs (at most <see cref="AveragedRuns"/>); without a finished
    /// run there is no such deadline.
    /// </summary>
    public sealed record AverageRuntime : DeadlineReference;

    /// <summary>A fixed moment, the same for every run.</summary>
    /// <param name="At">The moment.</param>
    public sealed record Fixed(DateTimeOffset At) : DeadlineReference;

    /// <summary>How many finished runs <see cref="AverageRuntime"/> looks at: 10.</summary>
    public const int AveragedRuns = 10;
}
