using Microsoft.Extensions.Logging;
using Orrery.Grains.Interfaces.Runs;
using Orrery.Grains.Interfaces.Runtimes;

namespace Orrery.Runtime.Hosts;

public sealed partial class HostAgent
{
    [LoggerMessage(EventIds.HostJoined, LogLevel.Information, "Host {Host} joined with a capacity of {Capacity} and {Held} leases held")]
    private static partial void LogJoined(ILogger logger, string host, int capacity, int held);

    [LoggerMessage(EventIds.HostSessionFailed, LogLevel.Warning, "Host {Host} lost touch with its grain and joins again in {Backoff}; its tasks run on")]
    private static partial void LogSessionFailed(ILogger logger, Exception exception, string host, TimeSpan backoff);

    [LoggerMessage(EventIds.HostUnknownLease, LogLevel.Debug, "The order to stop lease {Lease}, reason {Reason}, is for one that is not held")]
    private static partial void LogUnknownLease(ILogger logger, Guid lease, StopReason reason);

    [LoggerMessage(EventIds.HostLaunchFailed, LogLevel.Error, "{Task} could not be launched")]
    private static partial void LogLaunchFailed(ILogger logger, Exception exception, TaskKey task);

    [LoggerMessage(EventIds.HostNotReady, LogLevel.Warning, "{Task} was not launched and is given back: {Problem}")]
    private static partial void LogNotReady(ILogger logger, TaskKey task, string problem);

    [LoggerMessage(EventIds.HostReleaseFailed, LogLevel.Warning, "What {Task} left could not be released; the next start tries again")]
    private static partial void LogReleaseFailed(ILogger logger, Exception exception, TaskKey task);

    [LoggerMessage(EventIds.HostDraining, LogLevel.Information, "Host {Host} stops taking work; {Running} tasks running, stopped with it: {Stopped}")]
    private static partial void LogDraining(ILogger logger, string host, int running, bool stopped);

    [LoggerMessage(EventIds.HostDrained, LogLevel.Information, "Host {Host} has reported all that ended; {Running} tasks run on")]
    private static partial void LogDrained(ILogger logger, string host, int running);

    [LoggerMessage(EventIds.HostReportsLeft, LogLevel.Warning, "Host {Host} ends with {Count} reports not acknowledged; the next start sends them")]
    private static partial void LogReportsLeft(ILogger logger, Exception exception, string host, int count);
}
