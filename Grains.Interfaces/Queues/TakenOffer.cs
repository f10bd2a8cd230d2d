using Orrery.Core.Queues;
using Orrery.Grains.Interfaces.Pools;
using Orrery.Grains.Interfaces.Runs;

namespace Orrery.Grains.Interfaces.Queues;

/// <summary>An offer that was taken: with its lease, and the slots granted to it.</summary>
[GenerateSerializer, Immutable, Alias("orrery.taken_offer")]
public sealed record TakenOffer
{
    /// <summary>Which try.</summary>
    [Id(0)] public required TaskKey Task { get; init; }

    /// <summary>The lease to ask for.</summary>
    [Id(1)] public required Guid LeaseId { get; init; }

    /// <summary>The slots it holds.</summary>
    [Id(2)] public required ImmutableArray<SlotGrant> Grants { get; init; }
}

/// <summary>What became of a taken offer.</summary>
public enum OfferOutcome
{
    /// <summary>The run granted the lease.</summary>
    Leased = 0,

    /// <summary>The run refused the lease: the offer was old, or the run offers the task again by itself.</summary>
    Refused = 1,

    /// <summary>Nobody asked the run: the task is on offer as before.</summary>
    Returned = 2,

    /// <summary>The run could not say: the task is on offer as before, and its slots stay granted, for the lease may have become durable.</summary>
    Unknown = 3,
}

/// <summary>A taken offer, settled.</summary>
[GenerateSerializer, Immutable, Alias("orrery.settled_offer")]
public sealed record SettledOffer
{
    /// <summary>The offer as it was taken.</summary>
    [Id(0)] public required TakenOffer Offer { get; init; }

    /// <summary>What became of it.</summary>
    [Id(1)] public required OfferOutcome Outcome { get; init; }
}

/// <summary>A limit that keeps an offered task waiting.</summary>
[GenerateSerializer, Immutable, Alias("orrery.offer_blocker")]
public sealed record OfferBlocker
{
    /// <summary>The limit (<see cref="LimitKeys"/>).</summary>
    [Id(0)] public required string LimitKey { get; init; }

    /// <summary>What speaks against a start.</summary>
    [Id(1)] public required WaitReason Reason { get; init; }
}
