namespace Orrery.Grains.Interfaces.Runtimes;

/// <summary>What a host says of itself when it joins.</summary>
[GenerateSerializer, Immutable, Alias("orrery.host_info")]
public sealed record HostInfo
{
    /// <summary>How many tasks it runs at once.</summary>
    [Id(0)] public required int Capacity { get; init; }

    /// <summary>Queues it serves.</summary>
    [Id(1)] public required ImmutableArray<string> Queues { get; init; }

    /// <summary>Leases whose processes it found and adopted, or whose ends it still has to report.</summary>
    [Id(2)] public ImmutableArray<HeldLease> Held { get; init; } = [];

    /// <summary>Which session this begins; another for each join, chosen by the host.</summary>
    [Id(3)] public Guid Session { get; init; }

    /// <summary>Whether it may have launched tries that it does not name, as after the death of the machine: they are lost, not offered again.</summary>
    [Id(4)] public bool MayHaveForgotten { get; init; }
}

/// <summary>A lease a host holds.</summary>
[GenerateSerializer, Immutable, Alias("orrery.held_lease")]
public sealed record HeldLease
{
    /// <summary>The lease.</summary>
    [Id(0)] public required Guid LeaseId { get; init; }

    /// <summary>The try that runs under it.</summary>
    [Id(1)] public required Runs.TaskKey Task { get; init; }
}
