using Orrery.Core.States;
using Orrery.Grains.Catalog;
using Orrery.Grains.Interfaces.Search;
using Orrery.Grains.Versions;
using Orrery.Storage;
using Orrery.Storage.Rows;

namespace Orrery.Grains.Search;

/// <summary>Finds runs: along an index as far as one serves, and then by looking at a bounded number of them.</summary>
/// <param name="store">The store.</param>
/// <param name="names">Names of code.</param>
internal sealed class RunSearch(IStoreQueries store, BundleVersions names)
{
    private const int PageSize = 1_000;

    /// <summary>Orders that are those of an index.</summary>
    private static readonly string?[] Indexed = [null, "id", "run_after"];

    /// <summary>Finds.</summary>
    public async Task<Found<DagRunRow>> FindAsync(DagRunQuery query)
    {
        var test = new RunTest(query);
        return Indexed.Contains(query.Slice.Order, StringComparer.Ordinal) ? await WalkAsync(query, test) : await SortAsync(query, test);
    }

    /// <summary>The next runs in the order of <see cref="DagRunRow.RunAfter"/>, whatever else is wanted of them.</summary>
    public async Task<IReadOnlyList<DagRunRow>> ReadAsync(DagRunQuery query, bool oldestFirst, RunPlace? after, int count)
    {
        if (query.DagIds.Length is 0 or 1 or > SearchLimits.NamedDags)
        {
            return await store.ListDagRunsAsync(FilterOf(query, query.DagIds is [var one] ? one : null, oldestFirst, after, count));
        }

        var found = new List<DagRunRow>();
        foreach (var dagId in query.DagIds.Distinct(StringComparer.Ordinal))
        {
            found.AddRange(await store.ListDagRunsAsync(FilterOf(query, dagId, oldestFirst, after, count)));
        }

        var sorted = oldestFirst
            ? found.OrderBy(r => r.RunAfter).ThenBy(r => r.RunPk)
            : found.OrderByDescending(r => r.RunAfter).ThenByDescending(r => r.RunPk);
        return [.. sorted.Take(count)];
    }

    /// <summary>Whether a run passes what no index serves.</summary>
    public async ValueTask<bool> PassesAsync(DagRunQuery query, RunTest test, DagRunRow run) =>
        test.Passes(run, query.BundleVersion is null ? null : await names.OfAsync(run));

    private static DagRunFilter FilterOf(DagRunQuery query, string? dagId, bool oldestFirst, RunPlace? after, int limit) =>
        new(dagId, query.States, query.Types, after, limit) { From = query.RunAfter.From, To = query.RunAfter.To, OldestFirst = oldestFirst };

    private async Task<Found<DagRunRow>> WalkAsync(DagRunQuery query, RunTest test)
    {
        var slice = query.Slice;
        var oldestFirst = slice is { Order: not null, Descending: false };
        var collector = new Collector<DagRunRow>(slice);
        var place = RunCursor.Parse(slice.Cursor);
        var counts = slice.WithTotal && !test.IsTrivial;
        while (!collector.IsFull || counts)
        {
            var wanted = test.IsTrivial ? Math.Min(PageSize, collector.Wanted) : PageSize;
            var page = await ReadAsync(query, oldestFirst, place, wanted);
            foreach (var run in page)
            {
                place = new RunPlace(run.RunAfter, run.RunPk);
                if (await PassesAsync(query, test, run))
                {
                    collector.Add(run, RunCursor.Of(place.Value));
                }

                if (collector.IsFull && !counts)
                {
                    break;
                }
            }

            collector.LookedAt += test.IsTrivial ? 0 : page.Count;
            if (page.Count < wanted)
            {
                collector.IsAtEnd = true;
                break;
            }

            if (collector.LookedAt >= SearchLimits.LookedAt)
            {
                collector.StopAt(RunCursor.Of(place!.Value));
                break;
            }
        }

        return collector.ToFound(test.IsTrivial && slice.WithTotal && !(collector.IsAtEnd && slice.Cursor is null) ? await CountAsync(query) : null);
    }

    private async Task<int> CountAsync(DagRunQuery query)
    {
        var sum = 0;
        var filters = query.DagIds.IsEmpty ? [null] : query.DagIds.Distinct(StringComparer.Ordinal).Cast<string?>();
        foreach (var dagId in filters)
        {
            sum += await store.CountDagRunsAsync(FilterOf(query, dagId, oldestFirst: false, after: null, SearchLimits.Counted + 1 - sum));
            if (sum > SearchLimits.Counted)
            {
                break;
            }
        }

        return sum;
    }

    private async Task<Found<DagRunRow>> SortAsync(DagRunQuery query, RunTest test)
    {
        var found = new List<DagRunRow>();
        RunPlace? place = null;
        for (var lookedAt = 0; lookedAt < SearchLimits.LookedAt; lookedAt += PageSize)
        {
            var page = await ReadAsync(query, oldestFirst: false, place, PageSize);
            foreach (var run in page)
            {
                if (await PassesAsync(query, test, run))
                {
                    found.Add(run);
                }
            }

            if (page.Count < PageSize)
            {
                break;
            }

            place = new RunPlace(page[^1].RunAfter, page[^1].RunPk);
        }

        return Sorted.Slice(found, query.Slice, KeyOf(query.Slice.Order!), r => r.RunPk);
    }

    private static Func<DagRunRow, IComparable?> KeyOf(string order) => order switch
    {
        "dag_id" => r => r.DagId,
        "run_id" or "dag_run_id" => r => r.RunId,
        "state" => r => r.State.WireName(),
        "logical_date" => r => r.LogicalDate,
        "start_date" => r => r.StartedAt,
        "end_date" => r => r.EndedAt,
        "updated_at" => r => RunTest.UpdatedAt(r),
        "duration" => r => r.EndedAt - r.StartedAt,
        "conf" => r => r.ConfJson,
        _ => throw new ArgumentException($"Runs are not ordered by '{order}'.", nameof(order)),
    };
}
