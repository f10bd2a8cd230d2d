using System.Text.Json.Nodes;

namespace Orrery.Core.Mapping;

/// <summary>The values that the instances of a mapped task get, by map index.</summary>
/// <remarks>Combinations are worked out when they are asked for: the arguments' lists are all that is kept.</remarks>
public sealed class ExpandedValues
{
    private readonly IReadOnlyList<(string Name, IReadOnlyList<JsonNode?> Items)> _arguments;
    private readonly IReadOnlyList<JsonNode?>? _sets;

    internal ExpandedValues(IReadOnlyList<(string Name, IReadOnlyList<JsonNode?> Items)> arguments)
    {
        _arguments = arguments;
        Count = arguments.Aggregate(1L, (count, a) => Math.Min(count * a.Items.Count, int.MaxValue));
        Skipped = [.. arguments.Any(a => a.Items.Contains(ExpandItems.Skip)) ? Indexes().Where(i => ItemsAt(i).Any(x => ReferenceEquals(x.Item, ExpandItems.Skip))) : []];
    }

    internal ExpandedValues(IReadOnlyList<JsonNode?> sets)
    {
        _arguments = [];
        _sets = sets;
        Count = sets.Count;
        Skipped = [.. Indexes().Where(i => ReferenceEquals(sets[i], ExpandItems.Skip))];
    }

    /// <summary>How many instances there are.</summary>
    public long Count { get; }

    /// <summary>Indexes of the instances that are skipped because an item of theirs is, ascending.</summary>
    public IReadOnlyList<int> Skipped { get; }

    /// <summary>The arguments of one instance; one that has no value because it is skipped is null.</summary>
    /// <param name="mapIndex">From 0 up to <see cref="Count"/>.</param>
    public JsonObject At(int mapIndex)
    {
        if (_sets is not null)
        {
            return ReferenceEquals(_sets[mapIndex], ExpandItems.Skip) ? [] : _sets[mapIndex]!.DeepClone().AsObject();
        }

        var values = new JsonObject();
        foreach (var (name, item) in ItemsAt(mapIndex))
        {
            values[name] = ReferenceEquals(item, ExpandItems.Skip) ? null : item?.DeepClone();
        }

        return values;
    }

    private IEnumerable<int> Indexes() => Enumerable.Range(0, (int)Math.Min(Count, ExpandLimits.MaxInstances));

    /// <summary>The last argument varies fastest, so an index is a number whose digits are places in the arguments' lists.</summary>
    private (string Name, JsonNode? Item)[] ItemsAt(int mapIndex)
    {
        var found = new (string, JsonNode?)[_arguments.Count];
        for (var i = found.Length - 1; i >= 0; i--)
        {
            var (name, items) = _arguments[i];
            found[i] = (name, items[mapIndex % items.Count]);
            mapIndex /= items.Count;
        }

        return found;
    }
}
