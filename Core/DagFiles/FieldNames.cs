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

    /// <summary>Keys of a parameter's mapping.</summary>
    public static IReadOnlyList<string> Param => ParamReader.Keys;

    /// <summary>Fields of Airflow and of later versions that are refused by name.</summary>
    public static IReadOnlySet<string> NotSupportedYet { get; } = new[]
    {
        // Actions
        "python", "http", "wait", "sensor", "trigger_dag", "approval", "external", "uses",
        // Fields of tasks
        "pool", "pool_slots", "partial", "task_group", "inlets", "outlets", "weight_rule", "exclusive",
        "max_active_tis_per_dag", "max_active_tis_per_dagrun", "multiple_outputs", "do_xcom_push", "executor",
        "executor_config", "run_as_user", "resources", "task_execution_runtime", "retry_policy", "run_if", "skip_if",
        // Fields of DAGs
        "docker_runtime", "dag_parsing_runtime", "deadline", "sla", "access_control", "owner_links", "doc_md", "dag_display_name",
        "task_display_name", "is_paused_upon_creation", "max_consecutive_failed_dag_runs", "template_searchpath",
        "render_template_as_native_obj", "user_defined_macros", "user_defined_filters", "assets", "asset",
        // Callbacks
        "on_success_callback", "on_failure_callback", "on_retry_callback", "on_execute_callback", "on_skipped_callback", "email",
        "email_on_failure", "email_on_retry",
    }.ToFrozenSet(StringComparer.Ordinal);

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
        ["environment"] = "env",
    }.ToFrozenDictionary(StringComparer.Ordinal);
}
