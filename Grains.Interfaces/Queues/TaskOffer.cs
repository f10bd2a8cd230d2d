using Orrery.Core.Dags;
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

    /// <summary>The pool whose slots it needs.</summary>
    [Id(3)] public string Pool { get; init; } = TaskDefinition.DefaultPool;

    /// <summary>How many slots it needs; 0: none, whatever the pool.</summary>
    [Id(4)] public int PoolSlots { get; init; } = 1;

    /// <summary>How many instances of the task may run at once over all runs; null: any number.</summary>
    [Id(5)] public int? MaxActiveTisPerDag { get; init; }
}
