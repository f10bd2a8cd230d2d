using System.Text.Json;
using Orrery.Core.Dags;
using Orrery.Core.States;

namespace Orrery.Core.Tests.Runs;

/// <summary>Builds DAGs from the JSON of cases.</summary>
internal static class CaseDag
{
    /// <summary>A rule no DAG file can hold: its task never starts.</summary>
    public const TriggerRule Unknown = (TriggerRule)200;

    public static DagDefinition Build(JsonElement tasks, bool failFast = false, Func<JsonElement, TaskAction>? action = null) => new()
    {
        DagId = "d",
        FailFast = failFast,
        MaxActiveTasks = 1000,
        Tasks = [.. tasks.EnumerateArray().Select(t => new TaskDefinition
        {
            TaskId = t.GetProperty("id").GetString()!,
            Action = action?.Invoke(t) ?? new TaskAction.Bash("true"),
            Kind = Kind(t.GetProperty("kind").GetString()!),
            TriggerRule = Rule(t.GetProperty("rule").GetString()!),
            DependsOn = [.. t.GetProperty("upstream").EnumerateArray().Select(u => u.GetString()!)],
            Retries = t.TryGetProperty("retries", out var retries) ? retries.GetInt32() : 0,
            DependsOnPast = t.TryGetProperty("depends_on_past", out var past) && past.GetBoolean(),
            OnFailureFailDagRun = t.TryGetProperty("on_failure_fail_run", out var fails) && fails.GetBoolean(),
        })],
    };

    public static TriggerRule Rule(string name) => TriggerRuleNames.TryParse(name, out var rule) ? rule : Unknown;

    public static TaskInstanceState State(string? name)
    {
        if (name is null)
        {
            return TaskInstanceState.None;
        }

        TaskInstanceStateFacts.TryParse(name, out var state).ShouldBeTrue(name);
        return state;
    }

    private static TaskKind Kind(string name) => name switch { "setup" => TaskKind.Setup, "teardown" => TaskKind.Teardown, _ => TaskKind.Work };
}
