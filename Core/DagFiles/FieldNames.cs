using System.Collections.Frozen;

namespace Orrery.Core.DagFiles;

/// <summary>The names of all fields of a DAG file: those that are read, and those that will be.</summary>
public static class FieldNames
{
    /// <summary>Fields of a DAG.</summary>
    public static IReadOnlyList<string> Dag => DagFields.Table.Names;

    /// <summary>Fields of a task.</summary>
    public static IReadOnlyList<string> Task => TaskFields.Table.Names;

    /// <summary>Fields of a task that say what it does; a task has exactly one.</summary>
    public static IReadOnlyList<string> Actions => TaskFields.ActionNames;

    /// <summary>Fields of a task that <c>default_args</c> may give to all tasks of the DAG.</summary>
    public static IReadOnlyList<string> DefaultArgs => TaskFields.DefaultNames;

    /// <summary>Keys of the mapping form of <c>schedule</c>.</summary>
    public static IReadOnlyList<string> Schedule => ScheduleReader.Keys;

    /// <summary>Fields of a task group.</summary>
    public static IReadOnlyList<string> TaskGroup => GroupFields.Table.Names;

    /// <summary>Keys of the mapping that defines an asset.</summary>
    public static IReadOnlyList<string> Asset => AssetReader.Keys;

    /// <summary>Keys of a parameter's mapping.</summary>
    public static IReadOnlyList<string> Param => ParamReader.Keys;

    /// <summary>Keys of the mapping form of <c>wait</c>.</summary>
    public static IReadOnlyList<string> Wait => WaitReader.Keys;

    /// <summary>Keys of <c>sensor</c>.</summary>
    public static IReadOnlyList<string> Sensor => SensorReader.Table.Names;

    /// <summary>Keys of <c>sensor</c> that say what it waits for; a sensor has exactly one.</summary>
    public static IReadOnlyList<string> SensorConditions => SensorReader.Conditions;

    /// <summary>Keys of the mapping form of a sensor's <c>http</c>.</summary>
    public static IReadOnlyList<string> SensorHttp => ConditionReader.HttpTable.Names;

    /// <summary>Keys of a sensor's <c>sql</c>.</summary>
    public static IReadOnlyList<string> SensorSql => ConditionReader.SqlTable.Names;

    /// <summary>Keys of the mapping form of a sensor's <c>dag</c>.</summary>
    public static IReadOnlyList<string> SensorDag => ConditionReader.DagTable.Names;

    /// <summary>Keys of the mapping form of <c>trigger_dag</c>.</summary>
    public static IReadOnlyList<string> TriggerDag => TriggerDagReader.Table.Names;

    /// <summary>Keys of the mapping form of <c>approval</c>.</summary>
    public static IReadOnlyList<string> Approval => ApprovalReader.Table.Names;

    /// <summary>Fields of Airflow and of later versions that are refused by name, by what they would belong to.</summary>
    internal static IReadOnlyList<(string Of, IReadOnlyList<string> Names)> NotSupportedYetByKind { get; } =
    [
        ("Actions", ["python", "http", "external", "uses"]),
        ("Of tasks",
        [
            "partial", "task_group", "exclusive", "multiple_outputs", "do_xcom_push", "executor", "executor_config", "run_as_user", "resources",
            "task_execution_runtime", "retry_policy", "run_if", "skip_if", "task_display_name",
        ]),
        ("Of DAGs",
        [
            "dag_parsing_runtime", "access_control", "owner_links", "dag_display_name", "template_searchpath", "render_template_as_native_obj",
            "user_defined_macros", "user_defined_filters",
        ]),
        ("Of both", ["doc_md"]),
        ("Callbacks and mail", ["on_retry_callback", "on_execute_callback", "on_skipped_callback", "email", "email_on_failure", "email_on_retry"]),
    ];

    /// <summary>Fields of Airflow and of later versions that are refused by name.</summary>
    public static IReadOnlySet<string> NotSupportedYet { get; } = NotSupportedYetByKind.SelectMany(k => k.Names).ToFrozenSet(StringComparer.Ordinal);

    /// <summary>What other tools call our fields.</summary>
    internal static FrozenDictionary<string, string> Synonyms { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["id"] = "task_id",
        ["name"] = "task_id",
        ["dag"] = "dag_id",
        ["needs"] = "depends_on",
        ["upstream"] = "depends_on",
        ["dependencies"] = "depends_on",
        ["run"] = "bash",
        ["script"] = "bash",
        ["bash_command"] = "bash",
        ["cmd"] = "command",
        ["timeout"] = "execution_timeout",
        ["cron"] = "schedule",
        ["schedule_interval"] = "schedule",
        ["every"] = "schedule",
        ["time_zone"] = "timezone",
        ["stop_on_failure"] = "fail_fast",
        ["concurrency"] = "max_active_tasks",
        ["task_concurrency"] = "max_active_tis_per_dag",
        ["environment"] = "env",
        ["on_failure_callback"] = "on_failure",
        ["on_success_callback"] = "on_success",
        ["sla_miss_callback"] = "deadline",
        ["sla"] = "deadline",
        ["deadlines"] = "deadline",
    }.ToFrozenDictionary(StringComparer.Ordinal);
}
