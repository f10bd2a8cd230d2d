using Orrery.Core.Runs;
using Orrery.Grains.Interfaces.Runs;
using Orrery.Runtime.Engines;

namespace Orrery.Runtime.Processes;

/// <summary>Decides from what is on disk how a try ended; the same after an adoption as before.</summary>
internal static class ProcessOutcome
{
    /// <summary>The report of a try whose process has ended.</summary>
    /// <param name="entry">The try.</param>
    /// <param name="launcher">Path of the launcher's script, by which its own words are told from the task's.</param>
    /// <param name="stop">Why Orrery ended it, if it did.</param>
    /// <param name="endedAt">When it ended.</param>
    public static TaskReport Report(SpoolEntry entry, string launcher, StopCause? stop, DateTimeOffset endedAt)
    {
        var record = entry.ReadRecord();
        var report = NewReport(entry, TaskReportKind.Failed, endedAt) with { ExitCode = record.Signal is null ? record.ExitCode : null, Signal = record.Signal };
        if (entry.ReadLaunchFailure() is { } failure)
        {
            return TryOutcome.Failed(report, TaskFailureReason.LaunchFailed, failure);
        }

        if (stop is { } cause)
        {
            // Only the kill leaves no exit code.
            return TryOutcome.Stopped(record.ExitCode is null ? report with { Signal = TryOutcome.Killed } : report, entry.Spec, cause);
        }

        if (record.ExitCode is not { } code)
        {
            return TryOutcome.Failed(report, TaskFailureReason.ProcessLost, Lost(entry, record));
        }

        if (Launcher.CannotRun(launcher, entry, code) is { } said)
        {
            return TryOutcome.Failed(
                report, TaskFailureReason.LaunchFailed, $"The program cannot be run: {said}. Check that it is made for this machine and that the interpreter in its first line exists.");
        }

        if (record.Signal is { } signal)
        {
            return TryOutcome.Failed(
                report, TaskFailureReason.Signal, $"The process was ended by {TryOutcome.Name(signal)}.{(signal == TryOutcome.Killed ? " If nobody sent it, the machine may have run out of memory." : "")}");
        }

        return TryOutcome.OfExit(report, entry.Spec, entry.Files(), code);
    }

    private static TaskReport NewReport(SpoolEntry entry, TaskReportKind kind, DateTimeOffset endedAt) => new()
    {
        Task = entry.Spec.Task,
        LeaseId = entry.Spec.LeaseId,
        Kind = kind,
        StartedAt = entry.Intent.LaunchedAt,
        EndedAt = endedAt,
    };

    private static string Lost(SpoolEntry entry, SpoolRecord record)
    {
        var what = record.Identity is { } identity
            ? $"The process (pid {identity.Pid}) vanished without leaving an exit code"
            : "The process vanished before it could say that it had started";
        var why = entry.Intent.BootId == Linux.ProcessIdentity.BootId
            ? ", as when it is killed together with its launcher"
            : ": the machine was started anew since";
        var said = record.ShellSaid.Length > 0 ? $" Its launcher said: {record.ShellSaid}" : "";
        return $"{what}{why}.{said}";
    }
}
