using Microsoft.Extensions.Logging;
using Orrery.Core.Runs;
using Orrery.Grains.Interfaces.Runs;

namespace Orrery.Runtime.Processes;

internal sealed partial class ProcessTask
{
    [LoggerMessage(EventIds.TaskEnded, LogLevel.Information, "{Task} ended: {Kind}, reason {Reason}, exit code {ExitCode}, signal {Signal}")]
    private static partial void LogTaskEnded(ILogger logger, TaskKey task, TaskReportKind kind, TaskFailureReason reason, int? exitCode, int? signal);

    [LoggerMessage(EventIds.TaskStopping, LogLevel.Information, "{Task} was asked to end, cause {Cause}; it is killed in {Grace}")]
    private static partial void LogTaskStopping(ILogger logger, TaskKey task, StopCause cause, TimeSpan grace);

    [LoggerMessage(EventIds.TaskKilled, LogLevel.Warning, "{Task} did not end within {Grace} of the request and is killed")]
    private static partial void LogTaskKilled(ILogger logger, TaskKey task, TimeSpan grace);

    [LoggerMessage(EventIds.LogNotWritten, LogLevel.Error, "The log of {Task} cannot be written; it is tried again with its next output")]
    private static partial void LogNotWritten(ILogger logger, Exception exception, TaskKey task);

    [LoggerMessage(EventIds.SpoolNotRemoved, LogLevel.Warning, "What {Task} left in {Folder} cannot be removed; the next start tries again")]
    private static partial void LogSpoolNotRemoved(ILogger logger, Exception exception, TaskKey task, string folder);

    [LoggerMessage(EventIds.TaskBroken, LogLevel.Error, "{Task} cannot be followed any more; its lease stays held until the next start reads {Folder}")]
    private static partial void LogTaskBroken(ILogger logger, Exception exception, TaskKey task, string folder);

    [LoggerMessage(EventIds.StopNotWritten, LogLevel.Error, "The reason why {Task} is stopped cannot be written down")]
    private static partial void LogStopNotWritten(ILogger logger, Exception exception, TaskKey task);
}
