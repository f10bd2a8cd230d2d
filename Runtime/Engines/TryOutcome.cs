using System.Globalization;
using Orrery.Core.Runs;
using Orrery.Grains.Interfaces.Runs;
using Orrery.Runtime.Processes;

namespace Orrery.Runtime.Engines;

/// <summary>What an exit code and the files of a try mean, whatever engine ran it.</summary>
internal static class TryOutcome
{
    /// <summary>What a shell adds to the number of a signal that ended a command.</summary>
    public const int SignalBase = 128;

    /// <summary>The signal that nothing can catch.</summary>
    public const int Killed = 9;

    private const int MaxExitCode = 255;

    /// <summary>What the log of a try ends with.</summary>
    public static string LastLine(TaskReport report, TimeSpan took) =>
        $"Ended after {took.TotalSeconds:0.000} s: {report.Kind.ToString().ToLowerInvariant()}. {report.Message ?? $"Exit code {report.ExitCode}."}";

    /// <summary>The report of a try that ended by itself.</summary>
    /// <param name="report">Who, when, and how it ended.</param>
    /// <param name="spec">What was run.</param>
    /// <param name="files">Where it left what it had to say.</param>
    /// <param name="code">Its exit code.</param>
    public static TaskReport OfExit(TaskReport report, LaunchSpec spec, TryFiles files, int code)
    {
        if (code != 0)
        {
            return code == spec.SkipExitCode ? report with { Kind = TaskReportKind.Skipped }
                : code == spec.FailExitCode ? Failed(report, TaskFailureReason.FailWithoutRetry, $"The task said that a retry is of no use, with exit code {code.ToString(CultureInfo.InvariantCulture)}; its log says why.")
                : Failed(report, TaskFailureReason.ExitCode, ExitCode(code));
        }

        if (DeferFile.Read(files.Defer, spec.MaxXComBytes) is { } deferral)
        {
            return deferral.Problem is { } wrong
                ? Failed(report, TaskFailureReason.InvalidDeferral, wrong)
                : report with { Kind = TaskReportKind.Deferred, DeferralJson = deferral.Json };
        }

        var value = XComFile.Read(files.XCom, spec.MaxXComBytes);
        if (value.Problem is { } problem)
        {
            return Failed(report, TaskFailureReason.InvalidXCom, problem);
        }

        var keys = XComKeys.Read(files.XComKeys, spec.MaxXComBytes);
        if (keys.Problem is { } mistake)
        {
            return Failed(report, TaskFailureReason.InvalidXCom, mistake);
        }

        var outlets = ObjectFile.Outlets.Read(files.Outlets, spec.MaxXComBytes);
        return outlets.Problem is { } unclear
            ? Failed(report, TaskFailureReason.InvalidOutlets, unclear)
            : report with { Kind = TaskReportKind.Success, XCom = value.Json, XComKeysJson = keys.Json, Outlets = outlets.Json };
    }

    /// <summary>The report of a try that Orrery ended.</summary>
    /// <param name="report">Who and when, with the signal of a kill in it.</param>
    /// <param name="spec">What was run.</param>
    /// <param name="cause">Why it was ended.</param>
    public static TaskReport Stopped(TaskReport report, LaunchSpec spec, StopCause cause)
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

    /// <summary>The report with a failure.</summary>
    public static TaskReport Failed(TaskReport report, TaskFailureReason reason, string message) =>
        report with { Kind = TaskReportKind.Failed, Reason = reason, Message = message };

    /// <summary>A signal's number and name.</summary>
    public static string Name(int signal) => SignalName(signal) is { } name ? $"signal {signal} ({name})" : $"signal {signal}";

    /// <summary>A signal's name; null when it is none of the usual ones.</summary>
    public static string? SignalName(int signal) => signal switch
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

    private static string ExitCode(int code)
    {
        var text = $"The process ended with exit code {code.ToString(CultureInfo.InvariantCulture)}";
        return code is > SignalBase and <= MaxExitCode && SignalName(code - SignalBase) is { } signal
            ? $"{text}; a shell uses it for a command that {signal} ended."
            : $"{text}.";
    }
}
