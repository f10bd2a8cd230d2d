using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;

namespace Orrery.Core.Dags;

/// <summary>The document form of what waits: the values of the fields <c>wait</c>, <c>sensor</c>, <c>trigger_dag</c> and <c>approval</c>.</summary>
internal static class WaitDocument
{
    private const string Success = "success";

    public static JsonObject Of(TaskAction.Wait wait) => wait.Target switch
    {
        WaitTarget.For time => new JsonObject { ["for"] = time.Duration.TotalSeconds },
        WaitTarget.Until until => new JsonObject { ["until"] = until.Moment },
        WaitTarget.TimeOfDay day => new JsonObject { ["time_of_day"] = day.Time.ToString("HH:mm:ss", CultureInfo.InvariantCulture) },
        _ => throw new UnreachableException($"No document form for the wait {wait.Target.GetType()}."),
    };

    public static JsonObject Of(TaskAction.Sensor sensor)
    {
        var policy = sensor.Policy;
        var json = new JsonObject { [sensor.Condition.Name] = Condition(sensor.Condition) };
        var retryExitCode = sensor.Condition switch
        {
            SensorCondition.Bash bash => bash.RetryExitCode,
            SensorCondition.Command command => command.RetryExitCode,
            _ => null,
        };
        DagDocument.Add(json, "since", (sensor.Condition as SensorCondition.Asset)?.Since);
        DagDocument.Add(json, "retry_exit_code", retryExitCode is { } code ? JsonValue.Create(code) : null);
        DagDocument.Add(json, "poke_interval", policy.PokeInterval == SensorPolicy.DefaultPokeInterval ? null : DagDocument.Seconds(policy.PokeInterval));
        DagDocument.Add(json, "timeout", policy.Timeout == SensorPolicy.DefaultTimeout ? null : DagDocument.Seconds(policy.Timeout));
        DagDocument.Add(json, "mode", policy.Mode == SensorMode.Reschedule ? "reschedule" : null);
        DagDocument.Add(json, "deferrable", policy.Deferrable, false);
        DagDocument.Add(json, "exponential_backoff", policy.ExponentialBackoff, false);
        DagDocument.Add(json, "max_wait", DagDocument.Seconds(policy.MaxWait));
        DagDocument.Add(json, "soft_fail", policy.SoftFail, false);
        DagDocument.Add(json, "never_fail", policy.NeverFail, false);
        DagDocument.Add(json, "silent_fail", policy.SilentFail, false);
        return json;
    }

    public static JsonObject Of(TaskAction.TriggerDag trigger)
    {
        var json = new JsonObject { ["dag_id"] = trigger.DagId };
        DagDocument.Add(json, "run_id", trigger.RunId);
        DagDocument.Add(json, "logical_date", trigger.LogicalDate);
        DagDocument.Add(json, "conf", trigger.ConfJson is null ? null : JsonNode.Parse(trigger.ConfJson));
        DagDocument.Add(json, "wait_for_completion", trigger.WaitForCompletion, false);
        DagDocument.Add(json, "poke_interval", trigger.PokeInterval == SensorPolicy.DefaultPokeInterval ? null : DagDocument.Seconds(trigger.PokeInterval));
        DagDocument.Add(json, "allowed_states", States(trigger.AllowedStates, Success));
        DagDocument.Add(json, "failed_states", States(trigger.FailedStates, "failed"));
        DagDocument.Add(json, "reset_dag_run", trigger.ResetDagRun, false);
        DagDocument.Add(json, "skip_when_already_exists", trigger.SkipWhenAlreadyExists, false);
        DagDocument.Add(json, "fail_when_dag_is_paused", trigger.FailWhenDagIsPaused, false);
        return json;
    }

    public static JsonObject Of(TaskAction.Approval approval)
    {
        var json = new JsonObject { ["subject"] = approval.Subject };
        DagDocument.Add(json, "body", approval.Body);

        // Their order is that in which people see them.
        DagDocument.Add(json, "options", approval.Options is [TaskAction.Approval.Approve, TaskAction.Approval.Reject] ? null : DagDocument.List(approval.Options));
        DagDocument.Add(json, "defaults", DagDocument.Set(approval.Defaults));
        DagDocument.Add(json, "multiple", approval.Multiple, false);
        DagDocument.Add(json, "assigned_users", DagDocument.Set(approval.AssignedUsers));
        DagDocument.Add(json, "timeout", DagDocument.Seconds(approval.Timeout));
        DagDocument.Add(json, "fail_on_reject", approval.FailOnReject, false);
        return json;
    }

    private static JsonNode Condition(SensorCondition condition)
    {
        switch (condition)
        {
            case SensorCondition.File file:
                return file.Path;
            case SensorCondition.Asset asset:
                return asset.Uri;
            case SensorCondition.Bash bash:
                return bash.Script;
            case SensorCondition.Command command:
                return DagDocument.List(command.Argv);
            case SensorCondition.Code code:
                return CodeDocument.Of(code.Call);
            case SensorCondition.Sql sql:
                return new JsonObject { [sql.Kind == SqlKind.Sqlite ? "sqlite" : "postgres"] = sql.Connection, ["query"] = sql.Query };
            case SensorCondition.Http http:
                var json = new JsonObject { ["url"] = http.Url };
                DagDocument.Add(json, "method", http.Method, "GET");
                DagDocument.Add(json, "headers", DagDocument.Map(http.Headers, v => JsonValue.Create(v)));
                DagDocument.Add(json, "body", http.Body);
                DagDocument.Add(json, "status", http.Status.Count == 0 ? null : new JsonArray([.. http.Status.Select(s => JsonValue.Create(s))]));
                DagDocument.Add(json, "contains", http.Contains);
                return json;
            case SensorCondition.Dag dag:
                json = new JsonObject { ["dag_id"] = dag.DagId };
                DagDocument.Add(json, "task_id", dag.TaskId);
                DagDocument.Add(json, "run_id", dag.RunId);
                DagDocument.Add(json, "logical_date", dag.LogicalDate);
                DagDocument.Add(json, "allowed_states", States(dag.AllowedStates, Success));
                DagDocument.Add(json, "failed_states", DagDocument.Set(dag.FailedStates));
                DagDocument.Add(json, "skipped_states", DagDocument.Set(dag.SkippedStates));
                return json;
            default:
                throw new UnreachableException($"No document form for the condition {condition.GetType()}.");
        }
    }

    /// <summary>A set of states, an empty one included; null when it is the default.</summary>
    private static JsonArray? States(IReadOnlyList<string> states, string @default) =>
        states is [var one] && one == @default ? null : DagDocument.Set(states) ?? [];
}
