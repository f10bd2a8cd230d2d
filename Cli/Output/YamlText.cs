using System.Text.Json;
using System.Text.Json.Nodes;
using YamlDotNet.Serialization;

namespace Orrery.Cli.Output;

/// <summary>Writes a JSON document as YAML.</summary>
internal static class YamlText
{
    /// <summary>The text, with a line end. Text that reads like something else is quoted.</summary>
    public static string Of(JsonNode? document) => new SerializerBuilder().WithQuotingNecessaryStrings().Build().Serialize(Plain(document));

    private static object? Plain(JsonNode? node) => node switch
    {
        null => null,
        JsonObject map => map.ToDictionary(p => p.Key, p => Plain(p.Value), StringComparer.Ordinal),
        JsonArray list => list.Select(Plain).ToList(),
        JsonValue value => Plain(value),
        _ => throw new System.Diagnostics.UnreachableException(node.GetType().Name),
    };

    private static object? Plain(JsonValue value) => value.GetValueKind() switch
    {
        JsonValueKind.String => value.GetValue<string>(),
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.Number when value.TryGetValue<long>(out var whole) => whole,
        JsonValueKind.Number => value.GetValue<double>(),
        _ => null,
    };
}
