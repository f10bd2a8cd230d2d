namespace Orrery.Core.Runs;

/// <summary>Why a try failed. Data, from the host's report to the screen; never an exception across the wire.</summary>
/// <param name="Reason">Which kind of failure.</param>
/// <param name="Message">One sentence for people: what happened, and the remedy if there is one.</param>
/// <param name="ExitCode">Exit code of the process, if it ended by itself.</param>
/// <param name="Signal">Number of the signal that ended the process, if one did.</param>
public sealed record TaskFailure(TaskFailureReason Reason, string Message, int? ExitCode = null, int? Signal = null)
{
    /// <summary>Whether another try may succeed where this one failed.</summary>
    public bool IsRetryable => Reason is not (TaskFailureReason.FailWithoutRetry or TaskFailureReason.InvalidDecision or TaskFailureReason.MarkedFailed
        or TaskFailureReason.SensorTimeout or TaskFailureReason.TriggerRefused or TaskFailureReason.Rejected or TaskFailureReason.NoAnswer
        or TaskFailureReason.ImageNotFound or TaskFailureReason.ImageDenied or TaskFailureReason.CommandNotFound or TaskFailureReason.ContainerRefused);
}
