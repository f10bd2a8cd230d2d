using Orrery.Core.Runs;
using Orrery.Core.States;

namespace Orrery.Core.Versions;

/// <summary>Decides about a candidate from how its runs ended. Pure.</summary>
public static class RolloutJudge
{
    /// <summary>How many of a candidate's newest runs are looked at.</summary>
    public const int MaxRuns = 1_000;

    /// <summary>Whether a try that failed so speaks against the code: not when a host, a person or the end of its run ended it.</summary>
    public static bool IsUserFailure(TaskFailureReason reason) => reason is not (
        TaskFailureReason.HostLost or TaskFailureReason.ProcessLost or TaskFailureReason.MarkedFailed
        or TaskFailureReason.RunEnded or TaskFailureReason.Rejected or TaskFailureReason.NoAnswer
        or TaskFailureReason.ImagePullFailed or TaskFailureReason.EngineUnavailable);

    /// <summary>How a finished run speaks of its release.</summary>
    /// <param name="state">How it ended.</param>
    /// <param name="reason">Why, if that is not plain: one of <see cref="RunReasons"/>.</param>
    /// <param name="failures">Why its failed tasks failed.</param>
    public static RolloutOutcome OutcomeOf(DagRunState state, string? reason, IEnumerable<TaskFailureReason> failures) => (state, reason) switch
    {
        (_, RunReasons.Marked) => RolloutOutcome.Unrelated,
        (DagRunState.Success, _) => RolloutOutcome.Success,
        (_, RunReasons.TimedOut or RunReasons.AllTasksDeadlocked) => RolloutOutcome.UserFailure,
        _ => failures.Any(IsUserFailure) ? RolloutOutcome.UserFailure : RolloutOutcome.Unrelated,
    };

    /// <summary>The verdict. Failures weigh more: what fails as often as it may is taken back, whatever succeeded before.</summary>
    /// <param name="policy">How it is rolled out.</param>
    /// <param name="outcomes">How its finished runs ended, the newest end first.</param>
    public static RolloutVerdict Judge(RolloutPolicy policy, IReadOnlyList<RolloutOutcome> outcomes)
    {
        var telling = outcomes.Where(o => o != RolloutOutcome.Unrelated).ToList();
        if (policy.RollbackAfter is { } failures && telling.TakeWhile(o => o == RolloutOutcome.UserFailure).Count() >= failures)
        {
            return RolloutVerdict.RollBack;
        }

        return policy.PromoteAfter is { } successes && telling.Count(o => o == RolloutOutcome.Success) >= successes ? RolloutVerdict.Promote : RolloutVerdict.Wait;
    }
}
