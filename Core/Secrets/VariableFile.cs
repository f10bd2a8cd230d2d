using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Orrery.Core.Secrets;

/// <summary>A variable with its value.</summary>
/// <param name="Key">Its key.</param>
/// <param name="Value">Its value.</param>
/// <param name="Description">What it is for.</param>
public sealed record VariableEntry(string Key, string Value, string? Description = null)
{
    /// <summary>The key alone: the value is not for logs.</summary>
    public override string ToString() => Key;
}

/// <summary>
/// Files of variables, as Airflow imports and exports them: a name with its value, or with an object of <c>value</c> and <c>description</c>. What
/// is no text becomes its JSON.
/// </summary>
public static class VariableFile
{
    /// <summary>Reads a file; null when something is wrong.</summary>
    /// <param name="text">Its text.</param>
    /// <param name="format">Its form.</param>
    /// <param name="problems">Everything that is wrong.</param>
    public static ImmutableArray<VariableEntry>? Read(string text, SecretFileFormat format, out ImmutableArray<string> problems)
    {
        var wrong = new List<string>();
        var entries = ImmutableArray.CreateBuilder<VariableEntry>();
        foreach (var (key, node) in SecretFile.Read(text, format, wrong))
        {
            var (value, description) = node is JsonObject map && map.ContainsKey("value") ? (map["value"], map["description"]) : (node, null);
            var entry = new VariableEntry(key, SecretFile.TextOf(value, quoted: false), description is null ? null : SecretFile.TextOf(description, quoted: false));
            wrong.AddRange(VariableRules.Problems(entry.Key, entry.Value, entry.Description).Select(p => $"Variable '{ConnectionRules.Printable(key)}', {p.Field}: {p.Problem}"));
            entries.Add(entry);
        }

        problems = [.. wrong];
        return wrong.Count == 0 ? entries.ToImmutable() : null;
    }

    /// <summary>Writes a file; null when it cannot be written in this form.</summary>
    /// <param name="variables">The variables.</param>
    /// <param name="format">The form.</param>
    /// <param name="problems">Everything that is wrong.</param>
    public static string? Write(IEnumerable<VariableEntry> variables, SecretFileFormat format, out ImmutableArray<string> problems)
    {
        var wrong = new List<string>();
        var text = SecretFile.Write(new JsonObject(variables.Select(v => KeyValuePair.Create(v.Key, format == SecretFileFormat.Env ? v.Value : NodeOf(v)))), format, wrong);
        problems = [.. wrong];
        return wrong.Count == 0 ? text : null;
    }

    private static JsonNode? NodeOf(VariableEntry variable)
    {
        var value = ValueOf(variable.Value);
        return variable.Description is not null || (value is JsonObject map && map.ContainsKey("value"))
            ? new JsonObject { ["value"] = value, ["description"] = variable.Description }
            : value;
    }

    /// <summary>JSON as such, anything else as a text. A text in quotes stays one with quotes, or it would come back without them.</summary>
    private static JsonNode? ValueOf(string value)
    {
        try
        {
            var node = JsonNode.Parse(value);
            return node is null || node.GetValueKind() == JsonValueKind.String ? JsonValue.Create(value) : Complete(node) ? node : JsonValue.Create(value);
        }
        catch (JsonException)
        {
            return JsonValue.Create(value);
        }
    }

    // Names that come twice, or are half a character, are found on the first look.
    private static bool Complete(JsonNode node) => node is JsonValue || Redaction.TryParse(node.ToJsonString()) is not null;
}
