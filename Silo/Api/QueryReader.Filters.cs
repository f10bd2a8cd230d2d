using System.Globalization;
using Orrery.Core.Identity;
using Orrery.Core.States;
using Orrery.Grains.Interfaces.Search;

namespace Orrery.Silo.Api;

/// <content>What filters of lists have in common.</content>
internal sealed partial class QueryReader
{
    private const int MaxLimit = 1_000;
    private const int MaxOffset = 100_000;
    private const int MaxValues = 1_000;

    /// <summary>Texts, each once as a parameter of this name.</summary>
    public string[] Texts(string name)
    {
        _known.Add(name);
        string[] texts = [.. request.Query[name].OfType<string>().Where(t => t.Length > 0).Distinct(StringComparer.Ordinal)];
        if (texts.Length > MaxValues || texts.Any(t => t.Length > MaxText || t.Contains('\0', StringComparison.Ordinal)))
        {
            Add(name, $"Must be at most {MaxValues} texts of at most {MaxText} characters, none of them NUL.");
            return [];
        }

        return texts;
    }

    /// <summary>Whole numbers, each once as a parameter of this name.</summary>
    public int[] Ints(string name)
    {
        var numbers = new List<int>();
        foreach (var text in Texts(name))
        {
            if (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
            {
                numbers.Add(number);
            }
            else
            {
                Add(name, "Must be a whole number.");
                return [];
            }
        }

        return [.. numbers];
    }

    /// <summary>A whole number; null when it is not given.</summary>
    public int? OptionalInt(string name, int min) => Text(name) is null ? null : Int(name, min, min, int.MaxValue);

    /// <summary>true, false, or (null) not given.</summary>
    public bool? Flag(string name)
    {
        if (!request.Query.ContainsKey(name))
        {
            _known.Add(name);
            return null;
        }

        return Bool(name);
    }

    /// <summary>One of some words; null when it is not given.</summary>
    public string? Word(string name, params string[] words)
    {
        var text = Text(name);
        if (text is null || words.Contains(text, StringComparer.Ordinal))
        {
            return text;
        }

        Add(name, $"Must be one of {string.Join(", ", words)}.");
        return null;
    }

    /// <summary>A range of moments: the parameters of this name with <c>_gte</c>, <c>_gt</c>, <c>_lte</c> and <c>_lt</c>.</summary>
    public MomentRange Moments(string name) => Ranges.Moments(Moment($"{name}_gte"), Moment($"{name}_gt"), Moment($"{name}_lte"), Moment($"{name}_lt"));

    /// <summary>A range of seconds, as <see cref="Moments"/>.</summary>
    public SecondsRange Seconds(string name) => Ranges.Seconds(Number($"{name}_gte"), Number($"{name}_gt"), Number($"{name}_lte"), Number($"{name}_lt"));

    /// <summary>States of runs, each once as a parameter of this name.</summary>
    public DagRunState[] RunStates(string name) => [.. Parsed<DagRunState>(name, StateExtensions.TryParseRunState, Enum.GetValues<DagRunState>().Select(s => s.WireName()))];

    /// <summary>Types of runs, each once as a parameter of this name.</summary>
    public DagRunType[] RunTypes(string name) => [.. Parsed<DagRunType>(name, DagRunTypes.TryParse, DagRunTypes.AllNames)];

    /// <summary>States of task instances, each once as a parameter of this name; <c>none</c> and <c>no_status</c>: nothing decided yet.</summary>
    public TaskInstanceState[] TaskStates(string name) => [.. Parsed<TaskInstanceState>(name, TaskStateNames.TryParse, TaskStateNames.All)];

    /// <summary>Which part of the list: <c>limit</c>, <c>offset</c>, <c>cursor</c> and <c>order_by</c>.</summary>
    /// <param name="orders">What it may be ordered by.</param>
    /// <param name="fallback">The order when none is asked for, <c>-</c> before it: turned round; null: the list's own.</param>
    /// <param name="maxLimit">The most items of a page.</param>
    public Slice Slice(IReadOnlyList<string> orders, string? fallback, int maxLimit = MaxLimit)
    {
        var cursor = Text("cursor");
        var asked = Text("order_by") ?? fallback;
        var order = asked?.TrimStart('-');
        if (order is not null && !orders.Contains(order, StringComparer.Ordinal))
        {
            Add("order_by", $"Must be one of {string.Join(", ", orders)}, with - before it to turn it round.");
        }

        return new Slice
        {
            Limit = Int("limit", 50, 1, maxLimit),
            Offset = Int("offset", 0, 0, MaxOffset),
            Cursor = cursor,
            Order = order,
            Descending = asked?.StartsWith('-') == true,
            WithTotal = cursor is null,
        };
    }

    /// <summary>A number; null when it is not given.</summary>
    public double? Number(string name)
    {
        if (Text(name) is not { } text)
        {
            return null;
        }

        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number))
        {
            return number;
        }

        Add(name, "Must be a number.");
        return null;
    }

    private List<T> Parsed<T>(string name, TryParse<T> parse, IEnumerable<string> all)
    {
        var values = new List<T>();
        foreach (var text in Texts(name))
        {
            if (parse(text, out var value))
            {
                values.Add(value);
            }
            else
            {
                Add(name, $"Must be one of {string.Join(", ", all)}.");
                return [];
            }
        }

        return values;
    }

    private delegate bool TryParse<T>(string text, out T value);
}
