namespace Orrery.Core.Runs;

/// <summary>Everything the readiness of one task depends on, kept up to date as others change: evaluating it takes constant time.</summary>
internal record struct TaskCounters
{
    /// <summary>The direct upstream tasks.</summary>
    public UpstreamCounts Upstream;

    /// <summary>Relevant setups among the indirect ancestors: how many there are, and how they ended.</summary>
    public int IndirectSetups;

    /// <summary>How many indirect setups succeeded.</summary>
    public int IndirectSucceeded;

    /// <summary>How many indirect setups were skipped.</summary>
    public int IndirectSkipped;

    /// <summary>How many indirect setups failed or are upstream_failed.</summary>
    public int IndirectFailed;

    /// <summary>How many of the task's own instances are not finished; kept only where <see cref="RunPlan.Tallies"/> says so.</summary>
    public int OpenInstances;

    /// <summary>How many of them are in <c>none</c>.</summary>
    public int WaitingInstances;

    /// <summary>For a teardown: how many tasks between its setups and itself, direct parents apart, are not finished.</summary>
    public int ScopeOpen;

    /// <summary>What all instances of a task share, and what one of them has of its own, as one.</summary>
    public static TaskCounters Sum(in TaskCounters shared, in TaskCounters own) => shared with
    {
        Upstream = UpstreamCounts.Sum(shared.Upstream, own.Upstream),
        IndirectSetups = shared.IndirectSetups + own.IndirectSetups,
        IndirectSucceeded = shared.IndirectSucceeded + own.IndirectSucceeded,
        IndirectSkipped = shared.IndirectSkipped + own.IndirectSkipped,
        IndirectFailed = shared.IndirectFailed + own.IndirectFailed,
        ScopeOpen = shared.ScopeOpen + own.ScopeOpen,
    };
}
