using System.Globalization;
using System.Text.Json.Nodes;
using Orrery.Core.DagFiles;
using Orrery.Core.Identity;
using Orrery.Core.Timetables;

namespace Orrery.Core.Dags;

/// <summary>
/// The canonical document of a DAG: JSON with the names of DAG files, so that it is itself a valid DAG file.
/// </summary>
/// <remarks>
/// Values equal to their default are left out: a field added later, with its default, changes no document.
/// What does not change behaviour leaves no trace: tasks are in the order of their ids, <c>depends_on</c> and <c>tags</c> are sorted and
/// free of repetitions, durations are numbers of seconds, instants are UTC. See <see cref="CanonicalDag"/> for its bytes and hash.
/// </remarks>
public static class DagDocument
{
    /// <summary>The format this code writes; it reads this one only.</summary>
    public const int Format = 1;

    /// <summary>The document of a valid DAG.</summary>
    public static JsonObject ToJson(DagDefinition dag)
    {
        var json = new JsonObject { ["format"] = Format, ["dag_id"] = dag.DagId };
        Add(json, "description", dag.Description);
        Add(json, "schedule", Schedule(dag.Schedule));
        Add(json, "timezone", dag.Timezone, "UTC");
        Add(json, "start_date", Instant(dag.StartDate));
        Add(json, "end_date", Instant(dag.EndDate));
        Add(json, "catchup", dag.Catchup, false);
        Add(json, "max_active_runs", dag.MaxActiveRuns, DagDefinition.DefaultMaxActiveRuns);
        Add(json, "allowed_run_types", dag.AllowedRunTypes is { } types ? Set([.. types.Select(t => t.WireName())]) : null);
        Add(json, "max_active_tasks", dag.MaxActiveTasks, DagDefinition.DefaultMaxActiveTasks);
        Add(json, "dagrun_timeout", Seconds(dag.DagRunTimeout));
        Add(json, "fail_fast", dag.FailFast, false);
        Add(json, "max_consecutive_failed_dag_runs", dag.MaxConsecutiveFailedDagRuns, 0);
        Add(json, "is_paused_upon_creation", dag.IsPausedUponCreation);
        Add(json, "params", Map(dag.Params, Param));
        Add(json, "assets", AssetDocument.Definitions(dag.Assets));
        Add(json, "env", Map(dag.Env, v => JsonValue.Create(v)));
        Add(json, "tags", Set(dag.Tags));
        Add(json, "owner", dag.Owner);
        Add(json, "task_groups", Groups(dag.TaskGroups));
        json["tasks"] = new JsonArray([.. dag.Tasks.OrderBy(t => t.TaskId, StringComparer.Ordinal).Select(Task)]);
        return json;
    }

    /// <summary>The form of an expression over assets in a document.</summary>
    public static JsonObject Schedule(Assets.AssetExpression condition) => AssetDocument.Expression(condition);

    /// <summary>Reads a document that <see cref="ToJson"/> wrote. Its tasks and sets come in the document's order.</summary>
    /// <exception cref="FormatException">It is no such document; the message lists everything that is wrong with it.</exception>
    public static DagDefinition FromJson(JsonObject document) => DagDocumentReader.Read(document);

