using System.Collections.Immutable;
using Orrery.Grains.Interfaces.Catalog;

namespace Orrery.Client.Access;

/// <summary>A page of a list without what a caller must not know of. Nothing of it, nor that there is a next page, depends on what they do not see.</summary>
/// <param name="Items">The items.</param>
/// <param name="NextCursor">Where the next page begins; null: they see nothing more.</param>
/// <param name="NotSkipped">How many of the items that were to be skipped there are not.</param>
internal readonly record struct SeenPage<T>(ImmutableArray<T> Items, string? NextCursor, int NotSkipped);

/// <summary>Reads pages of what a caller sees.</summary>
internal static class SeenPage
{
    /// <summary>Reads for one page, at most: after that it is shorter than asked for, and goes on.</summary>
    private const int MaxReads = 64;

    private const int MinRead = 50;
    private const int MaxRead = 1_000;

    /// <summary>Reads a page.</summary>
    /// <param name="read">Reads so many items of the whole list from a cursor.</param>
    /// <param name="limit">How many items the page has at most.</param>
    /// <param name="skip">How many that are seen come before.</param>
    /// <param name="cursor">Where to begin; null: at the beginning.</param>
    /// <param name="sees">Whether the caller sees an item.</param>
    public static async Task<SeenPage<T>> ReadAsync<T>(Func<int, string?, Task<Page<T>>> read, int limit, int skip, string? cursor, Func<T, bool> sees)
    {
        limit = Math.Max(limit, 1);
        var items = ImmutableArray.CreateBuilder<T>();
        string? next = null;
        var size = Math.Max(limit, Math.Clamp(Math.Min(skip, MaxRead) + limit, MinRead, MaxRead));
        for (var reads = 0; reads < MaxReads; reads++)
        {
            var page = await read(size, cursor);
            for (var i = 0; i < page.Items.Length; i++)
            {
                if (!sees(page.Items[i]))
                {
                    continue;
                }

                if (skip > 0)
                {
                    skip--;
                }
                else if (items.Count == limit)
                {
                    // Only now is it known that another page would have something on it.
                    return new SeenPage<T>(items.ToImmutable(), next, 0);
                }
                else
                {
                    items.Add(page.Items[i]);
                    if (items.Count == limit)
                    {
                        // The place after an item that is seen: cursors tell of the item before them. Lists are cut only where they cut themselves.
                        next = i + 1 == page.Items.Length ? page.NextCursor : (await read(i + 1, cursor)).NextCursor;
                    }
                }
            }

            if (page.NextCursor is null)
            {
                return new SeenPage<T>(items.ToImmutable(), null, skip);
            }

            cursor = page.NextCursor;
            size = Math.Max(size, Math.Min(size * 2, MaxRead));
        }

        return new SeenPage<T>(items.ToImmutable(), items.Count == limit ? next : cursor, skip);
    }
}
