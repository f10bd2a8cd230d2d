using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Orrery.Core.Tests.Dags;

/// <summary>Writes the same document in one of very many ways: block and flow, plain and quoted, with comments and empty lines, indented anyhow.</summary>
internal sealed partial class RandomYaml(Random random)
{
    private static readonly HashSet<string> Reserved = new(StringComparer.OrdinalIgnoreCase) { "true", "false", "null", "yes", "no", "on", "off", "y", "n" };

    public string Write(JsonObject document) => $"{Noise("")}{Block(document, "")}{Noise("")}";

    private string Block(JsonNode node, string indent)
    {
        var entries = node is JsonObject map
            ? map.Select(p => $"{Scalar(p.Key)}:{Value(p.Value, indent, isItem: false)}")
            : node.AsArray().Select(i => $"-{Value(i, indent, isItem: true)}");
        return string.Concat(entries.Select(e => $"{Noise(indent)}{indent}{e}"));
    }

    /// <summary>What comes after the colon or dash, with the end of the line.</summary>
    private string Value(JsonNode? node, string indent, bool isItem)
    {
        var isNested = node is JsonObject { Count: > 0 } or JsonArray { Count: > 0 };
        if (!isNested || random.Next(3) == 0)
        {
            return $" {Flow(node)}{(random.Next(6) == 0 ? " # so" : "")}\n";
        }

        var deeper = indent + new string(' ', random.Next(1, 4));
        var block = Block(node!, deeper);
        return isItem && random.Next(2) == 0 && block.StartsWith(deeper, StringComparison.Ordinal) && deeper.Length > indent.Length + 1
            ? $"{new string(' ', deeper.Length - indent.Length - 1)}{block[deeper.Length..]}"
            : $"{(random.Next(6) == 0 ? " # below" : "")}\n{block}";
    }

    private string Flow(JsonNode? node) => node switch
    {
        null => random.Next(2) == 0 ? "null" : "~",
        JsonObject map => $"{{{Space()}{string.Join($",{Space()}", map.Select(p => $"{Scalar(p.Key)}: {Flow(p.Value)}"))}{Space()}}}",
        JsonArray list => $"[{Space()}{string.Join($",{Space()}", list.Select(Flow))}{Space()}]",
        JsonValue value when value.GetValueKind() == JsonValueKind.String => Scalar(value.GetValue<string>()),
        _ => node.ToJsonString(),
    };

    private string Scalar(string text) => random.Next(3) switch
    {
        0 when Plain().IsMatch(text) && !Reserved.Contains(text) => text,
        1 when text.All(c => c is >= ' ' and < '\u007f') => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'",
        _ => JsonSerializer.Serialize(text),
    };

    private string Space() => new(' ', random.Next(3));

    private string Noise(string indent) => random.Next(8) switch { 0 => "\n", 1 => $"{indent}# a comment: [not, data\n", _ => "" };

    [GeneratedRegex("^[A-Za-z_][A-Za-z0-9_]*$", RegexOptions.None, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Plain();
}
