using Orrery.Core.Cron;
using Orrery.Core.DagFiles.Yaml;
using Orrery.Core.Dags;
using Orrery.Core.Validation;

namespace Orrery.Core.DagFiles;

/// <summary>Reads one DAG from its mapping: the shape only, what it means is <see cref="DagValidator"/>'s.</summary>
internal static class DagReader
{
    public static (DagDefinition Definition, SourceLocations Locations) Read(YamlMapping mapping, ValueReader read, bool isDocument = false)
    {
        var report = read.Report;
        report.StartDag(mapping.Find("dag_id")?.Value is YamlScalar { IsNull: false } id ? id.Text : null);
        var dag = new DagDefinition { DagId = "", Tasks = [] };
        read.StartAssets();
        // Dates without an offset are in the DAG's time zone, and names of assets stand for their URIs; both may be written after them.
        foreach (var (key, value) in mapping.Entries.OrderBy(e => e.Key.Text is not ("timezone" or "assets")))
        {
            if (DagFields.Table.Knows(key.Text))
            {
                dag = DagFields.Table.Apply(dag, key.Text, value, read);
            }
            else
            {
                UnknownFields.Report(report, key, "a DAG", DagFields.Table.Names);
            }
        }

        if (report.DagId is null)
        {
            Missing("dag_id", "the DAG has no dag_id", "give it one of letters, digits, '_', '-' or '.'");
        }

        read.Zone = ZoneOf(dag);
        var nodes = new CallbackShorthand(read).Expand(mapping, TaskNodes());
        dag = ReadTasks(dag, mapping, nodes, read, isDocument);
        return (dag with { Assets = read.Assets.Definitions }, new SourceLocations(mapping, nodes, [.. dag.Tasks.Select(t => t.TaskId)]));

        List<YamlMapping> TaskNodes()
        {
            if (mapping.Find("tasks") is not { Value: not YamlScalar { IsNull: true } } entry)
            {
                Missing("tasks", "the DAG has no tasks", "list at least one under tasks");
                return [];
            }

            report.Field = "tasks";
            var found = entry.Value is YamlList list
                ? OnlyMappings(list, report)
                : read.Wrong<List<YamlMapping>>(entry.Value, "a list", "start each task with '- task_id:'");
            report.Field = null;
            return found ?? [];
        }

        void Missing(string field, string message, string remedy)
        {
            report.Field = field;
            report.Error(mapping.Start, DagProblemCodes.MissingField, message, remedy);
            report.Field = null;
        }
    }

    /// <summary>The DAG's time zone; UTC when it is not known, which validation reports.</summary>
    public static TimeZoneInfo ZoneOf(DagDefinition dag) =>
        TimeZones.TryFind(dag.Timezone, out var zone, out _) ? zone : TimeZoneInfo.Utc;

    private static List<YamlMapping> OnlyMappings(YamlList list, DagFileReport report)
    {
        var mappings = new List<YamlMapping>(list.Items.Count);
        foreach (var item in list.Items)
        {
            if (item is YamlMapping task)
            {
                mappings.Add(task);
            }
            else
            {
                report.Error(item.Start, DagProblemCodes.WrongType,
                    $"a task is {ValueReader.Describe(item)}, which is not a mapping", "start it with '- task_id:'");
            }
        }

        return mappings;
    }

    /// <summary>What all tasks run in that say nothing else.</summary>
    private static DockerRuntime? ReadDocker(YamlMapping mapping, ValueReader read)
    {
        if (mapping.Find(DockerReader.Name) is not { Value: not YamlScalar { IsNull: true } } docker)
        {
            return null;
        }

        read.Report.Field = DockerReader.Name;
        var runtime = DockerReader.Read(docker.Value, read);
        read.Report.Field = null;
        return runtime;
    }

    private static DagDefinition ReadTasks(DagDefinition dag, YamlMapping mapping, List<YamlMapping> nodes, ValueReader read, bool isDocument)
    {
        var reader = new TaskReader(read);
        if (mapping.Find("default_args") is { Value: not YamlScalar { IsNull: true } } defaults)
        {
            reader.ReadDefaults(defaults.Value);
        }

        var docker = ReadDocker(mapping, read);
        var groups = new GroupReader(mapping, read, reader);
        var tasks = new List<TaskDefinition>(nodes.Count);
        for (var i = 0; i < nodes.Count; i++)
        {
            read.Report.Task = i;
            var task = groups.For(nodes[i]).Read(nodes[i]);
            tasks.Add(task.DockerRuntime is null && nodes[i].Find(DockerReader.Name) is null ? task with { DockerRuntime = docker } : task);
        }

        read.Report.Task = null;
        return isDocument
            ? dag with { TaskGroups = [.. groups.Groups.Select(g => g.Definition)], Tasks = tasks }
            : GroupEdges.Resolve(dag, groups.Groups, tasks);
    }
}
