using Orrery.Core.DagFiles.Yaml;

namespace Orrery.Core.DagFiles;

/// <summary>Where the parts of one DAG are written in its file.</summary>
public sealed class SourceLocations
{
    private readonly YamlMapping _dag;
    private readonly YamlMapping? _defaults;
    private readonly IReadOnlyList<YamlMapping> _tasks;
    private readonly IReadOnlyList<string> _taskIds;

    internal SourceLocations(YamlMapping dag, IReadOnlyList<YamlMapping> tasks, IReadOnlyList<string> taskIds)
    {
        _dag = dag;
        _defaults = dag.Find("default_args")?.Value as YamlMapping;
        _tasks = tasks;
        _taskIds = taskIds;
    }

    /// <summary>Where the DAG starts.</summary>
    public SourceLocation Dag => _dag.Start;

    /// <summary>Where a task starts; null when there is no such task.</summary>
    public SourceLocation? Task(string taskId) => IndexOf(taskId) is { } i ? _tasks[i].Start : null;

    /// <summary>Where a field of the DAG is written; null when it is not.</summary>
    public SourceLocation? Field(string field) => _dag.Find(field)?.Key.Start;

    /// <summary>Where a field of a task is written, in the task or in <c>default_args</c>; null when it is in neither.</summary>
    public SourceLocation? Field(string taskId, string field) =>
        IndexOf(taskId) is { } i ? (_tasks[i].Find(field) ?? _defaults?.Find(field))?.Key.Start : null;

    /// <summary>The nearest known place of a problem, and whether it lies in <c>default_args</c>.</summary>
    internal (SourceLocation Location, bool Inherited) Nearest(int? task, string? field, string? item)
    {
        var scope = task is { } i ? _tasks[i] : _dag;
        if (field is null)
        {
            return (scope.Start, false);
        }

        var entry = scope.Find(field);
        var inherited = entry is null && task is not null && (entry = _defaults?.Find(field)) is not null;
        return (entry is null ? scope.Start : Item(entry.Value, item) ?? entry.Value.Start, inherited);
    }

    private static SourceLocation? Item(YamlNode value, string? item) => (value, item) switch
    {
        (YamlMapping map, not null) => map.Find(item)?.Key.Start,
        (YamlList list, not null) => list.Items.FirstOrDefault(i => IsNamed(i, item))?.Start,
        _ => null,
    };

    // A group is named by its full id, which ends with the one that is written.
    private static bool IsNamed(YamlNode node, string name) => node switch
    {
        YamlScalar scalar => scalar.Text == name,
        YamlMapping mapping when mapping.Find("group_id")?.Value is YamlScalar id => name == id.Text || name.EndsWith($".{id.Text}", StringComparison.Ordinal),
        _ => false,
    };

    private int? IndexOf(string taskId)
    {
        for (var i = 0; i < _taskIds.Count; i++)
        {
            if (_taskIds[i] == taskId)
            {
                return i;
            }
        }

        return null;
    }
}
