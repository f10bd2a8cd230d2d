using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace Orrery.Core.Json;

/// <summary>Finds where two JSON documents differ.</summary>
public static class JsonDifference
{
    /// <summary>
    /// The path of the first value that is not the same in both, in the order of the first document: <c>$.tasks[2].env.NOW</c>. Null: they are
    /// equal. The order of an object's members counts for nothing.
    /// </summary>
    public static string? FirstPath(JsonNode? one, JsonNode? other)
    {
        var path = new StringBuilder("$");
        return Differs(one, other, path) ? path.ToString() : null;
    }

    // Leaves the path of the difference in the builder when there is one, else the path as it was.
    private static bool Differs(JsonNode? one, JsonNode? other, StringBuilder path)
    {
        if (one is JsonObject members && other is JsonObject others)
        {
            return members.Any(m => others.ContainsKey(m.Key) ? DiffersBelow(m.Value, others[m.Key], Member(m.Key), path) : Found(Member(m.Key), path))
                || others.Any(o => !members.ContainsKey(o.Key) && Found(Member(o.Key), path));
        }

        if (one is JsonArray items && other is JsonArray otherItems)
        {
            for (var i = 0; i < items.Count || i < otherItems.Count; i++)
            {
                var segment = string.Create(CultureInfo.InvariantCulture, $"[{i}]");
                if (i >= items.Count || i >= otherItems.Count ? Found(segment, path) : DiffersBelow(items[i], otherItems[i], segment, path))
                {
                    return true;
                }
            }

            return false;
        }

        return !JsonNode.DeepEquals(one, other);
    }

    private static bool DiffersBelow(JsonNode? one, JsonNode? other, string segment, StringBuilder path)
    {
        var length = path.Length;
        path.Append(segment);
        if (Differs(one, other, path))
        {
            return true;
        }

        path.Length = length;
        return false;
    }

    private static bool Found(string segment, StringBuilder path)
    {
        path.Append(segment);
        return true;
    }

    private static string Member(string name) =>
        name.Length > 0 && name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_') ? $".{name}" : $"[\"{name}\"]";
}
