using System.Globalization;
using Orrery.Core.Runs;
using Orrery.Grains.Interfaces.Runs;

namespace Orrery.Runtime.Processes;

/// <summary>Decides from what is on disk how a try ended; the same after an adoption as before.</summary>
internal static class ProcessOutcome
{
    private const int MaxExitCode = 255;
    private const int SignalBase = 128;
    private const int Killed = 9;

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
            return Failed(report, TaskFailureReason.LaunchFailed, failure);
        }

        if (stop is { } cause)
        {
            // Only the kill leaves no exit code.
            return Stopped(record.ExitCode is null ? report with { Signal = Killed } : report, entry.Spec, cause);
        }

        if (record.ExitCode is not { } code)
        {
            return Failed(report, TaskFailureReason.ProcessLost, Lost(entry, record));
        }

        if (Launcher.CannotRun(launcher, entry, code) is { } said)
        {
            return Failed(report, TaskFailureReason.LaunchFailed, $"The program cannot be run: {said}. Check that it is made for this machine and that the interpreter in its first line exists.");
        }

        if (record.Signal is { } signal)
        {
            return Failed(report, TaskFailureReason.Signal, $"The process was ended by {Name(signal)}.{(signal == Killed ? " If nobody sent it, the machine may have run out of memory." : "")}");
        }

        if (code == 0 && DeferFile.Read(entry.DeferPath, entry.Spec.MaxXComBytes) is { } deferral)
        {
            return deferral.Problem is { } wrong
                ? Failed(report, TaskFailureReason.InvalidDeferral, wrong)
                : report with { Kind = TaskReportKind.Deferred, DeferralJson = deferral.Json };
        }

        if (code == 0)
        {
            var value = XComFile.Read(entry.XComPath, entry.Spec.MaxXComBytes);
            if (value.Problem is { } problem)
            {
                return Failed(report, TaskFailureReason.InvalidXCom, problem);
            }

            var keys = XComKeys.Read(entry.XComKeysPath, entry.Spec.MaxXComBytes);
            if (keys.Problem is { } mistake)
            {
                return Failed(report, TaskFailureReason.InvalidXCom, mistake);
            }

            var outlets = ObjectFile.Outlets.Read(entry.OutletsPath, entry.Spec.MaxXComBytes);
            return outlets.Problem is { } wrong
                ? Failed(report, TaskFailureReason.InvalidOutlets, wrong)
                : report with { Kind = TaskReportKind.Success, XCom = value.Json, XComKeysJson = keys.Json, Outlets = outlets.Json };
        }

        return code == entry.Spec.SkipExitCode ? report with { Kind = TaskReportKind.Skipped }
            : code == entry.Spec.FailExitCode ? Failed(report, TaskFailureReason.FailWithoutRetry, $"The task said that a retry is of no use, with exit code {code.ToString(CultureInfo.InvariantCulture)}; its log says why.")
            : Failed(report, TaskFailureReason.ExitCode, ExitCode(code));
    }

    /// <summary>The report of a try that could not be started.</summary>
    public static TaskReport NotStarted(LaunchSpec spec, string message, DateTimeOffset now) => new()
    {
        Task = spec.Task,
        LeaseId = spec.LeaseId,
        Kind = TaskReportKind.Failed,
        Reason = TaskFailureReason.LaunchFailed,
        Message = message,
        EndedAt = now,
    };

    private static TaskReport NewReport(SpoolEntry entry, TaskReportKind kind, DateTimeOffset endedAt) => new()
    {
        Task = entry.Spec.Task,
        LeaseId = entry.Spec.LeaseId,
        Kind = kind,
        StartedAt = entry.Intent.LaunchedAt,
        EndedAt = endedAt,
    };

    private static TaskReport Failed(TaskReport report, TaskFailureReason reason, string message) =>
        report with { Kind = TaskReportKind.Failed, Reason = reason, Message = message };

    private static TaskReport Stopped(TaskReport report, LaunchSpec spec, StopCause cause)
    {
        var how = report.Signal == Killed ? $"killed, since it did not end within {spec.StopGrace.TotalSeconds:0.###} s of SIGTERM" : "ended by SIGTERM";
        return cause switch
        {
            StopCause.ExecutionTimeout => Failed(
                report, TaskFailureReason.ExecutionTimeout, $"The task took longer than its execution_timeout of {spec.ExecutionTimeout?.TotalSeconds:0.###} s and was {how}."),
            StopCause.RunTimeout => Failed(report, TaskFailureReason.RunEnded, $"The run took longer than its dagrun_timeout, and the task was {how}."),
            StopCause.LeaseLost => Failed(report, TaskFailureReason.HostLost, $"The host no longer holds the task's lease, and the task was {how}."),
            _ => Failed(report, TaskFailureReason.MarkedFailed, $"Somebody stopped the task, and it was {how}."),
        };
    }

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

    private static string ExitCode(int code)
    {
        var text = $"The process ended with exit code {code.ToString(CultureInfo.InvariantCulture)}";
        return code is > SignalBase and <= MaxExitCode && SignalName(code - SignalBase) is { } signal
            ? $"{text}; a shell uses it for a command that {signal} ended."
            : $"{text}.";
    }

    private static string Name(int signal) => SignalName(signal) is { } name ? $"signal {signal} ({name})" : $"signal {signal}";

    private static string? SignalName(int signal) => signal switch
    {
        1 => "SIGHUP",
        2 => "SIGINT",
        3 => "SIGQUIT",
        4 => "SIGILL",
        6 => "SIGABRT",
        7 => "SIGBUS",
        8 => "SIGFPE",
        Killed => "SIGKILL",
        11 => "SIGSEGV",
        13 => "SIGPIPE",
        14 => "SIGALRM",
        15 => "SIGTERM",
        24 => "SIGXCPU",
        25 => "SIGXFSZ",
        31 => "SIGSYS",
        _ => null,
    };
}
