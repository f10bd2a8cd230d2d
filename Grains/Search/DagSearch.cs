using Orrery.Core.States;
using Orrery.Grains.Interfaces.Catalog;
using Orrery.Grains.Interfaces.Search;
using Orrery.Storage;
using Orrery.Storage.Rows;

namespace Orrery.Grains.Search;

/// <summary>Finds DAGs.</summary>
/// <param name="store">The store.</param>
internal sealed class DagSearch(IStoreQueries store)
{
    private const int PageSize = 1_000;
    private const int LatestRuns = 14;

    /// <summary>Finds.</summary>
    public async Task<Found<DagInfo>> FindAsync(DagQuery query)
    {
        var filter = new DagFilter(query.Bundle, ActiveOnly: query.ExcludeStale, Limit: PageSize)
        {
            IdPatterns = LikePattern.Parse(query.IdPattern).Alternatives,
            Tags = query.Tags,
            AllTags = query.AllTags,
            Owners = query.Owners,
            IsPaused = query.IsPaused,
            HasImportErrors = query.HasImportErrors,
            LastRunState = query.LastRunState,
            FavoriteOf = query.IsFavorite == true ? query.User : null,
            NoFavoriteOf = query.IsFavorite == false ? query.User : null,
        };
        var page = query.Slice is { Order: null or "dag_id" or "dag_display_name", Descending: false } ? await WalkAsync(filter, query.Slice) : await SortAsync(filter, query.Slice);
        return new Found<DagInfo>(await DescribeAsync(page.Items), page.NextCursor, page.Total);
    }

    private async Task<Found<DagRow>> WalkAsync(DagFilter filter, Slice slice)
    {
        var collector = new Collector<DagRow>(slice);
        var after = slice.Cursor;
        while (!collector.IsFull)
        {
            var wanted = Math.Min(PageSize, collector.Wanted);
            var page = await store.ListDagsAsync(filter with { AfterDagId = after, Limit = wanted });
            foreach (var dag in page)
            {
                collector.Add(dag, dag.DagId);
            }

            if (page.Count < wanted)
            {
                collector.IsAtEnd = true;
                break;
            }

            after = page[^1].DagId;
        }

        // There are never so many DAGs that counting them needs a bound.
        var found = collector.ToFound(counted: null);
        return slice.WithTotal && !(collector.IsAtEnd && slice.Cursor is null) ? found with { Total = await store.CountDagsAsync(filter) } : found;
    }

    private async Task<Found<DagRow>> SortAsync(DagFilter filter, Slice slice)
    {
        var all = new List<DagRow>();
        while (await store.ListDagsAsync(filter with { AfterDagId = all.Count == 0 ? null : all[^1].DagId }) is { Count: > 0 } page)
        {
            all.AddRange(page);
        }

        var newest = slice.Order is "last_run_state" or "last_run_start_date"
            ? (await store.ListLatestRunsAsync([.. all.Select(d => d.DagId)], perDag: 1)).ToDictionary(r => r.DagId, StringComparer.Ordinal)
            : [];
        Func<DagRow, IComparable?> key = slice.Order switch
        {
            null or "dag_id" or "dag_display_name" => d => d.DagId,
            "next_dagrun" => d => d.NextRunAfter,
            "last_run_state" => d => newest.GetValueOrDefault(d.DagId)?.State.WireName(),
            "last_run_start_date" => d => newest.GetValueOrDefault(d.DagId)?.StartedAt,
            _ => throw new ArgumentException($"DAGs are not ordered by '{slice.Order}'.", nameof(slice)),
        };
        return Sorted.Slice(all, slice, key, _ => 0);
    }

    private async Task<IReadOnlyList<DagInfo>> DescribeAsync(IReadOnlyList<DagRow> page)
    {
        var runs = (await store.ListLatestRunsAsync([.. page.Select(d => d.DagId)], LatestRuns)).ToLookup(r => r.DagId, StringComparer.Ordinal);
        var broken = (await store.ListImportErrorsAsync(bundle: null)).Select(e => (e.Bundle, e.File)).ToHashSet();
        return [.. page.Select(d => Infos.Of(d, runs[d.DagId], broken.Contains((d.Bundle, d.File))))];
    }
}
