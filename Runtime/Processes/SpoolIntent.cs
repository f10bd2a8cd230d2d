using System.Text.Json.Serialization;
using Orrery.Grains.Interfaces.Runs;
using Orrery.Grains.Interfaces.Runtimes;

namespace Orrery.Runtime.Processes;

/// <summary>The intention to run a try, on disk before its process exists.</summary>
internal sealed record SpoolIntent
{
    /// <summary>What is to run.</summary>
    public required LaunchSpec Spec { get; init; }

    /// <summary>The boot in which it was to be launched.</summary>
    public required string BootId { get; init; }

    /// <summary>When; its execution time counts from here, also after an adoption.</summary>
    public required DateTimeOffset LaunchedAt { get; init; }
}

/// <summary>Why Orrery ends a try.</summary>
internal enum StopCause
{
    /// <summary>As <see cref="StopReason.UserRequest"/>.</summary>
    UserRequest = 0,

    /// <summary>As <see cref="StopReason.RunTimeout"/>.</summary>
    RunTimeout = 1,

    /// <summary>As <see cref="StopReason.LeaseLost"/>.</summary>
    LeaseLost = 2,

    /// <summary>It took longer than it may.</summary>
    ExecutionTimeout = 3,
}

/// <summary>The intention to end a try, on disk before the first signal: a kill leaves no exit record that could tell.</summary>
internal sealed record SpoolStop
{
    /// <summary>What a host was told, as it is written down.</summary>
    public static StopCause CauseOf(StopReason reason) => reason switch
    {
        StopReason.RunTimeout => StopCause.RunTimeout,
        StopReason.LeaseLost => StopCause.LeaseLost,
        _ => StopCause.UserRequest,
    };

    /// <summary>Why.</summary>
    public required StopCause Cause { get; init; }

    /// <summary>When it was asked to end; the kill follows after the grace.</summary>
    public required DateTimeOffset At { get; init; }
}

[JsonSourceGenerationOptions(UseStringEnumConverter = true)]
[JsonSerializable(typeof(SpoolIntent))]
[JsonSerializable(typeof(SpoolStop))]
internal sealed partial class SpoolJson : JsonSerializerContext;
