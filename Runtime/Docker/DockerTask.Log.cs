using Microsoft.Extensions.Logging;
using Orrery.Core.Runs;
using Orrery.Grains.Interfaces.Runs;
using Orrery.Runtime.Processes;

namespace Orrery.Runtime.Docker;

internal sealed partial class DockerTask
{
    [LoggerMessage(EventIds.ContainerStarted, LogLevel.Information, "{Task} started as container {Container}")]
    private static partial void LogStarted(ILogger logger, TaskKey task, string container);

    [LoggerMessage(EventIds.ContainerNotStarted, LogLevel.Warning, "{Task} was not started: {Message}")]
    private static partial void LogNotStarted(ILogger logger, TaskKey task, string message);

    [LoggerMessage(EventIds.ContainerEnded, LogLevel.Information, "{Task} ended: {Kind}, reason {Reason}, exit code {ExitCode}, signal {Signal}")]
    private static partial void LogEnded(ILogger logger, TaskKey task, TaskReportKind kind, TaskFailureReason reason, int? exitCode, int? signal);

    [LoggerMessage(EventIds.ContainerStopping, LogLevel.Information, "{Task} was asked to end, cause {Cause}; it is killed in {Grace}")]
    private static partial void LogStopping(ILogger logger, TaskKey task, StopCause cause, TimeSpan grace);

    [LoggerMessage(EventIds.ContainerNotRemoved, LogLevel.Warning, "What {Task} left, with its container {Container}, cannot be removed; the next start tries again")]
    private static partial void LogNotRemoved(ILogger logger, Exception exception, TaskKey task, string container);

    [LoggerMessage(EventIds.ContainerBroken, LogLevel.Error, "{Task} cannot be followed any more; its lease stays held until the next start looks for its container {Container}")]
    private static partial void LogTaskBroken(ILogger logger, Exception exception, TaskKey task, string container);

    [LoggerMessage(EventIds.DockerNotAnswering, LogLevel.Warning, "{Task} waits for its engine: {Message}")]
    private static partial void LogNotAnswering(ILogger logger, TaskKey task, string message);

    [LoggerMessage(EventIds.DockerLogNotWritten, LogLevel.Error, "The log of {Task} cannot be written; it is tried again with its next output")]
    private static partial void LogLogNotWritten(ILogger logger, Exception exception, TaskKey task);

    [LoggerMessage(EventIds.DockerStopNotWritten, LogLevel.Error, "The reason why {Task} is stopped cannot be written down")]
    private static partial void LogStopNotWritten(ILogger logger, Exception exception, TaskKey task);
}
