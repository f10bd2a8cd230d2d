using System.Globalization;
using Orrery.Grains.Catalog;
using Orrery.Grains.Interfaces.Search;
using Orrery.Grains.Versions;
using Orrery.Storage;
using Orrery.Storage.Rows;

namespace Orrery.Grains.Search;

/// <summary>Finds XComs, run by run as task instances are found, and never reads a value for a list.</summary>
internal sealed class XComSearch(IStoreQueries store, RunPlanCache plans, BundleVersions names)
{
    private const int PageSize = 1_000;

    private readonly TaskSearch _tasks = new(store, plans, names);

    /// <summary>Finds.</summary>
    public async Task<Found<XComInfo>> FindAsync(XComQuery query)
    {
        var slice = query.Tasks.Slice;
        var (from, ordinal, key) = Parse(slice.Cursor);
        var pattern = LikePattern.Parse(query.KeyPattern);
        var test = new TaskTest(query.Tasks);
        var collector = new Collector<XComInfo>(slice);
        await foreach (var run in _tasks.RunsAsync(query.Tasks, from))
        {
            var (tasks, all) = await _tasks.OfRunAsync(test, run);
            collector.LookedAt += all + 1;
            var wanted = tasks.ToDictionary(t => t.Ordinal);
            var (afterOrdinal, afterKey) = from is { } place && place.RunPk == run.RunPk ? (ordinal, key) : (-1, "");
            while (wanted.Count > 0 && await store.ListXComNamesAsync(run.RunPk, afterOrdinal, afterKey, PageSize) is { Count: > 0 } page)
            {
                foreach (var name in page.Where(n => wanted.ContainsKey(n.Ordinal) && (query.Key is null || n.Key == query.Key) && pattern.Finds(n.Key)))
                {
                    collector.Add(InfoOf(run, wanted[name.Ordinal].TaskId, wanted[name.Ordinal].MapIndex, name.Key, name.CreatedAt), Cursor(run, name));
                }

                collector.LookedAt += page.Count;
                (afterOrdinal, afterKey) = (page[^1].Ordinal, page[^1].Key);
                if (page.Count < PageSize || collector.LookedAt >= SearchLimits.LookedAt)
                {
                    break;
                }
            }

            if (collector.LookedAt >= SearchLimits.LookedAt)
            {
                collector.StopAt(Cursor(run, new XComName(afterOrdinal, afterKey, default)));
                break;
            }

            if (collector.IsFull && !slice.WithTotal)
            {
                break;
            }
        }

        collector.IsAtEnd = collector.LookedAt < SearchLimits.LookedAt && (!collector.IsFull || slice.WithTotal);
        return collector.ToFound(counted: null);
    }

    /// <summary>One with its value.</summary>
    public async Task<XComInfo?> GetAsync(XComAddress address) =>
        await store.GetDagRunAsync(address.DagId, address.RunId) is { } run
        && (await store.GetTaskInstancesAsync(run.RunPk)).FirstOrDefault(t => t.TaskId == address.TaskId && t.MapIndex == address.MapIndex) is { } task
        && await store.GetXComAsync(run.RunPk, task.Ordinal, address.Key) is { } row
            ? InfoOf(run, address.TaskId, address.MapIndex, row.Key, row.CreatedAt) with { ValueJson = row.ValueJson }
            : null;

    private static XComInfo InfoOf(DagRunRow run, string taskId, int mapIndex, string key, DateTimeOffset at) => new()
    {
        Key = key,
        TaskId = taskId,
        MapIndex = mapIndex,
        DagId = run.DagId,
        RunId = run.RunId,
        LogicalDate = run.LogicalDate,
        RunAfter = run.RunAfter,
        Timestamp = at,
    };

    private static string Cursor(DagRunRow run, XComName name) => string.Create(CultureInfo.InvariantCulture, $"{RunCursor.Of(run)}.{name.Ordinal}.{name.Key}");

    private static (RunPlace? From, int Ordinal, string Key) Parse(string? cursor) =>
        cursor?.Split('.', 3) is [var run, var ordinal, var key]
        && RunCursor.Parse(run) is { } place
        && int.TryParse(ordinal, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var after)
            ? (place, after, key)
            : (null, -1, "");
}
