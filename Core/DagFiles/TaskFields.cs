using Orrery.Core.DagFiles.Yaml;
using Orrery.Core.Dags;
using Orrery.Core.Validation;

namespace Orrery.Core.DagFiles;

/// <summary>The fields of a task.</summary>
internal static class TaskFields
{
    public static IReadOnlyList<string> ActionNames { get; } = ["bash", "command", "empty", "branch", "short_circuit", "latest_only", "wait", "sensor", "trigger_dag", "approval"];

    /// <summary>Whether a field says what the task does. <c>code</c> does, in what programs write; people cannot choose it.</summary>
    public static bool IsAction(string field) => field == CodeReader.Name || ActionNames.Contains(field);

    public static IReadOnlyList<string> DefaultNames { get; } =
    [
        "trigger_rule", "retries", "retry_delay", "retry_exponential_backoff", "max_retry_delay", "execution_timeout", "env", "queue",
        "priority_weight", "depends_on_past", "wait_for_downstream", "ignore_first_depends_on_past", "wait_for_past_depends_before_skipping",
        "on_failure", "on_success", "weight_rule", "pool", "pool_slots", "max_active_tis_per_dag", "max_active_tis_per_dagrun",
        DockerReader.Name,
    ];

    public static FieldTable<TaskDefinition> Table { get; } = new(new Dictionary<string, FieldSetter<TaskDefinition>>(StringComparer.Ordinal)
    {
        ["task_id"] = (task, value, read) => task with { TaskId = read.Text(value) ?? task.TaskId },
        ["bash"] = (task, value, read) => read.NonBlank(value) is { } script ? task with { Action = new TaskAction.Bash(script) } : task,
        ["command"] = (task, value, read) => read.TextList(value) is { } argv ? task with { Action = new TaskAction.Command(argv) } : task,
        [CodeReader.Name] = (task, value, read) => CodeReader.Read(value, read) is { } call ? task with { Action = new TaskAction.Code(call) } : task,
        ["empty"] = (task, value, read) => Plain(task, value, read, new TaskAction.Empty()),
        ["branch"] = (task, value, read) =>
            DecisionReader.Read(value, read) is { } choice ? task with { Action = new TaskAction.Branch(choice) } : task,
        ["short_circuit"] = (task, value, read) =>
            DecisionReader.Read(value, read) is { } condition ? task with { Action = new TaskAction.ShortCircuit(condition) } : task,
        ["latest_only"] = (task, value, read) => Plain(task, value, read, new TaskAction.LatestOnly()),
        ["wait"] = (task, value, read) => WaitReader.Read(value, read) is { } target ? task with { Action = new TaskAction.Wait(target) } : task,
        ["sensor"] = (task, value, read) => SensorReader.Read(value, read) is { } sensor ? task with { Action = sensor } : task,
        ["trigger_dag"] = (task, value, read) => TriggerDagReader.Read(value, read) is { } trigger ? task with { Action = trigger } : task,
        ["approval"] = (task, value, read) => ApprovalReader.Read(value, read) is { } approval ? task with { Action = approval } : task,
        // Read with its action, which TaskReader looks at afterwards.
        ["ignore_downstream_trigger_rules"] = (task, _, _) => task,
        ["depends_on"] = (task, value, read) => task with { DependsOn = read.TextSet(value) ?? task.DependsOn },
        ["trigger_rule"] = (task, value, read) => task with { TriggerRule = Rule(value, read) ?? task.TriggerRule },
        ["retries"] = (task, value, read) => task with { Retries = read.Whole(value) ?? task.Retries },
        ["retry_delay"] = (task, value, read) => task with { RetryDelay = read.Duration(value) ?? task.RetryDelay },
        ["retry_exponential_backoff"] = (task, value, read) =>
            task with { RetryExponentialBackoff = Backoff(value, read) ?? task.RetryExponentialBackoff },
        ["max_retry_delay"] = (task, value, read) => task with { MaxRetryDelay = read.Duration(value) },
        ["execution_timeout"] = (task, value, read) => task with { ExecutionTimeout = read.Duration(value) },
        ["env"] = (task, value, read) => task with { Env = read.TextMap(value) ?? task.Env },
        ["queue"] = (task, value, read) => task with { Queue = read.NonBlank(value) ?? task.Queue },
        ["priority_weight"] = (task, value, read) => task with { PriorityWeight = read.Whole(value) ?? task.PriorityWeight },
        ["group"] = (task, value, read) => task with { Group = read.NonBlank(value) },
        ["expand"] = (task, value, read) => task with { Expand = ExpandReader.Read(value, read) ?? task.Expand },
        ["expand_kwargs"] = (task, value, read) => task with { Expand = ExpandReader.ReadSets(value, read) },
        ["map_index_template"] = (task, value, read) => task with { MapIndexTemplate = read.NonBlank(value) },
        ["depends_on_past"] = (task, value, read) => task with { DependsOnPast = read.Flag(value) ?? task.DependsOnPast },
        ["wait_for_downstream"] = (task, value, read) => task with { WaitForDownstream = read.Flag(value) ?? task.WaitForDownstream },
        ["ignore_first_depends_on_past"] = (task, value, read) =>
            task with { IgnoreFirstDependsOnPast = read.Flag(value) ?? task.IgnoreFirstDependsOnPast },
        ["wait_for_past_depends_before_skipping"] = (task, value, read) =>
            task with { WaitForPastDependsBeforeSkipping = read.Flag(value) ?? task.WaitForPastDependsBeforeSkipping },
        ["inlets"] = (task, value, read) => task with { Inlets = AssetReader.ReadMentions(value, read) },
        ["outlets"] = (task, value, read) => task with { Outlets = AssetReader.ReadMentions(value, read) },
        ["weight_rule"] = (task, value, read) => task with { WeightRule = Weighting(value, read) ?? task.WeightRule },
        ["pool"] = (task, value, read) => task with { Pool = read.NonBlank(value) ?? task.Pool },
        ["pool_slots"] = (task, value, read) => task with { PoolSlots = read.Whole(value) ?? task.PoolSlots },
        ["max_active_tis_per_dag"] = (task, value, read) => task with { MaxActiveTisPerDag = read.Whole(value) },
        ["max_active_tis_per_dagrun"] = (task, value, read) => task with { MaxActiveTisPerDagRun = read.Whole(value) },
        [DockerReader.Name] = (task, value, read) => task with { DockerRuntime = DockerReader.Read(value, read) },
        ["description"] = (task, value, read) => task with { Description = read.Text(value) },
        ["setup"] = (task, value, read) => read.Flag(value) == true ? task with { Kind = TaskKind.Setup } : task,
        ["teardown"] = (task, value, read) => read.Flag(value) == true ? task with { Kind = TaskKind.Teardown } : task,
        // Tasks of their own: CallbackShorthand makes them, DagReader reads them.
        ["on_failure"] = (task, _, _) => task,
        ["on_success"] = (task, _, _) => task,
        ["callback"] = (task, value, read) =>
            CallbackReader.Read(value, read) is { } callback ? task with { Kind = TaskKind.Callback, Callback = callback } : task,
        ["on_failure_fail_dagrun"] = (task, value, read) => task with { OnFailureFailDagRun = read.Flag(value) ?? task.OnFailureFailDagRun },
    });

