using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Orrery.Grains.Ingestion;

/// <summary>DAGs as JSON on their way into a DAG file: YAML reads JSON, as long as no character of it is written as half an escape.</summary>
internal static class DagDocuments
{
    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The text of a DAG file with these DAGs.</summary>
    public static string ToText(IEnumerable<JsonNode> documents) =>
        new JsonObject { ["dags"] = new JsonArray([.. documents.Select(d => d.DeepClone())]) }.ToJsonString(Readable) + "\n";

    /// <summary>The text of a DAG file with this DAG alone.</summary>
    public static string ToText(JsonNode document) => document.ToJsonString(Readable) + "\n";
}
