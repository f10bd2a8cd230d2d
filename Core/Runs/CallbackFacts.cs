using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Orrery.Core.Dags;
using Orrery.Core.States;

namespace Orrery.Core.Runs;

/// <summary>What a callback is told of what called it: the name <c>callback</c> of its templates, and variables of its process.</summary>
public static class CallbackFacts
{
    /// <summary>How many failed tasks are told at most: 100, the first to fail.</summary>
    public const int MaxFailedTasks = 100;

    /// <summary>The facts of a callback, as templates see them.</summary>
    /// <param name="state">The state of the run.</param>
    /// <param name="callback">Ordinal of the callback's instance.</param>
    public static JsonObject Of(RunState state, int callback)
    {
        var definition = state.DefinitionOf(callback);
        var called = definition.Callback ?? throw new ArgumentException($"Task '{definition.TaskId}' is no callback.", nameof(callback));
        var tasks = state.Plan.Upstream(state.TaskOf(callback)).ToArray();
        var ofRun = tasks.Length == 0;
        var failed = Failed(state, callback, tasks);
        return new JsonObject
        {
            ["on"] = called.Name,
            ["task_id"] = failed.Count > 0 ? state.DefinitionOf(failed[0]).TaskId : ofRun ? "" : state.Plan.Task(tasks[0]).TaskId,
            ["failed_tasks"] = new JsonArray([.. failed.Select(f => ToJson(state, f))]),
            ["run_state"] = !ofRun || called is TaskCallback.OnDeadline ? "running" : called is TaskCallback.OnFailure ? "failed" : "success",
            ["reason"] = ofRun && called is TaskCallback.OnFailure ? ReasonOf(state) : "",
            ["deadline"] = called is TaskCallback.OnDeadline ? Text(state[callback].ScheduledAt) : "",
        };
    }

    /// <summary>The facts as environment variables.</summary>
    public static IReadOnlyDictionary<string, string> ToEnvironment(JsonObject facts) => new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["ORRERY_CALLBACK"] = Text(facts["on"]),
        ["ORRERY_CALLBACK_TASK"] = Text(facts["task_id"]),
        ["ORRERY_FAILED_TASKS"] = string.Join(' ', facts["failed_tasks"]!.AsArray().Select(t => Text(t!["task_id"])).Distinct(StringComparer.Ordinal)),
        ["ORRERY_RUN_STATE"] = Text(facts["run_state"]),
        ["ORRERY_DEADLINE"] = Text(facts["deadline"]),
    };

    /// <summary>What failed of the tasks it answers for; in a mapped group, of its own index.</summary>
    private static List<int> Failed(RunState state, int callback, int[] tasks)
    {
        var own = state.TaskOf(callback);
        var failed = new List<int>();
        for (var instance = 0; instance < state.Count; instance++)
        {
            var task = state.TaskOf(instance);
            if (state[instance].State == TaskInstanceState.Failed && state.Plan.Kind(task) != TaskKind.Callback && (tasks.Length == 0 || tasks.Contains(task))
                && (!state.Plan.SharesIndex(own, task) || state.MapIndexOf(instance) == state.MapIndexOf(callback)))
            {
                failed.Add(instance);
            }
        }

        return [.. failed.OrderBy(f => state[f].EndedAt).ThenBy(f => f).Take(MaxFailedTasks)];
    }

    private static JsonObject ToJson(RunState state, int instance)
    {
        var slot = state[instance];
        return new JsonObject
        {
            ["task_id"] = state.DefinitionOf(instance).TaskId,
            ["map_index"] = state.MapIndexOf(instance),
            ["try_number"] = slot.TryNumber,
            ["reason"] = slot.Failure is { } why ? JsonNamingPolicy.SnakeCaseLower.ConvertName(why.Reason.ToString()) : "",
            ["message"] = slot.Failure?.Message ?? "",
        };
    }

    // What the run will give as its reason once its callbacks are over.
    private static string ReasonOf(RunState state)
    {
        if (state.Run.Reason is { } known)
        {
            return known;
        }

        for (var instance = 0; instance < state.Count; instance++)
        {
            if (state[instance].State == TaskInstanceState.None && state.Plan.Kind(state.TaskOf(instance)) != TaskKind.Callback)
            {
                return RunReasons.AllTasksDeadlocked;
            }
        }

        return RunReasons.TaskFailure;
    }

    private static string Text(DateTimeOffset? moment) => moment?.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture) ?? "";

    private static string Text(JsonNode? node) => node!.GetValue<string>();
}
