namespace Orrery.Core.Runs;

/// <summary>What a trigger rule makes of the upstream states.</summary>
public enum TriggerVerdict
{
    /// <summary>Nothing yet: the task waits.</summary>
    Wait = 0,

    /// <summary>The task may start.</summary>
    Run = 1,

    /// <summary>The task is skipped without running.</summary>
    Skipped = 2,

    /// <summary>The task is upstream_failed without running.</summary>
    UpstreamFailed = 3,

    /// <summary>The mapped instance has no counterpart upstream and is removed.</summary>
    Removed = 4,
}
