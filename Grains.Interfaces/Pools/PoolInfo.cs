namespace Orrery.Grains.Interfaces.Pools;

/// <summary>A pool and what its slots are doing. Field names are those of the REST API.</summary>
[GenerateSerializer, Immutable, Alias("orrery.pool_info")]
public sealed record PoolInfo
{
    /// <summary>Name.</summary>
    [Id(0)] public required string Name { get; init; }

    /// <summary>How many slots it has; -1: as many as anybody asks for.</summary>
    [Id(1)] public required int Slots { get; init; }

    /// <summary>What it is for.</summary>
    [Id(2)] public string? Description { get; init; }

    /// <summary>Whether deferred tasks hold their slots.</summary>
    [Id(3)] public bool IncludeDeferred { get; init; }

    /// <summary>Slots held by tasks that hosts have leased.</summary>
    [Id(4)] public int RunningSlots { get; init; }

    /// <summary>Slots that tasks on offer to hosts wait for. They hold none yet.</summary>
    [Id(5)] public int QueuedSlots { get; init; }

    /// <summary>Slots that ready tasks will ask for which a limit of their run holds back.</summary>
    [Id(6)] public int ScheduledSlots { get; init; }

    /// <summary>Slots of deferred tasks; they are held only if the pool says so.</summary>
    [Id(7)] public int DeferredSlots { get; init; }

    /// <summary>Slots that are held.</summary>
    public int OccupiedSlots => RunningSlots + (IncludeDeferred ? DeferredSlots : 0);

    /// <summary>Slots that are not; -1: any number.</summary>
    public int OpenSlots => Slots < 0 ? -1 : Math.Max(Slots - OccupiedSlots, 0);
}
