using Orrery.Grains.Interfaces.Runs;

namespace Orrery.Grains.Interfaces.Queues;

/// <summary>A ready task on offer.</summary>
[GenerateSerializer, Immutable, Alias("orrery.task_offer")]
public sealed record TaskOffer
{
    /// <summary>Which try.</summary>
    [Id(0)] public required TaskKey Task { get; init; }

    /// <summary>Higher goes first.</summary>
    [Id(1)] public int PriorityWeight { get; init; } = 1;

    /// <summary>Logical date, or else the run-after of its run; among equal weights the earlier goes first.</summary>
    [Id(2)] public required DateTimeOffset OrderDate { get; init; }

    /// <summary>Which offering of the try this is, given by the queue; 0 as the run makes it.</summary>
    [Id(3)] public long Number { get; init; }
}
