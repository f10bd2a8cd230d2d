using Microsoft.Extensions.Logging;
using Orrery.Grains.Interfaces.Runs;

namespace Orrery.Runtime.Processes;

public sealed partial class ProcessEngine
{
    [LoggerMessage(EventIds.LogNotWatched, LogLevel.Warning, "The output of tasks in {Spool} cannot be watched and appears only at their end: raise fs.inotify.max_user_watches")]
    private static partial void LogOutputNotWatched(ILogger logger, string spool);

    [LoggerMessage(EventIds.TaskStarted, LogLevel.Information, "{Task} started as process {Pid}")]
    private static partial void LogTaskStarted(ILogger logger, TaskKey task, int pid);

    [LoggerMessage(EventIds.TaskNotStarted, LogLevel.Warning, "{Task} was not started: {Message}")]
    private static partial void LogTaskNotStarted(ILogger logger, TaskKey task, string message);

    [LoggerMessage(EventIds.TaskAdopted, LogLevel.Information, "{Task} was adopted from an earlier server; process {Pid}")]
    private static partial void LogTaskAdopted(ILogger logger, TaskKey task, int? pid);

    [LoggerMessage(EventIds.TaskNeverLaunched, LogLevel.Information, "{Task} was never launched by the earlier server; its lease is given back")]
    private static partial void LogNeverLaunched(ILogger logger, TaskKey task);

    [LoggerMessage(EventIds.SpoolRecovered, LogLevel.Information, "{Count} tries of an earlier server found in {Spool}")]
    private static partial void LogSpoolRecovered(ILogger logger, int count, string spool);

    [LoggerMessage(EventIds.LogNotBegun, LogLevel.Error, "The log of {Task} cannot be written")]
    private static partial void LogFirstLineNotWritten(ILogger logger, Exception exception, TaskKey task);

    [LoggerMessage(EventIds.RubbishNotRemoved, LogLevel.Warning, "What an earlier server left in {Folder} cannot be removed; the next start tries again")]
    private static partial void LogRubbishNotRemoved(ILogger logger, Exception exception, string folder);

    [LoggerMessage(EventIds.SpoolNotRead, LogLevel.Error, "What an earlier server left in {Folder} cannot be read; its lease is given up")]
    private static partial void LogNotRecovered(ILogger logger, Exception exception, string folder);
}