    private static JsonObject Task(TaskDefinition task)
    {
        var json = new JsonObject { ["task_id"] = task.TaskId };
        AddAction(json, task.Action);
        Add(json, "setup", task.Kind == TaskKind.Setup, false);
        Add(json, "teardown", task.Kind == TaskKind.Teardown, false);
        Add(json, "callback", Callback(task.Callback));
        Add(json, "on_failure_fail_dagrun", task.OnFailureFailDagRun, false);
        Add(json, "depends_on", Set(task.DependsOn));
        Add(json, "trigger_rule", task.Callback is not null || task.TriggerRule == TaskDefinition.DefaultTriggerRule(task.Kind) ? null : task.TriggerRule.WireName());
        Add(json, "retries", task.Retries, 0);
        Add(json, "retry_delay", task.RetryDelay == TaskDefinition.DefaultRetryDelay ? null : Seconds(task.RetryDelay));
        Add(json, "retry_exponential_backoff", task.RetryExponentialBackoff, 0d);
        Add(json, "max_retry_delay", Seconds(task.MaxRetryDelay));
        Add(json, "execution_timeout", Seconds(task.ExecutionTimeout));
        Add(json, "env", Map(task.Env, v => JsonValue.Create(v)));
        Add(json, "group", task.Group);
        ExpandDocument.AddTo(json, task.Expand);
        Add(json, "map_index_template", task.MapIndexTemplate);
        Add(json, "queue", task.Queue, TaskDefinition.DefaultQueue);
        Add(json, "priority_weight", task.PriorityWeight, 1);
        Add(json, "depends_on_past", task.DependsOnPast, false);
        Add(json, "wait_for_downstream", task.WaitForDownstream, false);
        Add(json, "ignore_first_depends_on_past", task.IgnoreFirstDependsOnPast, true);
        Add(json, "wait_for_past_depends_before_skipping", task.WaitForPastDependsBeforeSkipping, false);
        Add(json, "inlets", AssetDocument.Mentions(task.Inlets));
        Add(json, "outlets", AssetDocument.Mentions(task.Outlets));
        Add(json, "weight_rule", task.WeightRule == WeightRule.Downstream ? null : task.WeightRule.WireName());
        Add(json, "pool", task.Pool, TaskDefinition.DefaultPool);
        Add(json, "pool_slots", task.PoolSlots, 1);
        Add(json, "max_active_tis_per_dag", task.MaxActiveTisPerDag, null);
        Add(json, "max_active_tis_per_dagrun", task.MaxActiveTisPerDagRun, null);
        Add(json, "docker_runtime", DockerDocument.Of(task.DockerRuntime));
        Add(json, "description", task.Description);
        return json;
    }

    private static JsonArray? Groups(IReadOnlyList<TaskGroupDefinition> groups) =>
        groups.Count == 0 ? null : new JsonArray([.. groups.OrderBy(g => g.GroupId, StringComparer.Ordinal).Select(Group)]);

    private static JsonObject Group(TaskGroupDefinition group)
    {
        var json = new JsonObject { ["group_id"] = group.GroupId };
        Add(json, "group", group.Group);
        Add(json, "prefix_group_id", group.PrefixGroupId, true);
        ExpandDocument.AddTo(json, group.Expand);
        Add(json, "description", group.Description);
        return json;
    }

    private static void AddAction(JsonObject json, TaskAction action)
    {
        json[action.Name] = action switch
        {
            TaskAction.Empty or TaskAction.LatestOnly => true,
            TaskAction.Bash bash => bash.Script,
            TaskAction.Command command => List(command.Argv),
            TaskAction.Code code => CodeDocument.Of(code.Call),
            TaskAction.Branch branch => Decision(branch.Choice),
            TaskAction.ShortCircuit gate => Decision(gate.Condition),
            TaskAction.Wait wait => WaitDocument.Of(wait),
            TaskAction.Sensor sensor => WaitDocument.Of(sensor),
            TaskAction.TriggerDag trigger => WaitDocument.Of(trigger),
            TaskAction.Approval approval => WaitDocument.Of(approval),
            _ => throw new System.Diagnostics.UnreachableException($"No document form for the action {action.GetType()}."),
        };
        Add(json, "ignore_downstream_trigger_rules", action is not TaskAction.ShortCircuit { IgnoreDownstreamTriggerRules: false }, true);
    }

    private static JsonNode? Callback(TaskCallback? callback)
    {
        if (callback is not TaskCallback.OnDeadline deadline)
        {
            return callback?.Name;
        }

        var json = new JsonObject
        {
            ["reference"] = deadline.Reference switch
            {
                DeadlineReference.Fixed at => Instant(at.At),
                var reference => CallbackReader.NameOf(reference),
            },
        };
        Add(json, "interval", deadline.Interval == TimeSpan.Zero ? null : Seconds(deadline.Interval));
        return new JsonObject { [deadline.Name] = json };
    }

