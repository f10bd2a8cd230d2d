using System.Text.Json.Nodes;

namespace Orrery.Core.Dags;

/// <summary>The document form of <see cref="CodeCall"/>: <c>true</c>, or a mapping of what is not left at its default.</summary>
internal static class CodeDocument
{
    public static JsonNode Of(CodeCall call)
    {
        var json = new JsonObject();
        DagDocument.Add(json, "op_args", Parse(call.ArgsJson));
        DagDocument.Add(json, "op_kwargs", Parse(call.KwargsJson));
        DagDocument.Add(json, "pass_xcoms", call.PassXComs, false);
        return json.Count == 0 ? JsonValue.Create(true) : json;
    }

    /// <summary>The arguments as one value, for who looks at their templates.</summary>
    public static JsonObject Arguments(CodeCall call) => new() { ["op_args"] = Parse(call.ArgsJson), ["op_kwargs"] = Parse(call.KwargsJson) };

    private static JsonNode? Parse(string? json) => json is null ? null : JsonNode.Parse(json);
}
