using Orrery.Core.Queues;

namespace Orrery.Grains.Interfaces.Pools;

/// <summary>A wish for slots under a lease that is about to be granted.</summary>
[GenerateSerializer, Immutable, Alias("orrery.slot_request")]
public sealed record SlotRequest
{
    /// <summary>The lease that will hold them.</summary>
    [Id(0)] public required Guid LeaseId { get; init; }

    /// <summary>How many slots.</summary>
    [Id(1)] public required int Slots { get; init; }

    /// <summary>For a cap on a task: how many there are in all, by the version of the DAG the run is on. A pool knows by itself.</summary>
    [Id(2)] public int? Cap { get; init; }
}

/// <summary>The answer to several wishes.</summary>
[GenerateSerializer, Immutable, Alias("orrery.slot_answer")]
public sealed record SlotAnswer
{
    /// <summary>For each request, in order: why it is refused; null when it is granted.</summary>
    [Id(0)] public required ImmutableArray<WaitReason?> Refusals { get; init; }

    /// <summary>The count the grants are of; a lease under an older one cannot be written.</summary>
    [Id(1)] public required long Count { get; init; }

    /// <summary>Grows whenever there may be more room; see <c>IQueueGrain.RoomAsync</c>.</summary>
    [Id(2)] public required long Room { get; init; }
}

/// <summary>Slots that were granted; a lease that needs them names them.</summary>
[GenerateSerializer, Immutable, Alias("orrery.slot_grant")]
public sealed record SlotGrant
{
    /// <summary>The limit (<see cref="LimitKeys"/>).</summary>
    [Id(0)] public required string LimitKey { get; init; }

    /// <summary>The count they were granted by.</summary>
    [Id(1)] public required long Count { get; init; }
}

/// <summary>What somebody wants a pool to be.</summary>
[GenerateSerializer, Immutable, Alias("orrery.pool_settings")]
public sealed record PoolSettings
{
    /// <summary>How many slots it has; -1: as many as anybody asks for. Null: as it is.</summary>
    [Id(0)] public int? Slots { get; init; }

    /// <summary>What it is for; null: as it is; empty: nothing.</summary>
    [Id(1)] public string? Description { get; init; }

    /// <summary>Whether deferred tasks hold their slots; null: as it is.</summary>
    [Id(2)] public bool? IncludeDeferred { get; init; }

    /// <summary>Whether it must not exist yet (true), must exist (false), or either (null).</summary>
    [Id(3)] public bool? IsNew { get; init; }
}
