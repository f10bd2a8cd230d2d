using System.Text.Json.Nodes;
using Orrery.Core.Assets;
using Orrery.Core.DagFiles;
using Orrery.Core.Dags;
using Orrery.Core.Identity;
using Orrery.Core.States;
using Orrery.Core.Templating;
using static Orrery.Core.Validation.DagProblemCodes;

namespace Orrery.Core.Validation;

/// <summary>Waits, sensors, triggered runs and approvals.</summary>
internal static class WaitChecks
{
    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(100);
    private static readonly string[] Methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];
    private static readonly string[] RunStates = ["queued", "running", "success", "failed"];

    public static void Check(TaskAction action, int task, DagProblems problems)
    {
        switch (action)
        {
            case TaskAction.Wait wait:
                CheckWait(wait.Target, task, problems);
                break;
            case TaskAction.Sensor sensor:
                CheckPolicy(sensor.Policy, task, problems);
                CheckCondition(sensor.Condition, task, problems);
                break;
            case TaskAction.TriggerDag trigger:
                CheckTrigger(trigger, task, problems);
                break;
            case TaskAction.Approval approval:
                CheckApproval(approval, task, problems);
                break;
            default:
                break;
        }
    }

    /// <summary>Every template of an action that waits; none for others.</summary>
    public static IReadOnlyList<string> Texts(TaskAction action) => action switch
    {
        TaskAction.Wait { Target: WaitTarget.Until until } => [until.Moment],
        TaskAction.Sensor sensor => Texts(sensor.Condition),
        TaskAction.TriggerDag trigger => Given([trigger.RunId, trigger.LogicalDate, .. trigger.ConfJson is { } conf ? StringsIn(JsonNode.Parse(conf)) : []]),
        TaskAction.Approval approval => Given([approval.Subject, approval.Body]),
        _ => [],
    };

    private static IReadOnlyList<string> Texts(SensorCondition condition) => condition switch
    {
        SensorCondition.File file => [file.Path],
        SensorCondition.Http http => Given([http.Url, http.Body, http.Contains, .. http.Headers.Values]),
        SensorCondition.Sql sql => [sql.Connection, sql.Query],
        SensorCondition.Bash bash => [bash.Script],
        SensorCondition.Command command => command.Argv,
        SensorCondition.Code code => TemplateChecks.Texts(code.Call),
        SensorCondition.Dag dag => Given([dag.RunId, dag.LogicalDate]),
        SensorCondition.Asset asset => Given([asset.Since]),
        _ => [],
    };

    private static IReadOnlyList<string> Given(string?[] texts) => [.. texts.OfType<string>()];

    private static IEnumerable<string> StringsIn(JsonNode? node) => node switch
    {
        JsonObject map => map.SelectMany(p => StringsIn(p.Value)),
        JsonArray list => list.SelectMany(StringsIn),
        JsonValue value when value.TryGetValue<string>(out var text) => [text],
        _ => [],
    };

    private static void CheckWait(WaitTarget target, int task, DagProblems problems)
    {
        switch (target)
        {
            case WaitTarget.For { Duration: var duration } when duration <= TimeSpan.Zero:
                problems.Add(InvalidValue, $"wait is {duration.TotalSeconds} seconds", "give more than 0, or use empty", task, "wait");
                break;
            case WaitTarget.Until { Moment: var moment } when !Template.MayHaveTags(moment) && !InstantText.TryParse(moment, TimeZoneInfo.Utc, out _):
                problems.Add(InvalidValue, $"wait is {Shown.Quote(moment)}, which is no duration, date or time",
                    $"{InstantText.Examples}; or a duration such as '10 minutes'", task, "wait");
                break;
            default:
                break;
        }
    }

    private static void CheckPolicy(SensorPolicy policy, int task, DagProblems problems)
    {
        if (policy.PokeInterval < ShortestPause)
        {
            problems.Add(InvalidValue, $"poke_interval is {policy.PokeInterval.TotalSeconds} seconds", $"give {ShortestPause.TotalSeconds} or more", task, "sensor", "poke_interval");
        }

        if (policy.Timeout < TimeSpan.Zero)
        {
            problems.Add(InvalidValue, $"timeout is {policy.Timeout.TotalSeconds} seconds", "give 0 or more", task, "sensor", "timeout");
        }

        if (policy.MaxWait is { } max && (max <= TimeSpan.Zero || !policy.ExponentialBackoff))
        {
            problems.Add(policy.ExponentialBackoff ? InvalidValue : MisplacedField,
                policy.ExponentialBackoff ? $"max_wait is {max.TotalSeconds} seconds" : "max_wait is set, and the pause does not grow",
                policy.ExponentialBackoff ? "give more than 0" : "leave it out, or set exponential_backoff: true", task, "sensor", "max_wait");
        }

        if (policy is { SoftFail: true, NeverFail: true })
        {
            problems.Add(Conflict, "sensor has both soft_fail and never_fail", "keep one of them", task, "sensor", "never_fail");
        }

        if (policy is { Deferrable: true, Mode: SensorMode.Reschedule })
        {
            problems.Add(Conflict, "sensor has both deferrable and mode: reschedule", "keep one of them", task, "sensor", "deferrable");
        }
    }

    private static void CheckCondition(SensorCondition condition, int task, DagProblems problems)
    {
        switch (condition)
        {
            case SensorCondition.Http http:
                CheckHttp(http, task, problems);
                break;
            case SensorCondition.Dag dag:
                FieldChecks.Id(problems, IdKind.Dag, dag.DagId, task, "sensor", "dag");
                if (dag.TaskId is { } taskId)
                {
                    FieldChecks.Id(problems, IdKind.Task, taskId, task, "sensor", "dag");
                }

                if (dag is { RunId: not null, LogicalDate: not null })
                {
                    problems.Add(Conflict, "sensor.dag has both run_id and logical_date", "keep one of them", task, "sensor", "dag");
                }

                string[] known = dag.TaskId is null ? RunStates : [.. TaskInstanceStateFacts.All.Select(f => f.WireName)];
                CheckStates([.. dag.AllowedStates, .. dag.FailedStates, .. dag.SkippedStates], known, task, "sensor", problems);
                break;
            case SensorCondition.Asset asset:
                CheckAsset(asset, task, problems);
                break;
            case SensorCondition.Bash { RetryExitCode: var code } when code is < 1 or > 255:
            case SensorCondition.Command { RetryExitCode: var other } when other is < 1 or > 255:
                problems.Add(InvalidValue, "retry_exit_code is no exit code of a failure", "give 1 to 255", task, "sensor", "retry_exit_code");
                break;
            default:
                break;
        }
    }

    private static void CheckAsset(SensorCondition.Asset asset, int task, DagProblems problems)
    {
        if (AssetDefinition.ProblemOf(asset.Uri) is { } problem)
        {
            problems.Add(InvalidValue, $"the asset {Shown.Quote(asset.Uri)} {problem}", "", task, "sensor", "asset");
        }

        if (asset.Since is { } since && !Template.MayHaveTags(since) && !InstantText.TryParse(since, TimeZoneInfo.Utc, out _))
        {
            problems.Add(InvalidValue, $"since is {Shown.Quote(since)}, which is no date or time", InstantText.Examples, task, "sensor", "since");
        }
    }

    private static void CheckHttp(SensorCondition.Http http, int task, DagProblems problems)
    {
        if (!Template.MayHaveTags(http.Url) && !(Uri.TryCreate(http.Url, UriKind.Absolute, out var url) && url.Scheme is "http" or "https"))
        {
            problems.Add(InvalidValue, $"sensor.http has the url {Shown.Quote(http.Url)}", "give an address that starts with http:// or https://", task, "sensor", "http");
        }

        if (!Methods.Contains(http.Method, StringComparer.Ordinal))
        {
            problems.Add(InvalidValue, $"sensor.http has the method {Shown.Quote(http.Method)}", $"choose one of {string.Join(", ", Methods)}", task, "sensor", "http");
        }

        foreach (var status in http.Status.Where(s => s is < 100 or > 599))
        {
            problems.Add(InvalidValue, $"sensor.http has the status {status}", "give codes from 100 to 599", task, "sensor", "http");
        }
    }

    private static void CheckTrigger(TaskAction.TriggerDag trigger, int task, DagProblems problems)
    {
        FieldChecks.Id(problems, IdKind.Dag, trigger.DagId, task, "trigger_dag", "dag_id");
        CheckStates([.. trigger.AllowedStates, .. trigger.FailedStates], RunStates, task, "trigger_dag", problems);
        if (trigger.PokeInterval < ShortestPause)
        {
            problems.Add(InvalidValue, $"poke_interval is {trigger.PokeInterval.TotalSeconds} seconds", $"give {ShortestPause.TotalSeconds} or more", task, "trigger_dag", "poke_interval");
        }

        if (trigger is { ResetDagRun: true, SkipWhenAlreadyExists: true })
        {
            problems.Add(Conflict, "trigger_dag has both reset_dag_run and skip_when_already_exists", "keep one of them", task, "trigger_dag", "reset_dag_run");
        }

        if (trigger.RunId is { } runId && !Template.MayHaveTags(runId))
        {
            FieldChecks.Id(problems, IdKind.Run, runId, task, "trigger_dag", "run_id");
        }
    }

    private static void CheckApproval(TaskAction.Approval approval, int task, DagProblems problems)
    {
        if (approval.Options.Count == 0 || approval.Options.Any(string.IsNullOrWhiteSpace))
        {
            problems.Add(InvalidValue, "approval has no options, or an empty one", "list at least one, or leave options out", task, "approval", "options");
        }

        foreach (var unknown in approval.Defaults.Except(approval.Options, StringComparer.Ordinal))
        {
            problems.Add(InvalidValue, $"approval has the default {Shown.Quote(unknown)}, which is none of its options",
                problems.Nearest.Remedy(unknown, approval.Options, $"choose from {string.Join(", ", approval.Options)}"), task, "approval", "defaults");
        }

        if (approval is { Multiple: false, Defaults.Count: > 1 })
        {
            problems.Add(Conflict, "approval has several defaults, and only one option may be chosen", "keep one, or set multiple: true", task, "approval", "defaults");
        }

        if (approval is { Defaults.Count: > 0, Timeout: null })
        {
            problems.Add(MisplacedField, "approval has defaults, which count when its time is up, and no timeout", "give it a timeout", task, "approval", "defaults");
        }

        FieldChecks.Positive(problems, approval.Timeout, task, "approval");
    }

    private static void CheckStates(string[] states, string[] known, int task, string field, DagProblems problems)
    {
        foreach (var state in states.Except(known, StringComparer.Ordinal))
        {
            problems.Add(InvalidValue, $"{field} names the state {Shown.Quote(state)}",
                problems.Nearest.Remedy(state, known, $"choose from {string.Join(", ", known)}"), task, field);
        }
    }
}
