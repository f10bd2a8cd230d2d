using Orrery.Core.States;

namespace Orrery.Grains.Interfaces.Reruns;

/// <summary>Which tasks of a run get a state by hand.</summary>
[GenerateSerializer, Immutable, Alias("orrery.mark_tasks")]
public sealed record MarkTasks
{
    /// <summary>The tasks; at least one.</summary>
    [Id(0)] public required ImmutableArray<TaskSelector> Tasks { get; init; }

    /// <summary>The state: success, failed or skipped.</summary>
    [Id(1)] public required TaskInstanceState State { get; init; }

    /// <summary>Whether everything upstream of them gets it too.</summary>
    [Id(2)] public bool IncludeUpstream { get; init; }

    /// <summary>Whether everything downstream of them gets it too.</summary>
    [Id(3)] public bool IncludeDownstream { get; init; }

    /// <summary>Whether to say what would get it, and change nothing.</summary>
    [Id(4)] public bool IsDryRun { get; init; }
}