    private static JsonNode Decision(DecisionSource source) => source switch
    {
        DecisionSource.Value value => value.Template,
        DecisionSource.Bash bash => new JsonObject { ["bash"] = bash.Script },
        DecisionSource.Command command => new JsonObject { ["command"] = List(command.Argv) },
        DecisionSource.Code code => new JsonObject { ["code"] = CodeDocument.Of(code.Call) },
        _ => throw new System.Diagnostics.UnreachableException($"No document form for the decision {source.GetType()}."),
    };

    private static JsonNode? Schedule(ScheduleDefinition schedule)
    {
        switch (schedule)
        {
            case ScheduleDefinition.None:
                return null;
            case ScheduleDefinition.Once:
                return "@once";
            case ScheduleDefinition.Continuous:
                return "@continuous";
            case ScheduleDefinition.CronInterval interval:
                return new JsonObject { ["cron_interval"] = interval.Expression };
            case ScheduleDefinition.Cron cron:
                var json = new JsonObject { ["cron"] = cron.Expressions is [var one] ? one : Set(cron.Expressions) };
                Add(json, "interval", cron.Interval == TimeSpan.Zero ? null : Seconds(cron.Interval));
                Add(json, "run_immediately", cron.RunImmediately.Buffer == TimeSpan.MaxValue ? JsonValue.Create(true) : Seconds(cron.RunImmediately.Buffer));
                return json;
            case ScheduleDefinition.Delta delta:
                json = new JsonObject { ["every"] = Calendar(delta.Every) };
                Add(json, "covers_interval", delta.CoversInterval, false);
                Add(json, "interval", delta.Interval == TimeSpan.Zero ? null : Seconds(delta.Interval));
                return json;
            case ScheduleDefinition.Events events:
                json = new JsonObject { ["events"] = new JsonArray([.. events.Moments.Select(m => m.ToUniversalTime()).Distinct().Order().Select(m => Instant(m))]) };
                Add(json, "restrict_to_events", events.RestrictToEvents, false);
                return json;
            case ScheduleDefinition.Assets assets:
                return AssetDocument.Expression(assets.Condition);
            case ScheduleDefinition.AssetOrTime either:
                return new JsonObject
                {
                    ["asset_or_time"] = new JsonObject { ["timetable"] = Schedule(either.Timetable), ["assets"] = AssetDocument.Expression(either.Condition) },
                };
            default:
                throw new System.Diagnostics.UnreachableException($"No document form for the schedule {schedule.GetType()}.");
        }
    }

    // A month has no fixed number of seconds, so calendar durations are written as ISO 8601 does.
    private static JsonNode Calendar(CalendarDelta delta) => delta.TotalMonths == 0
        ? JsonValue.Create(delta.Time.TotalSeconds)
        : string.Create(CultureInfo.InvariantCulture, $"P{delta.TotalMonths}M{(delta.Time == TimeSpan.Zero ? "" : $"T{(decimal)delta.Time.TotalSeconds}S")}");

    private static JsonObject Param(ParamDefinition param)
    {
        var json = param.Schema?.DeepClone().AsObject() ?? [];
        Add(json, "description", param.Description);
        if (param.HasDefault)
        {
            json["default"] = param.Default?.DeepClone();
        }

        return json;
    }

    internal static JsonArray List(IEnumerable<string> texts) => new([.. texts.Select(t => JsonValue.Create(t))]);

    internal static JsonArray? Set(IReadOnlyList<string> texts) =>
        texts.Count == 0 ? null : List(texts.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));

    internal static JsonObject? Map<T>(IReadOnlyDictionary<string, T> map, Func<T, JsonNode?> write) =>
        map.Count == 0 ? null : new JsonObject(map.Select(p => KeyValuePair.Create(p.Key, write(p.Value))));

    internal static JsonValue? Seconds(TimeSpan? duration) => duration is { } d ? JsonValue.Create(d.TotalSeconds) : null;

    private static JsonNode? Instant(DateTimeOffset? instant) =>
        instant?.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture);

    internal static void Add<T>(JsonObject json, string name, T value, T @default)
    {
        if (!EqualityComparer<T>.Default.Equals(value, @default))
        {
            json[name] = JsonValue.Create(value);
        }
    }

    internal static void Add(JsonObject json, string name, JsonNode? value)
    {
        if (value is not null)
        {
            json[name] = value;
        }
    }
}
