using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using Orrery.Core.States;
using Orrery.Grains.Interfaces.Search;
using Orrery.Silo;

namespace Orrery.Bench;

/// <summary>What programs ask of a server over REST.</summary>
/// <param name="Machine">Where; server and clients share it.</param>
/// <param name="Triggers">Runs that were asked for.</param>
/// <param name="AcceptedSeconds">From the first request to the last answer; 2 s is the aim for 1,000.</param>
/// <param name="FinishedSeconds">From the first request to the end of the last run; 10 s is the aim for 1,000.</param>
/// <param name="ReadsPerSecond">Summaries of runs that were asked for, each second; 2,000 is the aim.</param>
/// <param name="ReadsDone">How many were answered, each second.</param>
/// <param name="P50Milliseconds">Half of the answers came sooner, from when they were due to be asked for.</param>
/// <param name="P99Milliseconds">99 of 100 came sooner; below 20 ms is the aim.</param>
internal sealed record ApiReport(
    Machine Machine, int Triggers, double AcceptedSeconds, double FinishedSeconds, int ReadsPerSecond, double ReadsDone, double P50Milliseconds, double P99Milliseconds);

/// <summary>Triggers many runs, then reads them at a steady rate.</summary>
internal static class ApiLoad
{
    private const int Callers = 64;
    private static readonly TimeSpan ReadingTime = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    /// <summary>Measures.</summary>
    /// <param name="triggers">How many runs.</param>
    /// <param name="readsPerSecond">How many reads a second.</param>
    public static async Task<ApiReport> MeasureAsync(int triggers, int readsPerSecond)
    {
        var folder = Directory.CreateTempSubdirectory("orrery-api-").FullName;
        try
        {
            var bundle = Directory.CreateDirectory(Path.Combine(folder, "dags")).FullName;
            await File.WriteAllTextAsync(
                Path.Combine(bundle, "api.yaml"),
                "dag_id: api\nmax_active_runs: 10000\ntasks:\n  - {task_id: a, empty: {}}\n  - {task_id: b, empty: {}, depends_on: a}\n  - {task_id: c, empty: {}, depends_on: b}\n");
            var data = Path.Combine(folder, "data");
            await using var server = await OrreryServer.StartAsync(new ServerOptions
            {
                DataFolder = data,
                Bundles = new Dictionary<string, string>(StringComparer.Ordinal) { ["dags"] = bundle },
                Listen = new Uri("http://127.0.0.1:0"),
                Dashboard = false,
                Holder = "bench",
            });
            using var handler = new SocketsHttpHandler { UseCookies = false, MaxConnectionsPerServer = Callers };
            using var http = new HttpClient(handler) { BaseAddress = new Uri(server.Url!, "api/v2/dags/api/dagRuns/"), Timeout = Patience };
            http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", (await File.ReadAllTextAsync(Path.Combine(data, "credential"))).Trim());

            // What is compiled at the first use is no part of the rate.
            await TriggerAsync(http, 20, "warm");
            await EndAsync(server, 20);
            var began = Stopwatch.GetTimestamp();
            await TriggerAsync(http, triggers, "run");
            var accepted = Stopwatch.GetElapsedTime(began);
            await EndAsync(server, triggers + 20);
            var finished = Stopwatch.GetElapsedTime(began);
            await ReadAsync(http, triggers, readsPerSecond, TimeSpan.FromSeconds(2));
            var (done, latencies) = await ReadAsync(http, triggers, readsPerSecond, ReadingTime);
            return new ApiReport(
                Machine.Of(), triggers, Math.Round(accepted.TotalSeconds, 2), Math.Round(finished.TotalSeconds, 2), readsPerSecond,
                Math.Round(done, 0), At(latencies, 0.5), At(latencies, 0.99));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task TriggerAsync(HttpClient http, int count, string name) =>
        await Parallel.ForEachAsync(Enumerable.Range(0, count), new ParallelOptions { MaxDegreeOfParallelism = Callers }, async (i, cancelled) =>
        {
            using var body = new StringContent(string.Create(CultureInfo.InvariantCulture, $"{{\"dag_run_id\":\"{name}-{i}\",\"logical_date\":null}}"), Encoding.UTF8, "application/json");
            using var response = await http.PostAsync(new Uri("", UriKind.Relative), body, cancelled);
            response.EnsureSuccessStatusCode();
        });

    private static async Task EndAsync(OrreryServer server, int count)
    {
        using var time = new CancellationTokenSource(Patience);
        var ended = (int)DagRunState.Success;
        while ((await server.Client.Dags.CountRunsAsync(["api"], time.Token)) is not [var stats] || stats.Counts[ended] < Math.Min(count, SearchLimits.Counted))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, time.Token);
        }
    }

    /// <summary>Reads at a steady rate. A read that is late is late from when it was due: who waits is not asked less.</summary>
    private static async Task<(double PerSecond, List<double> Latencies)> ReadAsync(HttpClient http, int runs, int perSecond, TimeSpan span)
    {
        var latencies = new ConcurrentBag<double>();
        var count = (int)(perSecond * span.TotalSeconds);
        var next = -1;
        var began = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, Callers).Select(async _ =>
        {
            for (var i = Interlocked.Increment(ref next); i < count; i = Interlocked.Increment(ref next))
            {
                var due = TimeSpan.FromSeconds((double)i / perSecond);
                if (due - Stopwatch.GetElapsedTime(began) is var wait && wait > TimeSpan.Zero)
                {
                    await Task.Delay(wait, TimeProvider.System);
                }

                using var response = await http.GetAsync(new Uri(string.Create(CultureInfo.InvariantCulture, $"run-{i % runs}"), UriKind.Relative));
                response.EnsureSuccessStatusCode();
                await response.Content.ReadAsByteArrayAsync();
                latencies.Add((Stopwatch.GetElapsedTime(began) - due).TotalMilliseconds);
            }
        }));
        return (count / Stopwatch.GetElapsedTime(began).TotalSeconds, [.. latencies.Order()]);
    }

    private static double At(List<double> sorted, double share) => Math.Round(sorted[(int)(share * (sorted.Count - 1))], 2);
}
