using Orrery.Core.Dags;
using Orrery.Core.Identity;

namespace Orrery.Core.DagFiles;

/// <summary>The fields of a DAG.</summary>
internal static class DagFields
{
    public static FieldTable<DagDefinition> Table { get; } = new(new Dictionary<string, FieldSetter<DagDefinition>>(StringComparer.Ordinal)
    {
        ["dag_id"] = (dag, value, read) => dag with { DagId = read.Text(value) ?? dag.DagId },
        ["description"] = (dag, value, read) => dag with { Description = read.Text(value) },
        ["schedule"] = (dag, value, read) => dag with { Schedule = ScheduleReader.Read(value, DagReader.ZoneOf(dag), read) ?? dag.Schedule },
        ["timezone"] = (dag, value, read) => dag with { Timezone = read.NonBlank(value) ?? dag.Timezone },
        ["start_date"] = (dag, value, read) => dag with { StartDate = read.Instant(value, DagReader.ZoneOf(dag)) },
        ["end_date"] = (dag, value, read) => dag with { EndDate = read.Instant(value, DagReader.ZoneOf(dag)) },
        ["catchup"] = (dag, value, read) => dag with { Catchup = read.Flag(value) ?? dag.Catchup },
        ["max_active_runs"] = (dag, value, read) => dag with { MaxActiveRuns = read.Whole(value) ?? dag.MaxActiveRuns },
        ["allowed_run_types"] = (dag, value, read) => dag with { AllowedRunTypes = RunTypes(value, read) },
        ["max_active_tasks"] = (dag, value, read) => dag with { MaxActiveTasks = read.Whole(value) ?? dag.MaxActiveTasks },
        ["dagrun_timeout"] = (dag, value, read) => dag with { DagRunTimeout = read.Duration(value) },
        ["fail_fast"] = (dag, value, read) => dag with { FailFast = read.Flag(value) ?? dag.FailFast },
        ["max_consecutive_failed_dag_runs"] = (dag, value, read) =>
            dag with { MaxConsecutiveFailedDagRuns = read.Whole(value) ?? dag.MaxConsecutiveFailedDagRuns },
        ["is_paused_upon_creation"] = (dag, value, read) => dag with { IsPausedUponCreation = read.Flag(value) },
        ["on_failure"] = Elsewhere,
        ["on_success"] = Elsewhere,
        ["deadline"] = Elsewhere,
        ["default_args"] = Elsewhere,
        [DockerReader.Name] = Elsewhere,
        ["params"] = (dag, value, read) => dag with { Params = ParamReader.Read(value, read) ?? dag.Params },
        ["assets"] = (dag, value, read) => DefineAssets(dag, value, read),
        ["env"] = (dag, value, read) => dag with { Env = read.TextMap(value) ?? dag.Env },
        ["tags"] = (dag, value, read) => dag with { Tags = read.TextSet(value) ?? dag.Tags },
        ["owner"] = (dag, value, read) => dag with { Owner = read.NonBlank(value) },
        ["task_groups"] = Elsewhere,
        ["tasks"] = Elsewhere,
        ["format"] = (dag, value, read) => CheckFormat(dag, value, read),
    });

    // Tasks need the defaults, callbacks are tasks, and all need the scope of a task for their errors: DagReader reads them.
    private static DagDefinition Elsewhere(DagDefinition dag, Yaml.YamlNode value, ValueReader read) => dag;

    // Tasks and the schedule may define assets where they mention them: DagReader collects them all.
    private static DagDefinition DefineAssets(DagDefinition dag, Yaml.YamlNode value, ValueReader read)
    {
        AssetReader.ReadDefinitions(value, read);
        return dag;
    }

    private static IReadOnlyList<DagRunType>? RunTypes(Yaml.YamlNode value, ValueReader read)
    {
        var types = new SortedSet<DagRunType>();
        foreach (var name in read.TextSet(value) ?? [])
        {
            if (DagRunTypes.TryParse(name, out var type))
            {
                types.Add(type);
            }
            else
            {
                read.Report.Error(value.Start, Validation.DagProblemCodes.InvalidValue,
                    $"allowed_run_types names {Validation.Shown.Quote(name)}, which is no type of run", $"write some of {string.Join(", ", DagRunTypes.AllNames)}");
            }
        }

        return [.. types];
    }

    private static DagDefinition CheckFormat(DagDefinition dag, Yaml.YamlNode value, ValueReader read)
    {
        if (read.Whole(value) is { } format and not DagDocument.Format)
        {
            read.Report.Error(value.Start, Validation.DagProblemCodes.InvalidValue, $"format is {format}, which this version does not read",
                $"write {DagDocument.Format}, or leave it out");
        }

        return dag;
    }
}
