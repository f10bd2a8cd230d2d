using Orrery.Grains.Interfaces.Pools;

namespace Orrery.Grains.Interfaces.Runs;

/// <summary>A host's wish to run a try that it was offered.</summary>
[GenerateSerializer, Immutable, Alias("orrery.lease_request")]
public sealed record LeaseRequest
{
    /// <summary>Place of the instance in the run.</summary>
    [Id(0)] public required int Ordinal { get; init; }

    /// <summary>The try it was offered.</summary>
    [Id(1)] public required int TryNumber { get; init; }

    /// <summary>The lease to grant.</summary>
    [Id(2)] public required Guid LeaseId { get; init; }

    /// <summary>Name of the host.</summary>
    [Id(3)] public required string Host { get; init; }

    /// <summary>The slots granted to the lease; if one of their limits was counted anew since, the lease is refused.</summary>
    [Id(4)] public ImmutableArray<SlotGrant> Grants { get; init; } = [];
}
