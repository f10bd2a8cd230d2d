using System.Text.Json.Nodes;

namespace Orrery.Examples.Dbt;

/// <summary>Something dbt runs: a seed, a snapshot, a model or a test.</summary>
/// <param name="Id">Its id in the manifest.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Name">Its name.</param>
/// <param name="DependsOn">Ids of what it reads.</param>
/// <param name="Tags">Its tags.</param>
/// <param name="Schedule">When it is to be run; null: by hand.</param>
internal sealed record DbtNode(string Id, string Kind, string Name, IReadOnlyList<string> DependsOn, IReadOnlyList<string> Tags, string? Schedule)
{
    /// <summary>The command of dbt that runs it.</summary>
    public string Verb => Kind == "model" ? "run" : Kind;

    /// <summary>Reads a node; null: it is nothing that is run.</summary>
    public static DbtNode? Read(string id, JsonObject? node, string? defaultSchedule)
    {
        if (node?["resource_type"]?.GetValue<string>() is not ("model" or "seed" or "snapshot" or "test") || IsEphemeral(node))
        {
            return null;
        }

        return new DbtNode(
            id,
            node["resource_type"]!.GetValue<string>(),
            node["name"]!.GetValue<string>(),
            Texts(node["depends_on"]?["nodes"]),
            Texts(node["tags"]),
            (node["config"]?["meta"]?["schedule"] ?? node["meta"]?["schedule"])?.GetValue<string>() ?? defaultSchedule);
    }

    // Such a model is a part of the queries that read it, and is never run.
    private static bool IsEphemeral(JsonObject node) => node["config"]?["materialized"]?.GetValue<string>() == "ephemeral";

    private static List<string> Texts(JsonNode? node) => node is JsonArray list ? [.. list.Select(v => v!.GetValue<string>())] : [];
}
