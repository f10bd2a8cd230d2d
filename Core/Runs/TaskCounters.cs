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

    /// <summary>For a teardown: how many tasks between its setups and itself, direct parents apart, are not finished.</summary>
    public int ScopeOpen;
}
