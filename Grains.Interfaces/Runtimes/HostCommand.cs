namespace Orrery.Grains.Interfaces.Runtimes;

/// <summary>Why a host is told to stop a try.</summary>
public enum StopReason
{
    /// <summary>Somebody cleared the task, or ended it or its run by hand.</summary>
    UserRequest = 0,

    /// <summary>The run took longer than its time-out.</summary>
    RunTimeout = 1,

    /// <summary>The lease is no longer this host's.</summary>
    LeaseLost = 2,
}

/// <summary>An order to a host.</summary>
[GenerateSerializer, Immutable, Alias("orrery.host_command")]
public sealed record HostCommand
{
    /// <summary>The lease whose process is to be stopped.</summary>
    [Id(0)] public required Guid StopLease { get; init; }

    /// <summary>Why.</summary>
    [Id(1)] public required StopReason Reason { get; init; }
}
