using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Orrery.Core.Secrets;

/// <summary>What people are shown of secrets, and how what they send back is understood: <c>***</c> there means "as it is".</summary>
public static class Redaction
{
    private static readonly JsonDocumentOptions Bounded = new() { MaxDepth = 64 };

    /// <summary>What is shown of a variable's value: all of it, unless its name, or a name in it, promises a secret.</summary>
    public static string Variable(string key, string value) =>
        SensitiveNames.Hides(key) ? SensitiveNames.Mask : Extra(value);

    /// <summary>What is shown of a JSON object: values of names that promise a secret are hidden. What is no JSON object is shown as it is.</summary>
    [return: NotNullIfNotNull(nameof(text))]
    public static string? Extra(string? text)
    {
        if (text is null || TryParse(text) is not { } root)
        {
            return text;
        }

        return Hide(root) ? root.ToJsonString() : text;
    }

    /// <summary>What is shown of a password: that there is one.</summary>
    public static string? Password(string? password) => password is null ? null : SensitiveNames.Mask;

    /// <summary>The value of a variable that somebody sends who was shown <see cref="Variable"/>.</summary>
    /// <param name="key">Key of the variable.</param>
    /// <param name="sent">What they send.</param>
    /// <param name="stored">What it is.</param>
    public static string MergeVariable(string key, string sent, string stored) =>
        SensitiveNames.Hides(key) ? sent == SensitiveNames.Mask ? stored : sent : MergeExtra(sent, stored);

    /// <summary>The JSON object that somebody sends who was shown <see cref="Extra"/>.</summary>
    public static string MergeExtra(string sent, string? stored)
    {
        if (stored is null || !sent.Contains(SensitiveNames.Mask, StringComparison.Ordinal) || TryParse(sent) is not { } root || TryParse(stored) is not { } old)
        {
            return sent;
        }

        return Restore(root, old) ? root.ToJsonString() : sent;
    }

    /// <summary>A JSON object or array; null when the text is anything else.</summary>
    internal static JsonNode? TryParse(string text)
    {
        if (text.AsSpan().TrimStart() is not ['{' or '[', ..])
        {
            return null;
        }

        try
        {
            var root = JsonNode.Parse(text, nodeOptions: null, Bounded);

            // Read whole now: names that come twice, or are half a character, are found on the first look.
            Touch(root);
            return root;
        }
        catch (Exception e) when (e is JsonException or ArgumentException or InvalidOperationException)
        {
            return null;
        }
    }

    private static void Touch(JsonNode? node)
    {
        foreach (var child in ChildrenOf(node))
        {
            Touch(child);
        }
    }

    private static IEnumerable<JsonNode?> ChildrenOf(JsonNode? node) => node switch
    {
        JsonObject map => map.Select(m => m.Value),
        JsonArray list => list,
        _ => [],
    };

    private static bool Hide(JsonNode? node)
    {
        var hidden = false;
        if (node is JsonObject map)
        {
            foreach (var name in map.Where(m => m.Value is not null && SensitiveNames.Hides(m.Key)).Select(m => m.Key).ToList())
            {
                map[name] = SensitiveNames.Mask;
                hidden = true;
            }
        }

        foreach (var child in ChildrenOf(node))
        {
            hidden |= Hide(child);
        }

        return hidden;
    }

    private static bool Restore(JsonNode? node, JsonNode? old)
    {
        var restored = false;
        switch (node, old)
        {
            case (JsonObject map, JsonObject oldMap):
                foreach (var (name, value) in map.ToList())
                {
                    if (!oldMap.TryGetPropertyValue(name, out var before))
                    {
                        continue;
                    }

                    if (SensitiveNames.Hides(name) && value is JsonValue text && text.TryGetValue(out string? shown) && shown == SensitiveNames.Mask)
                    {
                        map[name] = before?.DeepClone();
                        restored = true;
                    }
                    else
                    {
                        restored |= Restore(value, before);
                    }
                }

                break;
            case (JsonArray list, JsonArray oldList) when list.Count == oldList.Count:
                for (var i = 0; i < list.Count; i++)
                {
                    restored |= Restore(list[i], oldList[i]);
                }

                break;
        }

        return restored;
    }
}
