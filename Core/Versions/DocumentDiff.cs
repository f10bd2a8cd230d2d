using System.Text.Json.Nodes;

namespace Orrery.Core.Versions;

/// <summary>Compares canonical documents part by part. Defaults are left out of both, so a field that is not there has its default.</summary>
internal static class DocumentDiff
{
    /// <summary>What is compared in lists of its own, or says nothing of behaviour.</summary>
    public static readonly IReadOnlySet<string> PartsOfDag = new HashSet<string>(StringComparer.Ordinal) { "tasks", "task_groups", "format" };

    private static readonly HashSet<string> PartsOfTask = new(StringComparer.Ordinal) { "depends_on" };

    /// <summary>Mappings whose entries mean something by themselves.</summary>
    private static readonly string[] Mappings = ["params", "env"];

    public static List<FieldChange> Fields(JsonObject before, JsonObject after, IReadOnlySet<string> except)
    {
        var changes = new List<FieldChange>();
        foreach (var name in before.Select(f => f.Key).Union(after.Select(f => f.Key), StringComparer.Ordinal).Where(n => !except.Contains(n)).Order(StringComparer.Ordinal))
        {
            var (old, now) = (before[name], after[name]);
            if (Mappings.Contains(name, StringComparer.Ordinal))
            {
                changes.AddRange(Fields(old as JsonObject ?? [], now as JsonObject ?? [], new HashSet<string>()).Select(c => c with { Field = $"{name}.{c.Field}" }));
            }
            else if (!JsonNode.DeepEquals(old, now))
            {
                changes.Add(new FieldChange(name, old?.DeepClone(), now?.DeepClone()));
            }
        }

        return changes;
    }

    public static List<PartChange> Parts(JsonObject before, JsonObject after, string list, string id)
    {
        var (old, now) = (ById(before, list, id), ById(after, list, id));
        var changes = new List<PartChange>();
        foreach (var name in old.Keys.Union(now.Keys, StringComparer.Ordinal).Order(StringComparer.Ordinal))
        {
            if (!old.TryGetValue(name, out var was))
            {
                changes.Add(new PartChange(name, ChangeKind.Added, []));
            }
            else if (!now.TryGetValue(name, out var isNow))
            {
                changes.Add(new PartChange(name, ChangeKind.Removed, []));
            }
            else if (Fields(was, isNow, PartsOfTask) is { Count: > 0 } fields)
            {
                changes.Add(new PartChange(name, ChangeKind.Changed, fields));
            }
        }

        return changes;
    }

    public static List<EdgeChange> Edges(JsonObject before, JsonObject after)
    {
        var (old, now) = (EdgesOf(before), EdgesOf(after));
        return
        [
            .. old.Except(now).Select(e => new EdgeChange(e.Upstream, e.Downstream, ChangeKind.Removed))
                .Concat(now.Except(old).Select(e => new EdgeChange(e.Upstream, e.Downstream, ChangeKind.Added)))
                .OrderBy(e => e.Downstream, StringComparer.Ordinal)
                .ThenBy(e => e.Upstream, StringComparer.Ordinal),
        ];
    }

    public static List<InputChange> Inputs(JsonArray before, JsonArray after)
    {
        var (old, now) = (HashesOf(before), HashesOf(after));
        return
        [
            .. old.Keys.Union(now.Keys)
                .Where(k => old.GetValueOrDefault(k) != now.GetValueOrDefault(k))
                .OrderBy(k => k.Kind, StringComparer.Ordinal)
                .ThenBy(k => k.Name, StringComparer.Ordinal)
                .Select(k => new InputChange(k.Kind, k.Name, !old.ContainsKey(k) ? ChangeKind.Added : !now.ContainsKey(k) ? ChangeKind.Removed : ChangeKind.Changed)),
        ];
    }

    private static Dictionary<string, JsonObject> ById(JsonObject document, string list, string id) =>
        (document[list] as JsonArray ?? []).OfType<JsonObject>().ToDictionary(p => p[id]!.GetValue<string>(), StringComparer.Ordinal);

    private static HashSet<(string Upstream, string Downstream)> EdgesOf(JsonObject document) =>
    [
        .. ById(document, "tasks", "task_id").SelectMany(t => (t.Value["depends_on"] as JsonArray ?? []).Select(u => (u!.GetValue<string>(), t.Key))),
    ];

    private static Dictionary<(string Kind, string Name), string> HashesOf(JsonArray inputs)
    {
        var hashes = new Dictionary<(string, string), string>();
        foreach (var input in inputs.OfType<JsonObject>())
        {
            hashes[(TextOf(input, "kind"), TextOf(input, "name"))] = TextOf(input, "hash");
        }

        return hashes;
    }

    private static string TextOf(JsonObject input, string name) => input[name]?.GetValue<string>() ?? "";
}
