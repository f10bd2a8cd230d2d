using System.Text;
using Orrery.Core.DagFiles.Yaml;
using Orrery.Core.Dags;
using Orrery.Core.Json;

namespace Orrery.Core.DagFiles;

/// <summary>Reads <c>trigger_dag</c>: the id of a DAG, or a mapping.</summary>
internal static class TriggerDagReader
{
    private static readonly TaskAction.TriggerDag Blank = new() { DagId = "" };

    public static FieldTable<TaskAction.TriggerDag> Table { get; } = new(new Dictionary<string, FieldSetter<TaskAction.TriggerDag>>(StringComparer.Ordinal)
    {
        ["dag_id"] = (trigger, value, read) => trigger with { DagId = read.NonBlank(value) ?? trigger.DagId },
        ["run_id"] = (trigger, value, read) => trigger with { RunId = read.NonBlank(value) },
        ["logical_date"] = (trigger, value, read) => trigger with { LogicalDate = read.NonBlank(value) },
        ["conf"] = (trigger, value, read) => trigger with { ConfJson = Conf(value, read) },
        ["wait_for_completion"] = (trigger, value, read) => trigger with { WaitForCompletion = read.Flag(value) ?? trigger.WaitForCompletion },
        ["poke_interval"] = (trigger, value, read) => trigger with { PokeInterval = read.Duration(value) ?? trigger.PokeInterval },
        ["allowed_states"] = (trigger, value, read) => trigger with { AllowedStates = read.TextSet(value) ?? trigger.AllowedStates },
        ["failed_states"] = (trigger, value, read) => trigger with { FailedStates = read.TextSet(value) ?? trigger.FailedStates },
        ["reset_dag_run"] = (trigger, value, read) => trigger with { ResetDagRun = read.Flag(value) ?? trigger.ResetDagRun },
        ["skip_when_already_exists"] = (trigger, value, read) => trigger with { SkipWhenAlreadyExists = read.Flag(value) ?? trigger.SkipWhenAlreadyExists },
        ["fail_when_dag_is_paused"] = (trigger, value, read) => trigger with { FailWhenDagIsPaused = read.Flag(value) ?? trigger.FailWhenDagIsPaused },
    });

    public static TaskAction.TriggerDag? Read(YamlNode value, ValueReader read)
    {
        if (value is YamlScalar)
        {
            return read.NonBlank(value) is { } dagId ? Blank with { DagId = dagId } : null;
        }

        var trigger = PartReader.Read(value, read, Table, Blank, "write the id of the DAG, or dag_id: below it");
        if (trigger is { DagId: "" })
        {
            PartReader.Missing(value, read, "dag_id", "name the DAG to run");
            return null;
        }

        return trigger;
    }

    private static string? Conf(YamlNode value, ValueReader read) => value is YamlMapping
        ? Encoding.UTF8.GetString(CanonicalJson.Canonicalize(read.Json(value)))
        : read.Wrong<string>(value, "a mapping of names to values", "write one name: value a line");
}
