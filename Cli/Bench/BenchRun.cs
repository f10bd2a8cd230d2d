using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Orrery.Core.Dags;
using Orrery.Core.States;
using Orrery.Grains.Interfaces.Dags;
using Orrery.Silo;
using Orrery.Storage;
using Orrery.Storage.Sql;

namespace Orrery.Cli.Bench;

/// <summary>Runs a workload on a server of its own in this process; every commit is durable.</summary>
internal sealed class BenchRun
{
    private const string Bundle = "bench";
    private const int Capacity = 64;
    private const int Samples = 20;

    private readonly OrreryServer _server;
    private readonly BenchOptions _options;
    private readonly SqlStore _store;
    private int _runs;

    private BenchRun(OrreryServer server, BenchOptions options)
    {
        (_server, _options) = (server, options);
        _store = (SqlStore)server.Services.GetRequiredService<IStore>();
    }

    /// <summary>Measures one workload, after a small one that warms the code up: what is measured is a server that has been up for a while.</summary>
    public static async Task<BenchResult> MeasureAsync(Workload workload, BenchOptions options, CancellationToken cancellationToken)
    {
        await using var server = await OrreryServer.StartAsync(
            new ServerOptions
            {
                DataFolder = options.Folder,
                SpoolFolder = options.Spool,
                Store = options.Store,
                Listen = null,
                Holder = "orrery bench",
                Engine = options.Kind == TaskClass.Process ? "process" : "noop",
                Capacity = Capacity,
                DecideEmptyInline = options.Kind == TaskClass.Inline,
            },
            cancellationToken);
        return await new BenchRun(server, options).MeasureAsync(workload, cancellationToken);
    }

    private async Task<BenchResult> MeasureAsync(Workload workload, CancellationToken cancellationToken)
    {
        await new History(_store).FillAsync(_options.History, cancellationToken);
        var limits = await MachineLimits.MeasureAsync(_store, _options.Folder, _options.LimitSpan);
        var small = workload with { Name = "warm_up", Runs = Math.Min(workload.Runs, 10), Edges = [.. workload.Edges.Take(200)] };
        await RepeatAsync(await PublishAsync(small), small, _options.WarmUp, cancellationToken);
        var history = await _store.CountTaskInstancesAsync(cancellationToken);
        var dagId = await PublishAsync(workload);
        BenchMemory.ResetPeak();

        var before = _store.Statistics;
        var start = Stopwatch.GetTimestamp();
        var (runs, rounds, samples) = await RepeatAsync(dagId, workload, _options.Span ?? _options.ShortSpan, cancellationToken);
        var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        var after = _store.Statistics;
        var peak = BenchMemory.PeakMb();

        var steps = await StepsAsync(dagId, runs, workload);
        var count = (long)rounds * workload.TaskInstances;
        var perSecond = count / seconds;
        return new BenchResult
        {
            Workload = workload.Name,
            Kind = _options.Kind.ToString().ToLowerInvariant(),
            Store = _options.Store is null ? "sqlite" : "postgres",
            Durability = _options.Store is null ? "synchronous=FULL" : "synchronous_commit=on",
            Spool = _options.Kind == TaskClass.Process ? new DriveInfo(_server.Spool).DriveFormat : null,
            TaskInstances = count,
            Seconds = Math.Round(seconds, 4),
            PerSecond = Math.Round(perSecond),
            P50Ms = Percentile(steps, 0.5),
            P99Ms = Percentile(steps, 0.99),
            PeakRssMb = peak,
            Commits = after.Batches - before.Batches,
            SyncsPerTask = Math.Round((after.Syncs - before.Syncs) / (double)count, 4),
            History = history,
            Limits = limits,
            Ratio = Math.Round(perSecond / (_options.Kind == TaskClass.Process ? limits.SpawnsPerSecond : limits.CommitsPerSecond), 3),
            OverTime = _options.Span is null ? null : samples,
            Machine = BenchMachine.Of(),
            At = TimeProvider.System.GetUtcNow(),
        };
    }

    private async Task<string> PublishAsync(Workload workload)
    {
        var dagId = $"bench_{workload.Name}_{_options.Kind}_{TimeProvider.System.GetUtcNow():yyyyMMddHHmmssfff}".ToLowerInvariant();
        var dag = CanonicalDag.Of(workload.ToDag(dagId, _options.Kind));
        await Dag(dagId).PublishAsync(new PublishRequest
        {
            Version = dag.Version,
            Document = dag.Document,
            Bundle = Bundle,
            File = "bench",
            CodeReference = dag.Version,
            CodePath = Path.GetTempPath(),
            Source = "",
        });
        return dagId;
    }

    /// <summary>Does the workload again and again, until a time is over; at least once.</summary>
    /// <returns>The runs of the last time, how many times, and what they gave over time.</returns>
    private async Task<(IReadOnlyList<string> Runs, int Rounds, IReadOnlyList<BenchSample> OverTime)> RepeatAsync(
        string dagId, Workload workload, TimeSpan span, CancellationToken cancellationToken)
    {
        var start = Stopwatch.GetTimestamp();
        var samples = new List<BenchSample>();
        var last = new BenchSample(0, 0, 0, 0);
        for (var rounds = 1; ; rounds++)
        {
            var runs = await RunAsync(dagId, workload.Runs, cancellationToken);
            var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
            if (seconds - last.Seconds >= span.TotalSeconds / Samples)
            {
                var count = (long)rounds * workload.TaskInstances;
                var perSecond = Math.Round((count - last.TaskInstances) / (seconds - last.Seconds));
                last = new BenchSample(Math.Round(seconds, 1), count, perSecond, BenchMemory.NowMb());
                samples.Add(last);
            }

            if (seconds >= span.TotalSeconds)
            {
                return (runs, rounds, samples);
            }
        }
    }

    private async Task<IReadOnlyList<string>> RunAsync(string dagId, int runs, CancellationToken cancellationToken) =>
        await Task.WhenAll(Enumerable.Range(0, runs).Select(async _ =>
        {
            var runId = string.Create(CultureInfo.InvariantCulture, $"bench_{Interlocked.Increment(ref _runs)}");
            var result = await Dag(dagId).TriggerAsync(new TriggerRequest { RunId = runId });
            var state = DagRunState.Queued;
            await foreach (var update in _server.Client.WatchRunAsync(dagId, result.RunId!, cancellationToken))
            {
                state = update.Run.State;
            }

            return state == DagRunState.Success ? runId : throw CliException.Failure($"Run '{dagId}/{runId}' ended as {state.WireName()}: nothing was measured.");
        }));

    private IDagGrain Dag(string dagId) => _server.Services.GetRequiredService<IGrainFactory>().GetGrain<IDagGrain>(dagId);

    /// <summary>For each task instance the ms from when it could start to its end.</summary>
    private async Task<List<double>> StepsAsync(string dagId, IReadOnlyList<string> runs, Workload workload)
    {
        var steps = new List<double>(workload.TaskInstances);
        foreach (var runId in runs)
        {
            var run = (await _store.GetDagRunAsync(dagId, runId))!;
            var tasks = (await _store.GetTaskInstancesAsync(run.RunPk)).ToDictionary(t => t.Ordinal);
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
}