    private static TaskDefinition Plain(TaskDefinition task, YamlNode value, ValueReader read, TaskAction action) =>
        value is YamlMapping { Entries.Count: 0 } || read.Flag(value) is { } isSet && (isSet || NotSet(value, read, action.Name))
            ? task with { Action = action }
            : task;

    private static bool NotSet(YamlNode value, ValueReader read, string name)
    {
        read.Report.Error(value.Start, DagProblemCodes.InvalidValue, $"{name} is false", "write true, or give the task another action");
        return false;
    }

    private static TriggerRule? Rule(YamlNode value, ValueReader read)
    {
        if (read.Text(value) is not { } name)
        {
            return null;
        }

        if (TriggerRuleNames.TryParse(name, out var rule))
        {
            return rule;
        }

        read.Report.Error(value.Start, DagProblemCodes.InvalidValue, $"trigger_rule {Shown.Quote(name)} is not known",
            read.Report.Nearest.Remedy(name, TriggerRuleNames.All, $"choose one of {string.Join(", ", TriggerRuleNames.All)}"));
        return null;
    }

    private static WeightRule? Weighting(YamlNode value, ValueReader read)
    {
        if (read.Text(value) is not { } name)
        {
            return null;
        }

        if (WeightRuleNames.TryParse(name, out var rule))
        {
            return rule;
        }

        read.Report.Error(value.Start, DagProblemCodes.InvalidValue, $"weight_rule {Shown.Quote(name)} is not known",
            read.Report.Nearest.Remedy(name, WeightRuleNames.All, $"choose one of {string.Join(", ", WeightRuleNames.All)}"));
        return null;
    }

    private static double? Backoff(YamlNode value, ValueReader read) => value switch
    {
        YamlScalar { IsPlain: true, Text: "true" or "True" or "TRUE" } => 2,
        YamlScalar { IsPlain: true, Text: "false" or "False" or "FALSE" } => 0,
        _ => read.Number(value),
    };
}
