using System.Collections.Immutable;
using System.Globalization;
using Orrery.Core.States;
using Orrery.Grains.Catalog;
using Orrery.Grains.Interfaces.Catalog;
using Orrery.Grains.Interfaces.Search;
using Orrery.Grains.Versions;
using Orrery.Storage;
using Orrery.Storage.Rows;

namespace Orrery.Grains.Search;

/// <summary>
/// Finds task instances, run by run. There is no index over the task instances of several runs: it would cost every change of a state, which is
/// what this product does most. So runs are walked along their own indices, and a bounded number of instances is looked at.
/// </summary>
/// <param name="store">The store.</param>
/// <param name="plans">Compiled versions.</param>
/// <param name="names">What is known of releases.</param>
internal sealed class TaskSearch(IStoreQueries store, RunPlanCache plans, BundleVersions names)
{
    private const int RunsAtOnce = 100;

    private readonly RunSearch _runs = new(store, names);

    /// <summary>Finds.</summary>
    public async Task<Found<FoundTaskInstance>> FindAsync(TaskInstanceQuery query)
    {
        if (query is { Runs.DagIds: [var dagId], RunIds: [var runId] })
        {
            return await FindInRunAsync(query, dagId, runId);
        }

        return query.Slice.Order is null ? await WalkAsync(query) : await SortAsync(query);
    }

    /// <summary>The runs a search goes through, from a run on, that one included.</summary>
    public async IAsyncEnumerable<DagRunRow> RunsAsync(TaskInstanceQuery query, RunPlace? from)
    {
        var runs = OfUnfinishedRuns(query) ? query.Runs with { States = [DagRunState.Queued, DagRunState.Running] } : query.Runs;
        if (query.RunIds is { IsEmpty: false } ids && !runs.DagIds.IsEmpty)
        {
            foreach (var dagId in runs.DagIds)
            {
                foreach (var runId in ids.Distinct(StringComparer.Ordinal))
                {
                    if (await store.GetDagRunAsync(dagId, runId) is { } run && (from is not { } begin || IsAtOrAfter(run, begin)))
                    {
                        yield return run;
                    }
                }
            }

            yield break;
        }

        var test = new RunTest(runs);
        var place = from is { } at ? at with { RunPk = at.RunPk + 1 } : (RunPlace?)null;
        for (var lookedAt = 0; lookedAt < SearchLimits.LookedAt; lookedAt += RunsAtOnce)
        {
            var page = await _runs.ReadAsync(runs, oldestFirst: false, place, RunsAtOnce);
            foreach (var run in page)
            {
                if ((query.RunIds.IsEmpty || query.RunIds.Contains(run.RunId)) && await _runs.PassesAsync(runs, test, run))
                {
                    yield return run;
                }
            }

            if (page.Count < RunsAtOnce)
            {
                yield break;
            }

            place = new RunPlace(page[^1].RunAfter, page[^1].RunPk);
        }
    }

    /// <summary>The task instances of a run that pass, and how many there are in all.</summary>
    public async Task<(IReadOnlyList<TaskInstanceInfo> Passed, int All)> OfRunAsync(TaskTest test, DagRunRow run)
    {
        var plan = await plans.GetAsync(run.Version);
        var rows = await store.GetTaskInstancesAsync(run.RunPk);
        List<TaskInstanceInfo> passed =
        [
            .. rows.Select(row => Infos.Of(run, row, plan, note: null))
                .Where(task => test.Passes(task, plan.TryOrdinalOf(task.TaskId, out var ordinal) ? plan.Task(ordinal).Group : null)),
        ];
        return (passed, rows.Count);
    }

    /// <summary>Whether an instance in one of the wanted states can only be in a run that has not ended.</summary>
    private static bool OfUnfinishedRuns(TaskInstanceQuery query) =>
        query.Runs.States.IsEmpty && !query.States.IsEmpty && query.States.All(s => s is TaskInstanceState.Scheduled or TaskInstanceState.Queued
            or TaskInstanceState.Deferred or TaskInstanceState.UpForRetry or TaskInstanceState.UpForReschedule);

    private static bool IsAtOrAfter(DagRunRow run, RunPlace place) => (run.RunAfter, run.RunPk).CompareTo((place.RunAfter, place.RunPk)) <= 0;

    private async Task<Found<FoundTaskInstance>> FindInRunAsync(TaskInstanceQuery query, string dagId, string runId)
    {
        if (await store.GetDagRunAsync(dagId, runId) is not { } run || !await _runs.PassesAsync(query.Runs, new RunTest(query.Runs), run))
        {
            return new Found<FoundTaskInstance>([], null, query.Slice.WithTotal ? 0 : null);
        }

        var (passed, _) = await OfRunAsync(new TaskTest(query), run);
        var page = query.Slice.Order is { } order
            ? Sorted.Slice(passed, query.Slice, Key(order, run), t => t.Ordinal)
            : Sorted.Slice(Levels(passed), query.Slice with { Descending = false }, _ => 0, _ => 0);
        return new Found<FoundTaskInstance>(await DescribeAsync([.. page.Items.Select(t => (run, t))]), page.NextCursor, page.Total);
    }

