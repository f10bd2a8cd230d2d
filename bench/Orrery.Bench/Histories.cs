using System.Diagnostics;
using System.Globalization;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Orrery.Cli.Bench;
using Orrery.Core.Identity;
using Orrery.Core.States;
using Orrery.Storage;
using Orrery.Storage.Postgres;
using Orrery.Storage.Rows;
using Orrery.Storage.Sql;
using Orrery.Storage.Sqlite;

namespace Orrery.Bench;

/// <summary>A query, timed.</summary>
/// <param name="Query">What it asks for.</param>
/// <param name="Rows">How many rows it gives.</param>
/// <param name="P50Microseconds">Median.</param>
/// <param name="P99Microseconds">99th percentile.</param>
internal sealed record QueryTime(string Query, int Rows, double P50Microseconds, double P99Microseconds);

/// <summary>What queries take on a store with much history.</summary>
/// <param name="Machine">Where.</param>
/// <param name="Store">sqlite or postgres.</param>
/// <param name="TaskInstances">How many there are.</param>
/// <param name="FillSeconds">How long it took to write them; not durable commit by commit.</param>
/// <param name="Queries">The queries.</param>
internal sealed record HistoryReport(Machine Machine, string Store, long TaskInstances, double FillSeconds, IReadOnlyList<QueryTime> Queries);

/// <summary>Fills a store with finished runs and times what lists, grains and searches ask of it.</summary>
internal static class Histories
{
    private const int Page = 20;
    private const int Repetitions = 200;

    /// <summary>How many runs are left after the last page that is asked for: enough to fill it also with those that failed.</summary>
    private const int Left = 400;
    private const int LargeRun = 10_000;

    /// <summary>Measures.</summary>
    public static async Task<HistoryReport> MeasureAsync(int runs, string? address)
    {
        var folder = Directory.CreateTempSubdirectory("orrery-history-").FullName;
        try
        {
            var began = Stopwatch.GetTimestamp();
            await using (var filling = await OpenAsync(folder, address, Durability.Off))
            {
                await new History(filling).FillAsync((long)runs * History.TasksOfRun, CancellationToken.None);
                if (await filling.GetDagRunAsync("large", "large") is null)
                {
                    await filling.CommitAsync([.. LargeRunRows()]);
                }
            }

            var seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
            await using var store = await OpenAsync(folder, address, Durability.Full);
            var count = await store.CountTaskInstancesAsync();
            var times = new List<QueryTime>();
            foreach (var (query, ask) in Queries(runs))
            {
                times.Add(await TimeAsync(query, () => ask(store)));
            }

            return new HistoryReport(Machine.Of(), address is null ? "sqlite" : "postgres", count, Math.Round(seconds, 1), times);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static IEnumerable<(string Query, Func<IStoreQueries, Task<int>> Ask)> Queries(int runs)
    {
        var last = History.PlaceOf(Left);
        var page = ((runs - Left) / Page) + 1;
        (string Name, DagRunFilter Filter)[] lists =
        [
            ("all runs", new DagRunFilter()),
            ("failed runs", new DagRunFilter(States: [DagRunState.Failed])),
            ("scheduled runs", new DagRunFilter(Types: [DagRunType.Scheduled])),
            ("runs of a DAG", new DagRunFilter(History.DagId(0))),
            ("failed runs of a DAG", new DagRunFilter(History.DagId(0), [DagRunState.Failed])),
        ];
        foreach (var (name, filter) in lists)
        {
            yield return ($"{name}, page 1", q => Count(q.ListDagRunsAsync(filter with { Limit = Page })));
            yield return ($"{name}, page {page} of all", q => Count(q.ListDagRunsAsync(filter with { Limit = Page, After = last })));
        }

        var dags = Enumerable.Range(0, History.Dags).Select(History.DagId).ToList();
        yield return ("newest 10 runs of 100 DAGs", q => Count(q.ListLatestRunsAsync(dags, 10)));
        yield return ("DAGs with 'story_4' in their id", q => Count(q.ListDagsAsync(new DagFilter(Search: "STORY_4"))));
        yield return ("one run by its id", async q => await q.GetDagRunAsync(History.DagId(0), "scheduled__2024-01-01T00:02:00+00:00") is null ? 0 : 1);
        yield return ("runs of a DAG that are running", q => q.CountRunsAsync(History.DagId(0), DagRunState.Running));
        yield return ("the run before a date", async q => await q.GetPreviousRunAsync(History.DagId(0), last.RunAfter, includeManual: true) is null ? 0 : 1);
        yield return ("task instances of a run of 10", q => Count(q.GetTaskInstancesAsync(last.RunPk)));
        yield return ("task instances of a run of 10,000", q => Count(q.GetTaskInstancesAsync(1)));
    }

    private static async Task<int> Count<T>(Task<IReadOnlyList<T>> rows) => (await rows).Count;

    private static async Task<QueryTime> TimeAsync(string query, Func<Task<int>> ask)
    {
        var times = new double[Repetitions];
        var rows = await ask();
        for (var i = 0; i < Repetitions; i++)
        {
            var start = Stopwatch.GetTimestamp();
            await ask();
            times[i] = Stopwatch.GetElapsedTime(start).TotalMicroseconds;
        }

        Array.Sort(times);
        return new QueryTime(query, rows, Math.Round(times[Repetitions / 2]), Math.Round(times[Repetitions * 99 / 100]));
    }

    private static IEnumerable<StoreRow> LargeRunRows()
    {
        var start = History.PlaceOf(0).RunAfter;
        yield return new DagRunRow
        {
            RunPk = 1, DagId = "large", RunId = "large", Version = "", Release = 1, Type = DagRunType.Manual, State = DagRunState.Success,
            RunAfter = start, StartedAt = start, EndedAt = start, Revision = 0,
        };
        for (var task = 0; task < LargeRun; task++)
        {
            yield return new TaskInstanceRow
            {
                RunPk = 1, Ordinal = task, TaskId = string.Create(CultureInfo.InvariantCulture, $"t{task}"), State = TaskInstanceState.Success, TryNumber = 1,
                ScheduledAt = start, StartedAt = start, EndedAt = start,
            };
        }
    }

    private static async Task<SqlStore> OpenAsync(string folder, string? address, Durability durability) => address is null
        ? await SqliteStore.OpenAsync(
            new SqliteStoreOptions { Folder = folder, Holder = "bench", Durability = durability }, TimeProvider.System, NullLoggerFactory.Instance)
        : await PostgresStore.OpenAsync(
            new PostgresStoreOptions { Address = address, Folder = folder, Holder = "bench", Durability = durability, StatementTimeout = TimeSpan.FromMinutes(10) },
            TimeProvider.System,
            NullLoggerFactory.Instance);
}

/// <summary>Times as a table.</summary>
internal static class HistoryTable
{
    /// <summary>The table, in Markdown.</summary>
    public static string Of(HistoryReport report)
    {
        var text = new StringBuilder();
        text.AppendLine(
            CultureInfo.InvariantCulture,
            $"{report.Machine.Os}, {report.Machine.Cores} cores, {report.Store}: {report.TaskInstances:N0} task instances, written in {report.FillSeconds} s.");
        text.Append("\n| query | rows | p50 µs | p99 µs |\n|---|---|---|---|\n");
        foreach (var q in report.Queries)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"| {q.Query} | {q.Rows:N0} | {q.P50Microseconds:N0} | {q.P99Microseconds:N0} |");
        }

        return text.ToString();
    }
}
