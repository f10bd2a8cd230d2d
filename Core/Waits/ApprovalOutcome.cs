using Orrery.Core.Dags;
using Orrery.Core.Runs;

namespace Orrery.Core.Waits;

/// <summary>What the answer of a person means.</summary>
public static class ApprovalOutcome
{
    /// <summary>Everything that keeps the answer from being one, a sentence each; empty when it is.</summary>
    /// <param name="approval">What was asked.</param>
    /// <param name="chosen">The chosen options.</param>
    /// <param name="by">Who answers; null: nobody says.</param>
    /// <param name="isForOthers">Whether they may do so in place of those who are asked.</param>
    public static IReadOnlyList<string> Problems(TaskAction.Approval approval, IReadOnlyList<string> chosen, string? by, bool isForOthers = false)
    {
        var problems = new List<string>();
        if (chosen.Count == 0)
        {
            problems.Add($"No option is chosen: choose from {string.Join(", ", approval.Options)}.");
        }

        problems.AddRange(chosen.Except(approval.Options, StringComparer.Ordinal).Select(o => $"'{o}' is none of the options: choose from {string.Join(", ", approval.Options)}."));
        if (chosen.Count > 1 && !approval.Multiple)
        {
            problems.Add("Several options are chosen, and only one may be: choose one.");
        }

        if (!isForOthers && approval.AssignedUsers.Count > 0 && !approval.AssignedUsers.Contains(by ?? "", StringComparer.Ordinal))
        {
            problems.Add($"{(by is null ? "Nobody is named who answers" : $"'{by}' is not asked")}: this is for {string.Join(", ", approval.AssignedUsers)} to answer.");
        }

        return problems;
    }

    /// <summary>How the task ends by an answer.</summary>
    public static TaskOutcome Of(TaskAction.Approval approval, IReadOnlyList<string> chosen, string? by)
    {
        var rejected = chosen.Contains(TaskAction.Approval.Reject, StringComparer.Ordinal);
        return rejected && approval.FailOnReject
            ? new TaskOutcome.Fail(new TaskFailure(TaskFailureReason.Rejected, $"It was rejected{(by is null ? "" : $" by {by}")}."))
            : new TaskOutcome.Gate(!rejected, IgnoreDownstreamTriggerRules: true);
    }

    /// <summary>How the task ends when nobody answered in time and there are no defaults.</summary>
    public static TaskOutcome NoAnswer(TaskAction.Approval approval) => new TaskOutcome.Fail(new TaskFailure(
        TaskFailureReason.NoAnswer, $"Nobody answered within {approval.Timeout?.TotalSeconds:0.###} s. Clear the task to ask again, or give it defaults."));
}
