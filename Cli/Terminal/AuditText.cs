using System.Text.Json;

namespace Orrery.Cli.Terminal;

/// <summary>What an entry of the audit says besides, on one line: <c>bundle=main location: /one → /two</c>. Only what changed is shown of a change.</summary>
internal static class AuditText
{
    /// <summary>The line.</summary>
    /// <param name="json">Details of the entry, a JSON object; null: it has none.</param>
    public static string Of(string? json)
    {
        if (json is null)
        {
            return "";
        }

        using var document = JsonDocument.Parse(json);
        var details = document.RootElement;
        if (details.ValueKind != JsonValueKind.Object)
        {
            return PlainText.OneLine(json);
        }

        var parts = new List<string>();
        foreach (var detail in details.EnumerateObject().Where(d => d.Name is not ("before" or "after")))
        {
            parts.AddRange(Leaves(detail.Name, detail.Value).Select(l => $"{l.Name}={l.Value}"));
        }

        var (before, after) = (Side(details, "before"), Side(details, "after"));
        foreach (var name in before.Keys.Union(after.Keys, StringComparer.Ordinal))
        {
            var (was, now) = (before.GetValueOrDefault(name), after.GetValueOrDefault(name));
            if (was != now)
            {
                parts.Add(
                    before.Count == 0 ? $"{name}={now}"
                    : after.Count == 0 ? $"{name} was {was}"
                    : $"{name}: {was ?? "none"} → {now ?? "none"}");
            }
        }

        return PlainText.OneLine(string.Join(' ', parts));
    }

    private static Dictionary<string, string> Side(JsonElement details, string name)
    {
        var leaves = new Dictionary<string, string>(StringComparer.Ordinal);
        if (details.TryGetProperty(name, out var side))
        {
            foreach (var (leaf, value) in Leaves("", side))
            {
                // Names that people chose may be the same as the way to another value.
                leaves[leaf] = value;
            }
        }

        return leaves;
    }

    /// <summary>Values with the way to them; what is not set is left out.</summary>
    private static IEnumerable<(string Name, string Value)> Leaves(string name, JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Null => [],
        JsonValueKind.Object => element.EnumerateObject().SelectMany(p => Leaves(name.Length == 0 ? p.Name : $"{name}.{p.Name}", p.Value)),
        JsonValueKind.Array when element.EnumerateArray().All(e => e.ValueKind == JsonValueKind.String) =>
            element.GetArrayLength() == 0 ? [] : [(name, string.Join(',', element.EnumerateArray().Select(e => e.GetString())))],
        JsonValueKind.String => [(name, element.GetString()!)],
        _ => [(name, element.GetRawText())],
    };
}
