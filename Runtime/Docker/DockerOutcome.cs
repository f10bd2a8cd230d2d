using Orrery.Core.Runs;
using Orrery.Grains.Interfaces.Runs;
using Orrery.Runtime.Docker.Api.Wire;
using Orrery.Runtime.Engines;
using Orrery.Runtime.Linux;
using Orrery.Runtime.Processes;

namespace Orrery.Runtime.Docker;

/// <summary>Decides how a try in a container ended.</summary>
internal static class DockerOutcome
{
    /// <summary>What an engine says of a container whose end it did not see.</summary>
    private const int Unknown = 255;

    /// <summary>Engines call a time that they do not know the year 1.</summary>
    private const int FirstYear = 1970;

    /// <summary>The report of a try.</summary>
    /// <param name="entry">The try.</param>
    /// <param name="end">How it went with its container.</param>
    /// <param name="stop">How Orrery ended it, if it did.</param>
    /// <param name="now">The time.</param>
    public static TaskReport Report(DockerTry entry, ContainerEnd end, SpoolStop? stop, DateTimeOffset now)
    {
        var report = new TaskReport { Task = entry.Spec.Task, LeaseId = entry.Spec.LeaseId, Kind = TaskReportKind.Failed, EndedAt = now };
        return end switch
        {
            ContainerEnd.NotStarted { Failure: var failure } => TryOutcome.Failed(report, failure.Reason, failure.Message),
            ContainerEnd.StoppedBefore => TryOutcome.Stopped(report, entry.Spec, stop!.Cause),
            ContainerEnd.Vanished => TryOutcome.Failed(
                report, TaskFailureReason.ProcessLost, $"The container '{entry.ContainerName}' was removed by somebody before its end was known, and its exit code with it."),
            ContainerEnd.Exited exited => OfExit(report, entry, exited, stop),
            _ => throw new System.Diagnostics.UnreachableException($"There is no end {end}."),
        };
    }

    private static TaskReport OfExit(TaskReport report, DockerTry entry, ContainerEnd.Exited exited, SpoolStop? stop)
    {
        var (state, code) = (exited.State, exited.State.ExitCode);
        var signal = code > TryOutcome.SignalBase && TryOutcome.SignalName(code - TryOutcome.SignalBase) is not null ? code - TryOutcome.SignalBase : (int?)null;
        report = report with
        {
            StartedAt = state.StartedAt,
            EndedAt = EndOf(state) ?? report.EndedAt,
            ExitCode = code,
        };

        // What had ended by itself when it was to be stopped keeps its own end.
        if (stop is not null && report.EndedAt >= stop.At)
        {
            return TryOutcome.Stopped(signal == TryOutcome.Killed ? report with { ExitCode = null, Signal = signal } : report, entry.Spec, stop.Cause);
        }

        if (signal == TryOutcome.Killed && (state.OomKilled || exited.RanOutOfMemory))
        {
            return TryOutcome.Failed(
                report with { ExitCode = null, Signal = signal }, TaskFailureReason.OutOfMemory, "The container used all the memory it may, and was killed. Let it use less, or raise its memory limit.");
        }

        if (code is Unknown or TryOutcome.SignalBase + TryOutcome.Killed && entry.Intent.BootId != ProcessIdentity.BootId)
        {
            return TryOutcome.Failed(report with { ExitCode = null }, TaskFailureReason.ProcessLost, "The container vanished: the machine was started anew since.");
        }

        if (signal is { } by && code != entry.Spec.SkipExitCode && code != entry.Spec.FailExitCode)
        {
            var remedy = by == TryOutcome.Killed
                ? " If nobody sent it, the engine was restarted without live-restore, or the machine ran out of memory."
                : state.OomKilled || exited.RanOutOfMemory ? OomHint : "";
            return TryOutcome.Failed(report with { ExitCode = null, Signal = by }, TaskFailureReason.Signal, $"The container's process was ended by {TryOutcome.Name(by)}.{remedy}");
        }

        var outcome = TryOutcome.OfExit(report, entry.Spec, DockerTry.FilesIn(entry.FilesPath, entry.WorkPath, "", mayAsk: false), code);
        return outcome.Reason == TaskFailureReason.ExitCode && outcome.Kind == TaskReportKind.Failed && (state.OomKilled || exited.RanOutOfMemory)
            ? outcome with { Message = outcome.Message + OomHint }
            : outcome;
    }

    /// <summary>
    /// When it ended; null when the engine does not say. The same whenever it is asked: a try that is reported twice has one end. An engine may
    /// note the start of what ends at once after its end.
    /// </summary>
    private static DateTimeOffset? EndOf(ContainerState state) =>
        state.FinishedAt.Year < FirstYear ? null : state.FinishedAt < state.StartedAt ? state.StartedAt : state.FinishedAt;

    private const string OomHint = " A process in the container was killed because the container used all the memory it may.";
}
