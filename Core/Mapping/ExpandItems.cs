using System.Text.Json.Nodes;

namespace Orrery.Core.Mapping;

/// <summary>Lists of items, and how they are put together.</summary>
public static class ExpandItems
{
    /// <summary>Stands for an item whose instance is skipped; known by its reference.</summary>
    internal static JsonNode Skip { get; } = new JsonObject { ["skipped"] = true };

    /// <summary>The items of a value: those of a list, the <c>[key, value]</c> pairs of a mapping; null when it is neither.</summary>
    public static IReadOnlyList<JsonNode?>? Of(JsonNode? value) => value switch
    {
        JsonArray list => [.. list],
        JsonObject map => [.. map.Select(JsonNode? (p) => new JsonArray(p.Key, p.Value?.DeepClone()))],
        _ => null,
    };

    /// <summary>Lists side by side; as long as the shortest, or, filled up, as the longest.</summary>
    /// <param name="lists">The lists.</param>
    /// <param name="hasFill">Whether shorter ones are filled up.</param>
    /// <param name="fill">With what.</param>
    public static IReadOnlyList<JsonNode?> Zip(IReadOnlyList<IReadOnlyList<JsonNode?>> lists, bool hasFill, JsonNode? fill)
    {
        var length = ZipLength([.. lists.Select(l => l.Count)], hasFill);
        return [.. Enumerable.Range(0, length).Select(i => Row([.. lists.Select(l => i < l.Count ? l[i] : fill)]))];
    }

    /// <summary>Lists one after the other.</summary>
    public static IReadOnlyList<JsonNode?> Concat(IReadOnlyList<IReadOnlyList<JsonNode?>> lists) => [.. lists.SelectMany(l => l)];

    /// <summary>How long lists side by side are.</summary>
    internal static int ZipLength(IReadOnlyList<int> lengths, bool hasFill) => hasFill ? lengths.Max() : lengths.Min();

    private static JsonNode? Row(IReadOnlyList<JsonNode?> items) =>
        items.Any(i => ReferenceEquals(i, Skip)) ? Skip : new JsonArray([.. items.Select(i => i?.DeepClone())]);
}
