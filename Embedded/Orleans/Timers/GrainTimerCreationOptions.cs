using System.Diagnostics.CodeAnalysis;

namespace Orleans.Runtime;

/// <summary>When a grain timer runs.</summary>
public readonly struct GrainTimerCreationOptions
{
    /// <summary>Sets nothing.</summary>
    public GrainTimerCreationOptions()
    {
    }

    /// <summary>Sets both times.</summary>
    /// <param name="dueTime">Time until the first run.</param>
    /// <param name="period">Time from the end of a run to the next.</param>
    [SetsRequiredMembers]
    public GrainTimerCreationOptions(TimeSpan dueTime, TimeSpan period)
    {
        DueTime = dueTime;
        Period = period;
    }

    /// <summary>Time until the first run; <see cref="Timeout.InfiniteTimeSpan"/>: not until <see cref="IGrainTimer.Change"/>.</summary>
    public required TimeSpan DueTime { get; init; }

    /// <summary>Time from the end of a run to the next; <see cref="Timeout.InfiniteTimeSpan"/>: run once.</summary>
    public required TimeSpan Period { get; init; }

    /// <summary>Whether runs may interleave with requests. Default: <see langword="false"/>.</summary>
    public bool Interleave { get; init; }

    /// <summary>Whether a run counts as use, which keeps the activation from idle collection. Default: <see langword="false"/>.</summary>
    public bool KeepAlive { get; init; }
}
