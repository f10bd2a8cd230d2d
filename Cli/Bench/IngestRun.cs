using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Orrery.Cli.Commands;
using Orrery.Grains.Interfaces.Bundles;
using Orrery.Silo;
using Orrery.Storage;
using Orrery.Storage.Sql;

namespace Orrery.Cli.Bench;

/// <summary>Brings a bundle into a server of its own in this process; every commit is durable.</summary>
internal sealed class IngestRun : IDisposable
{
    private const int Rounds = 5;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly IngestWorkload _workload;
    private readonly BenchOptions _options;

    // Names are new each time: a store that is kept may have those of an earlier measurement.
    private readonly string _stamp = TimeProvider.System.GetUtcNow().ToString("yyyyMMddHHmmssfff", CultureInfo.InvariantCulture);
    private readonly DirectoryInfo _files;

    private IngestRun(IngestWorkload workload, BenchOptions options)
    {
        (_workload, _options) = (workload, options);
        _files = Directory.CreateDirectory(Path.Combine(options.Folder, $"files_{_stamp}"));
        for (var i = 0; i < workload.Variables; i++)
        {
            Environment.SetEnvironmentVariable($"ORRERY_VAR_{IngestWorkload.Variable(i).ToUpperInvariant()}", "value");
        }
    }

    private string Bundle => $"w4_{_stamp}";

    private string Deployed => $"w4_{_stamp}_deployed";

