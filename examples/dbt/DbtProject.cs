using System.Text.Json.Nodes;

namespace Orrery.Examples.Dbt;

/// <summary>A dbt project as its manifest describes it.</summary>
internal sealed class DbtProject
{
    private readonly string _name;
    private readonly IReadOnlyList<string> _dbt;
    private readonly Dictionary<string, DbtNode> _nodes;

    private DbtProject(string name, IReadOnlyList<string> dbt, Dictionary<string, DbtNode> nodes)
    {
        _name = name;
        _dbt = dbt;
        _nodes = nodes;
    }

    /// <summary>Reads a manifest.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public static DbtProject Read(JsonObject? manifest, JsonObject config)
    {
        if (manifest?["metadata"] is not JsonObject metadata || manifest["nodes"] is not JsonObject nodes)
        {
            throw new FormatException("It has no 'metadata' and 'nodes'.");
        }

        var withTests = config["tests"]?.GetValue<bool>() ?? false;
        var schedule = config["schedule"]?.GetValue<string>();
        var known = nodes.Select(n => DbtNode.Read(n.Key, n.Value as JsonObject, schedule)).Where(n => n is not null && (withTests || n.Kind != "test"));
        return new DbtProject(
            metadata["project_name"]?.GetValue<string>() ?? throw new FormatException("Its 'metadata' has no 'project_name'."),
            config["dbt"] is JsonArray dbt ? [.. dbt.Select(p => p!.GetValue<string>())] : ["dbt"],
            known.ToDictionary(n => n!.Id, n => n!, StringComparer.Ordinal));
    }

    /// <summary>A DAG for each schedule, in an order that is always the same.</summary>
    public IEnumerable<JsonNode> ToDags()
    {
        var groups = _nodes.Values.GroupBy(n => n.Schedule).OrderBy(g => g.Key, StringComparer.Ordinal).ToList();
        return groups.Select(g => ToDag(g.Key, [.. g.OrderBy(n => n.Id, StringComparer.Ordinal)], isOnly: groups.Count == 1));
    }

    private JsonObject ToDag(string? schedule, IReadOnlyList<DbtNode> nodes, bool isOnly)
    {
        var tags = nodes.SelectMany(n => n.Tags).Append("dbt").Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);
        var dag = new JsonObject
        {
            ["dag_id"] = isOnly || schedule is null ? _name : $"{_name}_{Slug(schedule)}",
            ["description"] = $"Models of the dbt project {_name}",
            ["tags"] = new JsonArray([.. tags.Select(t => JsonValue.Create(t))]),
            ["tasks"] = new JsonArray([.. nodes.Select(n => ToTask(n, [.. nodes]))]),
        };
        if (schedule is not null)
        {
            dag["schedule"] = schedule;
        }

        return dag;
    }

    private JsonObject ToTask(DbtNode node, HashSet<DbtNode> inDag)
    {
        var task = new JsonObject
        {
            ["task_id"] = node.Name,
            ["command"] = new JsonArray([.. _dbt.Append(node.Verb).Append("--select").Append(node.Name).Select(p => JsonValue.Create(p))]),
        };
        var upstream = node.DependsOn.Where(id => _nodes.TryGetValue(id, out var other) && inDag.Contains(other)).Select(id => _nodes[id].Name).Order(StringComparer.Ordinal).ToList();
        if (upstream.Count > 0)
        {
            task["depends_on"] = new JsonArray([.. upstream.Select(u => JsonValue.Create(u))]);
        }

        return task;
    }

    private static string Slug(string schedule) => schedule.StartsWith('@')
        ? schedule[1..]
        : string.Join('_', schedule.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Replace('*', 'x').Replace('/', '-').Replace(',', '-');
}
