using System.Globalization;
using Orrery.Grains.Interfaces.Search;

namespace Orrery.Grains.Search;

/// <summary>A page of what was found.</summary>
/// <param name="Items">The items.</param>
/// <param name="NextCursor">Where the next page begins; null on the last.</param>
/// <param name="Total">How many there are, if that was asked for.</param>
internal sealed record Found<T>(IReadOnlyList<T> Items, string? NextCursor, long? Total);

/// <summary>Takes items in the order of their list until a page is full, and knows where it goes on.</summary>
internal sealed class Collector<T>(Slice slice)
{
    private readonly int _limit = Math.Clamp(slice.Limit, 1, 1_000);
    private readonly List<T> _items = [];
    private int _toSkip = Math.Max(slice.Offset, 0);
    private int _passed;
    private string? _last;
    private string? _next;

    /// <summary>How many items were looked at for this page.</summary>
    public int LookedAt { get; set; }

    /// <summary>Whether nothing follows in the list.</summary>
    public bool IsAtEnd { get; set; }

    /// <summary>Whether the page is full and it is known that there are more.</summary>
    public bool IsFull => _next is not null;

    /// <summary>How many more items would fill the page and show that there are more.</summary>
    public int Wanted => _toSkip + _limit - _items.Count + 1;

    /// <summary>Takes an item.</summary>
    /// <param name="item">The item.</param>
    /// <param name="cursor">Its place.</param>
    public void Add(T item, string cursor)
    {
        _passed++;
        if (IsFull)
        {
            return;
        }

        if (_toSkip > 0)
        {
            _toSkip--;
        }
        else if (_items.Count == _limit)
        {
            _next = _last;
        }
        else
        {
            _items.Add(item);
            _last = cursor;
        }
    }

    /// <summary>Enough was looked at: a page that is not full ends here, and the next one goes on.</summary>
    public void StopAt(string cursor) => _next ??= cursor;

    /// <summary>The page.</summary>
    /// <param name="counted">How many were counted up to the bound; null: as many as passed by here.</param>
    public Found<T> ToFound(int? counted)
    {
        var shown = slice.Offset + _items.Count;
        long? total = (slice.WithTotal, counted) switch
        {
            (false, _) => null,
            (true, { } count) => count > SearchLimits.Counted ? Math.Max(count, shown + (IsFull ? 1 : 0)) : count,
            _ => IsAtEnd ? _passed : Math.Max(_passed, shown) + 1,
        };
        return new Found<T>(_items, _next, total);
    }
}

/// <summary>Sorts what was looked at.</summary>
internal static class Sorted
{
    /// <summary>A part of the items in this order; what has no key comes last, and equals stay in the order of their numbers.</summary>
    public static Found<T> Slice<T>(IReadOnlyCollection<T> items, Slice slice, Func<T, IComparable?> key, Func<T, long> number)
    {
        var known = items.OrderBy(i => key(i) is null);
        var sorted = slice.Descending
            ? known.ThenByDescending(key, Comparer<IComparable?>.Create(Compare)).ThenByDescending(number)
            : known.ThenBy(key, Comparer<IComparable?>.Create(Compare)).ThenBy(number);
        var skip = int.TryParse(slice.Cursor, NumberStyles.None, CultureInfo.InvariantCulture, out var place) ? place : slice.Offset;
        List<T> page = [.. sorted.Skip(skip).Take(Math.Max(slice.Limit, 1))];
        var end = skip + page.Count;
        return new Found<T>(page, page.Count > 0 && end < items.Count ? end.ToString(CultureInfo.InvariantCulture) : null, slice.WithTotal ? items.Count : null);
    }

    private static int Compare(IComparable? a, IComparable? b) => (a, b) switch
    {
        (string x, string y) => string.CompareOrdinal(x, y),
        (null, _) or (_, null) => 0,
        _ => a.CompareTo(b),
    };
}
