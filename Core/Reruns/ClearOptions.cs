using Orrery.Core.States;

namespace Orrery.Core.Reruns;

/// <summary>Which of the tasks that somebody asks to clear are cleared, and what becomes of their run.</summary>
public sealed record ClearOptions
{
    /// <summary>All of them, and a run that has ended waits to be started again.</summary>
    public static ClearOptions Default { get; } = new();

    /// <summary>Only those that failed or are upstream_failed; together with <see cref="OnlyRunning"/>, those and the running ones. Default false.</summary>
    public bool OnlyFailed { get; init; }

    /// <summary>Only those that are running. Default false.</summary>
    public bool OnlyRunning { get; init; }

    /// <summary>Whether nothing is cleared if one of them is running. Default false.</summary>
    public bool PreventRunning { get; init; }

    /// <summary>
    /// State of a run that has ended: queued (default), so that its DAG starts it again; running, so that it goes on at once; null: it stays
    /// as it is, and what was cleared waits until somebody clears again.
    /// </summary>
    public DagRunState? RunStateAfter { get; init; } = DagRunState.Queued;
}
