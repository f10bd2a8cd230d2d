using Orrery.Grains.Interfaces.Catalog;

namespace Orrery.Cli.Commands;

/// <summary>Reads lists page by page.</summary>
internal static class Pages
{
    /// <summary>All items of a list, up to <paramref name="limit"/>.</summary>
    public static async Task<IReadOnlyList<T>> AllAsync<T>(
        Func<ListQuery, CancellationToken, Task<Page<T>>> list, ListQuery query, int limit, CancellationToken cancellationToken)
    {
        var items = new List<T>();
        while (true)
        {
            var page = await list(query with { Limit = Math.Min(query.Limit, limit - items.Count) }, cancellationToken);
            items.AddRange(page.Items);
            if (page.NextCursor is not { } cursor || items.Count >= limit)
            {
                return items;
            }

            query = query with { Cursor = cursor };
        }
    }
}
