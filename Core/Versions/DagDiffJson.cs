using System.Text.Json.Nodes;

namespace Orrery.Core.Versions;

/// <summary>The JSON form of a <see cref="DagDiff"/>.</summary>
internal static class DagDiffJson
{
    private static readonly string[] Names = ["added", "removed", "changed"];

    /// <summary>The word for a change.</summary>
    public static string NameOf(ChangeKind change) => Names[(int)change];

    public static JsonObject Write(DagDiff diff) => new()
    {
        ["dag"] = Fields(diff.Fields),
        ["tasks"] = Parts(diff.Tasks, "task_id"),
        ["task_groups"] = Parts(diff.TaskGroups, "group_id"),
        ["edges"] = List(diff.Edges, e => new JsonObject { ["upstream"] = e.Upstream, ["downstream"] = e.Downstream, ["change"] = NameOf(e.Change) }),
        ["inputs"] = List(diff.Inputs, i => new JsonObject { ["kind"] = i.Kind, ["name"] = i.Name, ["change"] = NameOf(i.Change) }),
    };

    public static DagDiff Read(JsonObject json)
    {
        try
        {
            return new DagDiff
            {
                Fields = FieldsOf(json["dag"]),
                Tasks = PartsOf(json["tasks"], "task_id"),
                TaskGroups = PartsOf(json["task_groups"], "group_id"),
                Edges = [.. ObjectsOf(json["edges"]).Select(e => new EdgeChange(Text(e, "upstream"), Text(e, "downstream"), ChangeOf(e)))],
                Inputs = [.. ObjectsOf(json["inputs"]).Select(i => new InputChange(Text(i, "kind"), Text(i, "name"), ChangeOf(i)))],
            };
        }
        catch (Exception e) when (e is InvalidOperationException or NullReferenceException)
        {
            throw new FormatException("This is no difference between two versions of a DAG: it must have the lists dag, tasks, task_groups, edges and inputs.", e);
        }
    }

    private static JsonArray Fields(IReadOnlyList<FieldChange> fields) =>
        List(fields, f => new JsonObject { ["field"] = f.Field, ["old"] = f.Old?.DeepClone(), ["new"] = f.New?.DeepClone() });

    private static JsonArray Parts(IReadOnlyList<PartChange> parts, string id) =>
        List(parts, p => new JsonObject { [id] = p.Id, ["change"] = NameOf(p.Change), ["fields"] = Fields(p.Fields) });

    private static JsonArray List<T>(IReadOnlyList<T> items, Func<T, JsonNode> write) => new([.. items.Select(write)]);

    private static List<FieldChange> FieldsOf(JsonNode? list) =>
        [.. ObjectsOf(list).Select(f => new FieldChange(Text(f, "field"), f["old"]?.DeepClone(), f["new"]?.DeepClone()))];

    private static List<PartChange> PartsOf(JsonNode? list, string id) =>
        [.. ObjectsOf(list).Select(p => new PartChange(Text(p, id), ChangeOf(p), FieldsOf(p["fields"])))];

    private static IEnumerable<JsonObject> ObjectsOf(JsonNode? list) => list!.AsArray().Select(e => e!.AsObject());

    private static string Text(JsonObject json, string name) => json[name]!.GetValue<string>();

    private static ChangeKind ChangeOf(JsonObject json) => Array.IndexOf(Names, Text(json, "change")) is >= 0 and var change
        ? (ChangeKind)change
        : throw new InvalidOperationException($"'{Text(json, "change")}' is no change.");
}
