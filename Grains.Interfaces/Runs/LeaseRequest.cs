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
}
