using Orrery.Grains.Interfaces.Catalog;

namespace Orrery.Grains.Interfaces.Runs;

/// <summary>What changed in a run by one commit; the first update of a stream is a snapshot.</summary>
[GenerateSerializer, Immutable, Alias("orrery.run_update")]
public sealed record RunUpdate
{
    /// <summary>Counts up by one with each update of a stream, from the snapshot on; a gap means that one was missed: watch anew.</summary>
    [Id(0)] public required long Sequence { get; init; }

    /// <summary>Whether <see cref="Tasks"/> holds every instance of the run, or only the changed ones.</summary>
    [Id(1)] public required bool IsSnapshot { get; init; }

    /// <summary>The run as it is now.</summary>
    [Id(2)] public required DagRunInfo Run { get; init; }

    /// <summary>The instances that changed, or all of them.</summary>
    [Id(3)] public required ImmutableArray<TaskInstanceInfo> Tasks { get; init; }
}
