using Microsoft.Extensions.Logging;
using Orleans.Runtime;

namespace Orrery.Embedded.Hosting;

/// <summary>What the host of grains logs.</summary>
internal static partial class Log
{
    [LoggerMessage(1001, LogLevel.Information, "Host of grains started with {ClassCount} grain classes")]
    public static partial void Started(ILogger logger, int classCount);

    [LoggerMessage(1002, LogLevel.Information, "Host of grains is stopping: {ActivationCount} activations go away")]
    public static partial void Stopping(ILogger logger, int activationCount);

    [LoggerMessage(1003, LogLevel.Information, "Host of grains stopped")]
    public static partial void Stopped(ILogger logger);

    [LoggerMessage(1004, LogLevel.Warning, "{ActivationCount} activations did not go away in time and were dropped, for example {GrainId}")]
    public static partial void DroppedAtStop(ILogger logger, int activationCount, GrainId grainId);

    [LoggerMessage(1005, LogLevel.Warning, "Grain {GrainId} could not be activated")]
    public static partial void ActivationFailed(ILogger logger, Exception exception, GrainId grainId);

    [LoggerMessage(1006, LogLevel.Warning, "Grain {GrainId} failed while it was going away")]
    public static partial void DeactivationFailed(ILogger logger, Exception exception, GrainId grainId);

    [LoggerMessage(1007, LogLevel.Warning, "Grain {GrainId} goes away although {RequestCount} requests still run after {Timeout}")]
    public static partial void RequestsOutlivedDeactivation(ILogger logger, GrainId grainId, int requestCount, TimeSpan timeout);

    [LoggerMessage(1008, LogLevel.Warning, "One-way call {Method} on grain {GrainId} failed")]
    public static partial void OneWayCallFailed(ILogger logger, Exception exception, string method, GrainId grainId);

    [LoggerMessage(1009, LogLevel.Error, "A timer of grain {GrainId} failed; it will run again")]
    public static partial void TimerFailed(ILogger logger, Exception exception, GrainId grainId);

    [LoggerMessage(1010, LogLevel.Error, "Reminder {ReminderName} of grain {GrainId} failed; it will be due again")]
    public static partial void ReminderFailed(ILogger logger, Exception exception, string reminderName, GrainId grainId);

    [LoggerMessage(1011, LogLevel.Error, "{Message}")]
    public static partial void CallCycle(ILogger logger, string message);

    [LoggerMessage(1012, LogLevel.Error, "Looking after calls and activations failed; it goes on")]
    public static partial void MonitorFailed(ILogger logger, Exception exception);
}
