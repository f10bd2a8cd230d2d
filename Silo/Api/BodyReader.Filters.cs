using System.Text.Json;
using Orrery.Core.States;
using Orrery.Grains.Interfaces.Search;

namespace Orrery.Silo.Api;

/// <content>What searches by a body have in common, and values of any kind.</content>
internal sealed partial class BodyReader
{
    /// <summary>A range of moments: the fields of this name with <c>_gte</c>, <c>_gt</c>, <c>_lte</c> and <c>_lt</c>.</summary>
    public MomentRange Moments(string name) => Ranges.Moments(Moment($"{name}_gte"), Moment($"{name}_gt"), Moment($"{name}_lte"), Moment($"{name}_lt"));

    /// <summary>A range of seconds, as <see cref="Moments"/>.</summary>
    public SecondsRange Seconds(string name) => Ranges.Seconds(Number($"{name}_gte"), Number($"{name}_gt"), Number($"{name}_lte"), Number($"{name}_lt"));

    /// <summary>States of runs.</summary>
    public DagRunState[] RunStates(string name, int maxCount)
    {
        var states = new List<DagRunState>();
        foreach (var text in Texts(name, maxCount))
        {
            if (StateExtensions.TryParseRunState(text, out var state))
            {
                states.Add(state);
            }
            else
            {
                Add(name, $"Must be some of {string.Join(", ", Enum.GetValues<DagRunState>().Select(s => s.WireName()))}.");
                return [];
            }
        }

        return [.. states];
    }

    /// <summary>States of task instances; null among them: nothing decided yet.</summary>
    public TaskInstanceState[] TaskStates(string name, int maxCount)
    {
        if (Find(name) is not { } value)
        {
            return [];
        }

        var states = new List<TaskInstanceState>();
        foreach (var item in value.ValueKind == JsonValueKind.Array && value.GetArrayLength() <= maxCount ? [.. value.EnumerateArray()] : (JsonElement[])[value])
        {
            if (item.ValueKind == JsonValueKind.Null)
            {
                states.Add(TaskInstanceState.None);
            }
            else if (item.ValueKind == JsonValueKind.String && TaskStateNames.TryParse(item.GetString()!, out var state))
            {
                states.Add(state);
            }
            else
            {
                Add(name, $"Must be a list of at most {maxCount} of {string.Join(", ", TaskStateNames.All)}, or null.");
                return [];
            }
        }

        return [.. states];
    }

    /// <summary>Which part of a list: <c>page_limit</c>, <c>page_offset</c> and <c>order_by</c>.</summary>
    public Slice Slice(IReadOnlyList<string> orders, string? fallback)
    {
        var asked = Text("order_by", maxLength: 100) ?? fallback;
        var order = asked?.TrimStart('-');
        if (order is not null && !orders.Contains(order, StringComparer.Ordinal))
        {
            Add("order_by", $"Must be one of {string.Join(", ", orders)}, with - before it to turn it round.");
        }

        return new Slice
        {
            Limit = (int)Math.Clamp(Long("page_limit", min: 1) ?? 100, 1, 1_000),
            Offset = (int)Math.Min(Long("page_offset", min: 0) ?? 0, 100_000),
            Order = order,
            Descending = asked?.StartsWith('-') == true,
            WithTotal = true,
        };
    }

    /// <summary>A value of any kind as JSON, also null; null when the field is missing.</summary>
    public string? Value(string name)
    {
        _known.Add(name);
        return _root.TryGetProperty(name, out var value) ? value.GetRawText() : null;
    }

    private double? Number(string name)
    {
        if (Find(name) is not { } value)
        {
            return null;
        }

        if (value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number) && double.IsFinite(number))
        {
            return number;
        }

        Add(name, "Must be a number.");
        return null;
    }
}
