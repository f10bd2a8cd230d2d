using Orrery.Grains.Interfaces.Catalog;

namespace Orrery.Silo.Api;

/// <summary>Which part of a list a request wants: by cursor, which costs the same on every page, or by offset, as Airflow's clients do.</summary>
/// <param name="Limit">How many items.</param>
/// <param name="Offset">How many to skip.</param>
/// <param name="Cursor">Where to begin.</param>
internal readonly record struct Paging(int Limit, int Offset, string? Cursor)
{
    /// <summary>The parameters it reads.</summary>
    public static readonly string[] Parameters = ["limit", "offset", "cursor", "order_by"];

    private const int MaxLimit = 1_000;
    private const int MaxOffset = 100_000;

    /// <summary>Reads <c>limit</c>, <c>offset</c> and <c>cursor</c>.</summary>
    public static Paging Read(QueryReader query) =>
        new(query.Int("limit", 50, 1, MaxLimit), query.Int("offset", 0, 0, MaxOffset), query.Text("cursor"));

    /// <summary>Reads the part.</summary>
    public async Task<Page<T>> ReadAsync<T>(
        Func<ListQuery, CancellationToken, Task<Page<T>>> list, ListQuery query, CancellationToken cancellationToken)
    {
        var cursor = Cursor;
        var left = Offset;
        while (left > 0)
        {
            var skipped = await list(query with { Limit = Math.Min(left, MaxLimit), Cursor = cursor }, cancellationToken);
            left -= skipped.Items.Length;
            if (skipped.NextCursor is null)
            {
                return new Page<T> { Items = [], Total = Offset - left };
            }

            cursor = skipped.NextCursor;
        }

        return await list(query with { Limit = Limit, Cursor = cursor }, cancellationToken);
    }

    /// <summary>
    /// How many items the whole list has, where the page tells; while there are more, one more than what was skipped and shown, so that who counts
    /// goes on. Null after a cursor, which does not know its place.
    /// </summary>
    public long? TotalOf<T>(Page<T> page) => Cursor is not null ? null : page.Total ?? Offset + page.Items.Length + (page.NextCursor is null ? 0 : 1);
}
