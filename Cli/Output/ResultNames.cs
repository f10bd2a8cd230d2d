using System.Text.Json;
using System.Text.Json.Nodes;

namespace Orrery.Cli.Output;

/// <summary>What results are called, in the words other commands take.</summary>
internal static class ResultNames
{
    // The first that a result has: what is narrower comes first, since a task instance also says its run and its DAG.
    private static readonly string[] Fields =
        ["task_id", "dag_run_id", "version_number", "key", "connection_id", "token_id", "filename", "name", "id", "dag_id", "run_after", "logical_date", "path", "version"];

    /// <summary>A line for each result.</summary>
    /// <exception cref="CliException">The result has no name.</exception>
    public static IEnumerable<string> Of(JsonNode? document) => document switch
    {
        JsonArray list => list.Select(NameOf),

        // A page, or one thing with what belongs to it.
        JsonObject map when Field(map) is null && map.FirstOrDefault(p => p.Value is JsonArray or JsonObject).Value is { } inner => Of(inner),
        _ => [NameOf(document)],
    };

    private static string NameOf(JsonNode? item) => item switch
    {
        JsonValue value when value.GetValueKind() == JsonValueKind.String => value.GetValue<string>(),
        JsonObject map when Field(map) is { } field => Named(map, field),
        _ => throw CliException.BadInput("This result has no names: choose --output table, json or yaml."),
    };

    private static string? Field(JsonObject map) => Array.Find(Fields, f => map[f] is JsonValue);

    private static string Named(JsonObject map, string field)
    {
        var name = map[field]!.ToString();
        return field == "task_id" && map["map_index"] is JsonValue index && index.TryGetValue<int>(out var i) && i >= 0 ? $"{name}[{i}]" : name;
    }
}
