using System.Diagnostics;
using System.Runtime.InteropServices;
using Microsoft.Extensions.DependencyInjection;
using Orrery.Core.Dags;
using Orrery.Core.States;
using Orrery.Grains.Interfaces.Dags;
using Orrery.Silo;
using Orrery.Storage;
using Orrery.Storage.Sql;

namespace Orrery.Cli.Bench;

/// <summary>Runs workloads on a server of their own in this process; every commit is durable.</summary>
internal sealed class BenchRun(string? storeAddress, string folder)
{
    private const string Bundle = "bench";
    private const int Capacity = 64;

    /// <summary>Runs one workload once, after a small one that warms the code up.</summary>
    public async Task<BenchResult> MeasureAsync(Workload workload, TaskClass kind, CancellationToken cancellationToken)
    {
        await using var server = await OrreryServer.StartAsync(
            new ServerOptions
            {
                DataFolder = folder,
                Store = storeAddress,
                Listen = null,
                Holder = "orrery bench",
                Engine = kind == TaskClass.Process ? "process" : "noop",
                Capacity = Capacity,
                DecideEmptyInline = kind == TaskClass.Inline,
            },
            cancellationToken);
        var store = (SqlStore)server.Services.GetRequiredService<IStore>();
        var limits = await MachineLimits.MeasureAsync(store, folder);
        await RunAsync(server, workload with { Runs = Math.Min(workload.Runs, 10), Edges = [.. workload.Edges.Take(200)] }, kind, cancellationToken);
        var history = await store.CountTaskInstancesAsync(cancellationToken);

        var before = store.Statistics;
        var start = Stopwatch.GetTimestamp();
        var (dagId, runs) = await RunAsync(server, workload, kind, cancellationToken);
        var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        var after = store.Statistics;

        var steps = await StepsAsync(store, dagId, runs, workload);
        var perSecond = workload.TaskInstances / seconds;
        return new BenchResult
        {
            Workload = workload.Name,
            Kind = kind.ToString().ToLowerInvariant(),
            Store = storeAddress is null ? "sqlite" : "postgres",
            Durability = storeAddress is null ? "synchronous=FULL" : "synchronous_commit=on",
            TaskInstances = workload.TaskInstances,
            Seconds = Math.Round(seconds, 4),
            PerSecond = Math.Round(perSecond),
            P50Ms = Percentile(steps, 0.5),
            P99Ms = Percentile(steps, 0.99),
            PeakRssMb = PeakRssMb(),
            Commits = after.Batches - before.Batches,
            SyncsPerTask = Math.Round((after.Syncs - before.Syncs) / (double)workload.TaskInstances, 4),
            History = history,
            Limits = limits,
            Ratio = Math.Round(perSecond / (kind == TaskClass.Process ? limits.SpawnsPerSecond : limits.CommitsPerSecond), 3),
            Machine = $"{RuntimeInformation.OSDescription}, {Environment.ProcessorCount} cores",
            At = TimeProvider.System.GetUtcNow(),
        };
    }

    private static async Task<(string DagId, IReadOnlyList<string> Runs)> RunAsync(
        OrreryServer server, Workload workload, TaskClass kind, CancellationToken cancellationToken)
    {
        var dagId = $"bench_{workload.Name}_{kind}_{TimeProvider.System.GetUtcNow():yyyyMMddHHmmssfff}".ToLowerInvariant();
        var grain = server.Services.GetRequiredService<IGrainFactory>().GetGrain<IDagGrain>(dagId);
        var dag = CanonicalDag.Of(workload.ToDag(dagId, kind));
        await grain.PublishAsync(new PublishRequest
        {
            Version = dag.Version,
            Document = dag.Document,
            Bundle = Bundle,
            File = "bench",
            CodeReference = dag.Version,
            CodePath = Path.GetTempPath(),
            Source = "",
        });
        var runs = await Task.WhenAll(Enumerable.Range(0, workload.Runs).Select(async i =>
        {
            var run = (await grain.TriggerAsync(new TriggerRequest { RunId = $"bench_{i}" })).RunId!;
            var state = DagRunState.Queued;
            await foreach (var update in server.Client.WatchRunAsync(dagId, run, cancellationToken))
            {
                state = update.Run.State;
            }

            return state == DagRunState.Success ? run : throw CliException.Failure($"Run '{dagId}/{run}' ended as {state.WireName()}: nothing was measured.");
        }));
        return (dagId, runs);
    }

    /// <summary>For each task instance the ms from when it could start to its end.</summary>
    private static async Task<List<double>> StepsAsync(SqlStore store, string dagId, IReadOnlyList<string> runs, Workload workload)
    {
        var steps = new List<double>(workload.TaskInstances);
        foreach (var runId in runs)
        {
            var run = (await store.GetDagRunAsync(dagId, runId))!;
            var tasks = (await store.GetTaskInstancesAsync(run.RunPk)).ToDictionary(t => t.Ordinal);
            foreach (var task in tasks.Values)
            {
                var edges = workload.Edges[task.Ordinal];
                var ready = edges.Length == 0 ? run.StartedAt!.Value : edges.Max(upstream => tasks[upstream].EndedAt!.Value);
                steps.Add((task.EndedAt!.Value - ready).TotalMilliseconds);
            }
        }

        steps.Sort();
        return steps;
    }

    private static double Percentile(List<double> sorted, double share) => Math.Round(sorted[(int)Math.Ceiling(share * sorted.Count) - 1], 3);

    private static double PeakRssMb()
    {
        using var process = Process.GetCurrentProcess();
        return Math.Round(process.PeakWorkingSet64 / (1024.0 * 1024));
    }
}