    /// <summary>As people read a run: level by level.</summary>
    private static List<TaskInstanceInfo> Levels(IEnumerable<TaskInstanceInfo> tasks) =>
        [.. tasks.OrderBy(t => t.Level).ThenBy(t => t.TaskId, StringComparer.Ordinal).ThenBy(t => t.MapIndex)];

    private async Task<Found<FoundTaskInstance>> WalkAsync(TaskInstanceQuery query)
    {
        var (from, after) = Parse(query.Slice.Cursor);
        var test = new TaskTest(query);
        var collector = new Collector<(DagRunRow, TaskInstanceInfo)>(query.Slice);
        await foreach (var run in RunsAsync(query, from))
        {
            var (passed, all) = await OfRunAsync(test, run);
            foreach (var task in passed)
            {
                if (from is not { } place || place.RunPk != run.RunPk || task.Ordinal > after)
                {
                    collector.Add((run, task), Cursor(run, task.Ordinal));
                }
            }

            // A run without instances costs a query too.
            collector.LookedAt += all + 1;
            if (collector.LookedAt >= SearchLimits.LookedAt)
            {
                collector.StopAt(Cursor(run, int.MaxValue));
                break;
            }

            if (collector.IsFull && !query.Slice.WithTotal)
            {
                break;
            }
        }

        collector.IsAtEnd = collector.LookedAt < SearchLimits.LookedAt && (!collector.IsFull || query.Slice.WithTotal);
        var found = collector.ToFound(counted: null);
        return new Found<FoundTaskInstance>(await DescribeAsync(found.Items), found.NextCursor, found.Total);
    }

    private async Task<Found<FoundTaskInstance>> SortAsync(TaskInstanceQuery query)
    {
        var test = new TaskTest(query);
        var found = new List<(DagRunRow Run, TaskInstanceInfo Task)>();
        var lookedAt = 0;
        await foreach (var run in RunsAsync(query, from: null))
        {
            var (passed, all) = await OfRunAsync(test, run);
            found.AddRange(passed.Select(t => (run, t)));
            lookedAt += all + 1;
            if (lookedAt >= SearchLimits.LookedAt)
            {
                break;
            }
        }

        var order = query.Slice.Order!;
        var page = Sorted.Slice(found, query.Slice, f => Key(order, f.Run)(f.Task), f => f.Run.RunPk);
        return new Found<FoundTaskInstance>(await DescribeAsync(page.Items), page.NextCursor, page.Total);
    }

    private async Task<IReadOnlyList<FoundTaskInstance>> DescribeAsync(IReadOnlyList<(DagRunRow Run, TaskInstanceInfo Task)> page)
    {
        var described = new List<FoundTaskInstance>(page.Count);
        foreach (var group in page.GroupBy(f => f.Run.RunPk))
        {
            var run = await names.DescribeAsync(group.First().Run);
            var notes = (await store.ListTaskNotesAsync(group.Key)).ToDictionary(n => n.Ordinal, n => n.Content);
            described.AddRange(group.Select(f => FoundTaskInstance.Of(f.Task with { Note = notes.GetValueOrDefault(f.Task.Ordinal) }, run)));
        }

        // Grouping keeps the order within a run only.
        var places = described.ToDictionary(d => (d.Task.DagId, d.Task.DagRunId, d.Task.Ordinal));
        return [.. page.Select(f => places[(f.Run.DagId, f.Run.RunId, f.Task.Ordinal)])];
    }

    private static Func<TaskInstanceInfo, IComparable?> Key(string order, DagRunRow run) => order switch
    {
        "id" => t => t.Ordinal,
        "state" => t => t.State.WireName(),
        "duration" => t => t.EndDate - t.StartDate,
        "start_date" => t => t.StartDate,
        "end_date" => t => t.EndDate,
        "updated_at" => t => TaskTest.UpdatedAt(t),
        "map_index" => t => t.MapIndex,
        "try_number" => t => t.TryNumber,
        "logical_date" => _ => run.LogicalDate,
        "run_after" => _ => run.RunAfter,
        "data_interval_start" => _ => run.IntervalStart,
        "data_interval_end" => _ => run.IntervalEnd,
        "rendered_map_index" => t => t.RenderedMapIndex,
        "operator" => t => t.Operator,
        "task_id" => t => t.TaskId,
        _ => throw new ArgumentException($"Task instances are not ordered by '{order}'.", nameof(order)),
    };

    private static string Cursor(DagRunRow run, int ordinal) => string.Create(CultureInfo.InvariantCulture, $"{RunCursor.Of(run)}.{ordinal}");

    private static (RunPlace? From, int After) Parse(string? cursor) =>
        cursor?.Split('.') is [var run, var ordinal]
        && RunCursor.Parse(run) is { } place
        && int.TryParse(ordinal, NumberStyles.None, CultureInfo.InvariantCulture, out var after)
            ? (place, after)
            : (null, -1);
}
