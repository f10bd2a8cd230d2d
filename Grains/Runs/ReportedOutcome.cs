using System.Text.Json;
using System.Text.Json.Nodes;
using Orrery.Core.Dags;
using Orrery.Core.Mapping;
using Orrery.Core.Runs;
using Orrery.Core.Waits;
using Orrery.Grains.Interfaces.Runs;

namespace Orrery.Grains.Runs;

/// <summary>What a host's report means for the run: for a branch or gate that ran a process, its return value is the decision.</summary>
internal static class ReportedOutcome
{
    /// <summary>The outcome.</summary>
    /// <param name="task">The task.</param>
    /// <param name="slot">The try the report is about.</param>
    /// <param name="report">The report.</param>
    public static TaskOutcome Of(TaskDefinition task, in TaskSlot slot, TaskReport report) => report.Kind switch
    {
        TaskReportKind.NotYet => new TaskOutcome.NotYet(report.Message ?? WaitText.Of(task.Action)),
        TaskReportKind.Deferred => Deferral.TryParse(report.DeferralJson ?? "", out var deferral, out var problem)
            ? new TaskOutcome.Defer(deferral!)
            : new TaskOutcome.Fail(new TaskFailure(TaskFailureReason.InvalidDeferral, problem!)),
        TaskReportKind.Success when IsFired(slot) => new TaskOutcome.Success(report.XCom),
        TaskReportKind.Skipped => new TaskOutcome.Skip(),
        TaskReportKind.Failed => new TaskOutcome.Fail(new TaskFailure(report.Reason, report.Message ?? "The task failed.", report.ExitCode, report.Signal)),
        _ => task.Action switch
        {
            TaskAction.Branch => DecidedValue.ToBranch(task.TaskId, ValueOf(report)),
            TaskAction.ShortCircuit gate => DecidedValue.ToGate(ValueOf(report), gate.IgnoreDownstreamTriggerRules),
            _ => new TaskOutcome.Success(),
        },
    };

    /// <summary>The outcome, after a look at what the task returned for another one to be expanded over.</summary>
    public static TaskOutcome Checked(TaskOutcome outcome, TaskReport report, string? mapped, int maxLength) =>
        outcome is TaskOutcome.Success && mapped is not null
            && PushedList.Problem(report.XCom is null ? null : JsonNode.Parse(report.XCom), mapped, maxLength) is { } problem
            ? new TaskOutcome.Fail(new TaskFailure(TaskFailureReason.InvalidExpansion, problem))
            : outcome;

    /// <summary>Whether the report is of what a process deferred itself to, and not of the process.</summary>
    public static bool IsFired(in TaskSlot slot) => slot.Wait is { EventJson: null, Deferral: not null };

    private static JsonElement? ValueOf(TaskReport report)
    {
        if (report.XCom is null)
        {
            return null;
        }

        using var document = JsonDocument.Parse(report.XCom);
        return document.RootElement.Clone();
    }
}
