using System.Text.Json;
using Orrery.Core.DagFiles.Yaml;
using Orrery.Core.Validation;

namespace Orrery.Core.DagFiles;

/// <summary>From the JSON of one DAG to the nodes that the readers of DAG files take, each at the line where the program defined it.</summary>
/// <param name="report">Where to say what is wrong.</param>
/// <param name="limits">How many values the DAG may hold.</param>
/// <param name="lines">Lines of the DAG and of its tasks, as the program says; anything else: none are known.</param>
internal sealed class JsonNodes(DagFileReport report, DagFileLimits limits, JsonElement lines)
{
    private readonly SourceLocation _dag = new(Math.Max(1, Line(lines, "dag") ?? 1), 1);
    private int _count;

    /// <summary>The DAG; null, and an error, when it is none.</summary>
    public YamlMapping? ReadDag(JsonElement dag)
    {
        if (dag.ValueKind != JsonValueKind.Object)
        {
            report.Error(_dag, DagProblemCodes.WrongType, $"a DAG of the program's output is {Describe(dag)}, which is not an object", "give each dag_id and tasks");
            return null;
        }

        var (entries, keys) = (new List<YamlEntry>(), new HashSet<string>(StringComparer.Ordinal));
        foreach (var property in dag.EnumerateObject())
        {
            Add(entries, keys, property.Name, _dag, property.Name == "tasks" && property.Value.ValueKind == JsonValueKind.Array
                ? new YamlList(_dag, [.. property.Value.EnumerateArray().Select(t => Read(t, PlaceOf(t)))], size: 1)
                : Read(property.Value, _dag));
        }

        if (_count > limits.MaxNodes)
        {
            report.Error(_dag, DagProblemCodes.TooLarge, $"the DAG holds {_count:N0} values; at most {limits.MaxNodes:N0} are allowed", "make several DAGs of it, or map tasks over lists");
            return null;
        }

        return new YamlMapping(_dag, entries, size: 1);
    }

    private YamlNode Read(JsonElement json, SourceLocation at)
    {
        // What is over the limit is counted and dropped: the DAG is refused.
        if (++_count > limits.MaxNodes)
        {
            return new YamlScalar(at, "null", isPlain: true);
        }

        switch (json.ValueKind)
        {
            case JsonValueKind.Object:
                var (entries, keys) = (new List<YamlEntry>(), new HashSet<string>(StringComparer.Ordinal));
                foreach (var property in json.EnumerateObject())
                {
                    Add(entries, keys, property.Name, at, Read(property.Value, at));
                }

                return new YamlMapping(at, entries, size: 1);
            case JsonValueKind.Array:
                return new YamlList(at, [.. json.EnumerateArray().Select(item => Read(item, at))], size: 1);
            case JsonValueKind.String:
                return new YamlScalar(at, json.GetString()!, isPlain: false);
            default:
                return new YamlScalar(at, json.GetRawText(), isPlain: true);
        }
    }

    private void Add(List<YamlEntry> entries, HashSet<string> keys, string key, SourceLocation at, YamlNode value)
    {
        if (!keys.Add(key))
        {
            report.Error(at, DagProblemCodes.DuplicateKey, $"the key {Shown.Quote(key)} is given twice", "keep one of them");
            return;
        }

        entries.Add(new YamlEntry(new YamlScalar(at, key, isPlain: false), value));
    }

    private SourceLocation PlaceOf(JsonElement task) =>
        task.ValueKind == JsonValueKind.Object && task.TryGetProperty("task_id", out var id) && id.ValueKind == JsonValueKind.String
        && lines.ValueKind == JsonValueKind.Object && lines.TryGetProperty("tasks", out var tasks) && Line(tasks, id.GetString()!) is { } line
            ? new SourceLocation(Math.Max(1, line), 1)
            : _dag;

    private static int? Line(JsonElement map, string name) =>
        map.ValueKind == JsonValueKind.Object && map.TryGetProperty(name, out var line) && line.ValueKind == JsonValueKind.Number && line.TryGetInt32(out var number)
            ? number
            : null;

    private static string Describe(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Array => "a list",
        JsonValueKind.Null => "null",
        _ => Shown.Quote(json.ToString()),
    };
}
