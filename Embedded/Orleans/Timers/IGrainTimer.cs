namespace Orleans.Runtime;

/// <summary>A timer of a grain. It runs turns of the activation that made it, and dies with it.</summary>
public interface IGrainTimer : IDisposable
{
    /// <summary>Sets the timer anew.</summary>
    /// <param name="dueTime">Time until the next run; infinite: none.</param>
    /// <param name="period">Time from the end of a run to the next; infinite: run once.</param>
    /// <exception cref="ArgumentOutOfRangeException">A time is negative and not infinite, or longer than about 49 days.</exception>
    void Change(TimeSpan dueTime, TimeSpan period);
}
