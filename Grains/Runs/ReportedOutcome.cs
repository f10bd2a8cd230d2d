using System.Text.Json;
using System.Text.Json.Nodes;
using Orrery.Core.Dags;
using Orrery.Core.Mapping;
using Orrery.Core.Runs;
using Orrery.Grains.Interfaces.Runs;

namespace Orrery.Grains.Runs;

/// <summary>What a host's report means for the run: for a branch or gate that ran a process, its return value is the decision.</summary>
internal static class ReportedOutcome
{
    /// <summary>The outcome.</summary>
    public static TaskOutcome Of(TaskDefinition task, TaskReport report) => report.Kind switch
    {
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
