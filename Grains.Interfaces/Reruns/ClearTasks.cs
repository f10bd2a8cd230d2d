namespace Orrery.Grains.Interfaces.Reruns;

/// <summary>Which tasks of a run are cleared, so that they run again.</summary>
[GenerateSerializer, Immutable, Alias("orrery.clear_tasks")]
public sealed record ClearTasks
{
    /// <summary>The tasks; empty: all.</summary>
    [Id(0)] public ImmutableArray<TaskSelector> Tasks { get; init; } = [];

    /// <summary>Whether everything upstream of them is cleared too.</summary>
    [Id(1)] public bool IncludeUpstream { get; init; }

    /// <summary>Whether everything downstream of them is cleared too.</summary>
    [Id(2)] public bool IncludeDownstream { get; init; }

    /// <summary>Whether only those that failed, or are upstream_failed, are cleared.</summary>
    [Id(3)] public bool OnlyFailed { get; init; }

    /// <summary>Whether only those that are running are cleared; with <see cref="OnlyFailed"/>: those too.</summary>
    [Id(4)] public bool OnlyRunning { get; init; }

    /// <summary>Whether nothing of a run is cleared if one of its tasks is running.</summary>
    [Id(5)] public bool PreventRunning { get; init; }

    /// <summary>Whether a run that has ended is started again. Default true; if not, what was cleared waits.</summary>
    [Id(6)] public bool ResetRun { get; init; } = true;

    /// <summary>Whether to say what would be cleared, and change nothing.</summary>
    [Id(7)] public bool IsDryRun { get; init; }

    /// <summary>A note for what is cleared, written with it. Null: notes stay as they are.</summary>
    [Id(8)] public string? Note { get; init; }

    /// <summary>
    /// Whether the run goes over to the live release and its code as it is now, before its tasks are cleared. Only a run that has ended, or has not started: tasks that are
    /// not there any more are kept as removed, and those that are new run too. Default false: it stays on the release it was created with.
    /// </summary>
    [Id(9)] public bool OnLatestVersion { get; init; }
}