    /// <summary>Measures one bundle.</summary>
    public static async Task<IngestResult> MeasureAsync(IngestWorkload workload, BenchOptions options, CancellationToken cancellationToken)
    {
        using var run = new IngestRun(workload, options);
        return await run.MeasureAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public void Dispose() => _files.Delete(recursive: true);

    private async Task<IngestResult> MeasureAsync(CancellationToken cancellationToken)
    {
        var (folder, deployed) = (_files.CreateSubdirectory("scanned").FullName, _files.CreateSubdirectory("deployed").FullName);
        await _workload.WriteAsync(folder, Bundle);
        await _workload.WriteAsync(deployed, Deployed);
        IngestResult result;
        await using (var server = await StartAsync(cancellationToken))
        {
            result = await MeasureAsync(server, folder, deployed, cancellationToken);
        }

        var (restart, again) = await TimeAsync(() => StartAsync(cancellationToken, folder));
        await again.DisposeAsync();
        return result with { RestartSeconds = Math.Round(restart, 2) };
    }

    private async Task<IngestResult> MeasureAsync(OrreryServer server, string folder, string deployed, CancellationToken cancellationToken)
    {
        var store = (SqlStore)server.Services.GetRequiredService<IStore>();
        var grains = server.Services.GetRequiredService<IGrainFactory>();
        var limits = await MachineLimits.MeasureAsync(store, _options.Folder, _options.LimitSpan);
        await grains.GetGrain<IBundleGrain>(Bundle).ConfigureAsync(new BundleSettings { Backend = BundleSettings.Folder, Location = folder, IsOfCommandLine = true });
        var parser = grains.GetGrain<IBundleParserGrain>(Bundle);
        BenchMemory.ResetPeak();

        var before = store.Statistics.Syncs;
        var dags = _workload.Files * _workload.DagsPerFile;
        var (first, report) = await TimeAsync(() => parser.StartAsync());
        Check(report, dags);
        var syncs = store.Statistics.Syncs - before;
        var unchanged = await MedianAsync(async _ => (await TimeAsync(() => parser.ParseAsync(force: false))).Seconds * 1000);
        var saved = await MedianAsync(round => SaveAsync(store, folder, round, cancellationToken));
        var (reread, _) = await TimeAsync(() => parser.ParseAsync(force: true));
        var (firstDeploy, answer) = await TimeAsync(() => DeployAsync(server, deployed, cancellationToken));
        Check(answer, dags);
        var deploy = await MedianAsync(async round =>
        {
            await _workload.WriteAsync(deployed, Deployed, round, "echo changed");
            var (seconds, changed) = await TimeAsync(() => DeployAsync(server, deployed, cancellationToken));
            Check(changed, _workload.DagsPerFile);
            return seconds * 1000;
        });
        return new IngestResult
        {
            Kind = _workload.Kind,
            Store = _options.Store is null ? "sqlite" : "postgres",
            Durability = _options.Store is null ? "synchronous=FULL" : "synchronous_commit=on",
            Files = _workload.Files,
            DagsPerFile = _workload.DagsPerFile,
            Variables = _workload.Variables,
            Seconds = Math.Round(first, 3),
            PerSecond = Math.Round(_workload.Files / first),
            DagsPerSecond = Math.Round(dags / first),
            UnchangedMs = unchanged,
            SavedToLiveMs = saved,
            RereadSeconds = Math.Round(reread, 3),
            FirstDeploySeconds = Math.Round(firstDeploy, 3),
            DeployMs = deploy,
            RestartSeconds = 0,
            PeakRssMb = BenchMemory.PeakMb(),
            SyncsPerDag = Math.Round(syncs / (double)dags, 4),
            Limits = limits,
            Ratio = Math.Round(_workload.Files / first / (_workload.IsPython ? limits.SpawnsPerSecond : limits.CommitsPerSecond), 3),
            Machine = BenchMachine.Of(),
            At = TimeProvider.System.GetUtcNow(),
        };
    }

    /// <summary>Starts a server; with a folder, on what it held before.</summary>
    private Task<OrreryServer> StartAsync(CancellationToken cancellationToken, string? folder = null) => OrreryServer.StartAsync(
        new ServerOptions
        {
            // Each bundle has a store of its own, unless one was named.
            DataFolder = Path.Combine(_options.Folder, Bundle),
            Store = _options.Store,
            Bundles = folder is null ? new Dictionary<string, string>(StringComparer.Ordinal) : new Dictionary<string, string>(StringComparer.Ordinal) { [Bundle] = folder },
            Listen = null,
            Holder = "orrery bench",
        },
        cancellationToken);

    /// <summary>As <c>orrery deploy</c> does it, without the network.</summary>
    private async Task<ParseReport> DeployAsync(OrreryServer server, string folder, CancellationToken cancellationToken) =>
        await server.Client.Bundles.DeployAsync(Deployed, new Deploy { Archive = await BundlePacker.PackAsync(folder, cancellationToken), Actor = "bench" }, cancellationToken);

    /// <summary>From one saved file to its being live, in ms.</summary>
    private async Task<double> SaveAsync(SqlStore store, string folder, int round, CancellationToken cancellationToken)
    {
        var dagId = IngestWorkload.DagId(Bundle, round, 0);
        var before = (await store.GetDagAsync(dagId, cancellationToken))!.Release;
        var began = Stopwatch.GetTimestamp();
        await _workload.WriteAsync(folder, Bundle, round, "echo changed");
        while ((await store.GetDagAsync(dagId, cancellationToken))!.Release == before)
        {
            if (Stopwatch.GetElapsedTime(began) > Patience)
            {
                throw CliException.Failure($"DAG '{dagId}' was saved {Patience.TotalSeconds} s ago and is not live: nothing was measured.");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(2), TimeProvider.System, cancellationToken);
        }

        return Stopwatch.GetElapsedTime(began).TotalMilliseconds;
    }

    private static void Check(ParseReport report, int expected)
    {
        if (report.Published.Length != expected)
        {
            throw CliException.Failure($"{report.Published.Length} of {expected} DAGs are live, nothing was measured: {string.Join("; ", report.Errors.Take(3))}");
        }
    }

    private static async Task<(double Seconds, T Result)> TimeAsync<T>(Func<Task<T>> action)
    {
        var began = Stopwatch.GetTimestamp();
        var result = await action();
        return (Stopwatch.GetElapsedTime(began).TotalSeconds, result);
    }

    private async Task<double> MedianAsync(Func<int, Task<double>> measure)
    {
        var values = new List<double>();
        for (var i = 0; i < Math.Min(Rounds, _workload.Files); i++)
        {
            values.Add(await measure(i));
        }

        return Math.Round(values.Order().ElementAt(values.Count / 2), 1);
    }
}
