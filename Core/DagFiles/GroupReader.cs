using Orrery.Core.DagFiles.Yaml;
using Orrery.Core.Dags;
using Orrery.Core.Validation;

namespace Orrery.Core.DagFiles;

/// <summary>Reads <c>task_groups</c>, and gives each group the reader for its tasks, which knows its <c>default_args</c>.</summary>
internal sealed class GroupReader
{
    private readonly Dictionary<string, TaskReader> _readers = new(StringComparer.Ordinal);
    private readonly TaskReader _outside;

    /// <summary>Reads the groups of a DAG.</summary>
    /// <param name="dag">The DAG's mapping.</param>
    /// <param name="read">How values are read.</param>
    /// <param name="outside">Reads tasks that are in no group.</param>
    public GroupReader(YamlMapping dag, ValueReader read, TaskReader outside)
    {
        _outside = outside;
        if (dag.Find("task_groups") is not { Value: not YamlScalar { IsNull: true } } entry)
        {
            return;
        }

        read.Report.Field = "task_groups";
        if (entry.Value is not YamlList list || list.Items.Any(i => i is not YamlMapping))
        {
            read.Wrong<object>(entry.Value, "a list of groups", "start each group with '- group_id:'");
            read.Report.Field = null;
            return;
        }

        var nodes = list.Items.Cast<YamlMapping>().ToList();
        foreach (var node in nodes)
        {
            Groups.Add(Read(node, read));
        }

        for (var i = 0; i < nodes.Count; i++)
        {
            AddReader(i, nodes);
        }
    }

    /// <summary>The groups, in the order of the file.</summary>
    public List<WrittenGroup> Groups { get; } = [];

    /// <summary>The reader for a task.</summary>
    public TaskReader For(YamlMapping task)
    {
        if (task.Find("group")?.Value is not YamlScalar { Text: var group })
        {
            return _outside;
        }

        // A group may be named by its full id, which ends with the one that is written.
        var written = _readers.ContainsKey(group) ? group : Groups.Find(g => group.EndsWith($".{g.Definition.GroupId}", StringComparison.Ordinal))?.Definition.GroupId;
        return written is null ? _outside : _readers[written];
    }

    private static WrittenGroup Read(YamlMapping node, ValueReader read)
    {
        var group = new WrittenGroup(new TaskGroupDefinition { GroupId = "" }, []);
        foreach (var (key, value) in node.Entries)
        {
            if (GroupFields.Table.Knows(key.Text))
            {
                group = GroupFields.Table.Apply(group, key.Text, value, read, "task_groups.");
            }
            else
            {
                UnknownFields.Report(read.Report, key, "a task group", GroupFields.Table.Names);
            }
        }

        if (group.Definition.GroupId.Length == 0)
        {
            read.Report.Field = "task_groups";
            read.Report.Error(node.Start, DagProblemCodes.MissingField, "the group has no group_id", "give it one of letters, digits, '_' or '-'");
        }

        if (node.Find("expand") is not null && node.Find("expand_kwargs") is { } both)
        {
            read.Report.Error(both.Key.Start, DagProblemCodes.Conflict, "the group has both expand and expand_kwargs", "keep one of them");
        }

        read.Report.Field = null;
        return group;
    }

    /// <summary>The reader of a group is that of the group around it, with the group's own defaults on top.</summary>
    private TaskReader AddReader(int index, List<YamlMapping> nodes)
    {
        var group = Groups[index].Definition;
        if (_readers.TryGetValue(group.GroupId, out var known))
        {
            return known;
        }

        // Taken down first: groups that lie in each other are found, and reported, by validation.
        _readers[group.GroupId] = _outside;
        var around = Groups.FindIndex(g => g.Definition.GroupId == group.Group);
        var reader = around >= 0 ? AddReader(around, nodes) : _outside;
        if (nodes[index].Find("default_args") is { Value: not YamlScalar { IsNull: true } } defaults)
        {
            reader = reader.With(defaults.Value);
        }

        return _readers[group.GroupId] = reader;
    }
}
