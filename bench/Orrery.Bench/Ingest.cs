using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Orrery.Grains.Interfaces.Bundles;
using Orrery.Silo;
using Orrery.Storage;

namespace Orrery.Bench;

/// <summary>How fast DAG files are brought in.</summary>
/// <param name="Files">Files of the bundle.</param>
/// <param name="DagsPerFile">DAGs in each.</param>
/// <param name="FirstSeconds">The first reading: from the files to every DAG durable and live.</param>
/// <param name="FilesPerSecond">The same as a rate.</param>
/// <param name="DagsPerSecond">The same, in DAGs.</param>
/// <param name="UnchangedMilliseconds">A look at all files of which none has changed: the median of five.</param>
/// <param name="ForcedSeconds">All files read again although none has changed.</param>
/// <param name="SaveToLiveMilliseconds">From one saved file to its release being live, by the watcher: the median of five.</param>
/// <param name="RestartSeconds">From the start of a server on the same data to its being ready.</param>
/// <param name="WorkingSetMb">Memory after the first reading.</param>
internal sealed record IngestResult(
    int Files,
    int DagsPerFile,
    double FirstSeconds,
    double FilesPerSecond,
    double DagsPerSecond,
    double UnchangedMilliseconds,
    double ForcedSeconds,
    double SaveToLiveMilliseconds,
    double RestartSeconds,
    long WorkingSetMb);

/// <summary>What came out, and where.</summary>
internal sealed record IngestReport(MachineLimits Limits, IReadOnlyList<IngestResult> Results);

/// <summary>W4: brings folders of YAML DAG files into a server with durable commits.</summary>
internal static class Ingest
{
    private const string Bundle = "dags";
    private const int Rounds = 5;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Measures one size.</summary>
    public static async Task<IngestResult> MeasureAsync(int files, int dagsPerFile)
    {
        var folder = Directory.CreateTempSubdirectory("orrery-ingest-").FullName;
        try
        {
            var bundle = Directory.CreateDirectory(Path.Combine(folder, "dags")).FullName;
            for (var i = 0; i < files; i++)
            {
                var below = Directory.CreateDirectory(Path.Combine(bundle, Text($"team{i % 50:D2}"))).FullName;
                await File.WriteAllTextAsync(Path.Combine(below, Text($"f{i:D6}.yaml")), FileText(i, dagsPerFile, "true"));
            }

            IngestResult result;
            await using (var server = await StartAsync(folder))
            {
                result = await MeasureAsync(server, bundle, files, dagsPerFile);
            }

            var began = Stopwatch.GetTimestamp();
            await using (await StartAsync(folder, bundle))
            {
                return result with { RestartSeconds = Math.Round(Stopwatch.GetElapsedTime(began).TotalSeconds, 2) };
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<IngestResult> MeasureAsync(OrreryServer server, string bundle, int files, int dagsPerFile)
    {
        var grains = server.Services.GetRequiredService<IGrainFactory>();
        await grains.GetGrain<IBundleGrain>(Bundle).ConfigureAsync(new BundleSettings { Backend = BundleSettings.Folder, Location = bundle, IsOfCommandLine = true });
        var parser = grains.GetGrain<IBundleParserGrain>(Bundle);
        var (first, report) = await TimeAsync(() => parser.StartAsync());
        if (report.Published.Length != files * dagsPerFile)
        {
            throw new InvalidOperationException($"{report.Published.Length} of {files * dagsPerFile} DAGs are live: {string.Join("; ", report.Errors.Take(3))}");
        }

        using var process = Process.GetCurrentProcess();
        var memory = process.WorkingSet64 >> 20;
        var unchanged = new List<double>();
        for (var i = 0; i < Rounds; i++)
        {
            unchanged.Add((await TimeAsync(() => parser.ParseAsync(force: false))).Seconds * 1000);
        }

        var live = new List<double>();
        for (var i = 0; i < Rounds; i++)
        {
            live.Add(await SaveAsync(server, bundle, dagsPerFile, i));
        }

        var (forced, _) = await TimeAsync(() => parser.ParseAsync(force: true));
        return new IngestResult(
            files, dagsPerFile, Math.Round(first, 2), Math.Round(files / first), Math.Round(files * dagsPerFile / first),
            Median(unchanged), Math.Round(forced, 2), Median(live), RestartSeconds: 0, memory);
    }

    private static async Task<double> SaveAsync(OrreryServer server, string bundle, int dagsPerFile, int round)
    {
        var store = server.Services.GetRequiredService<IStore>();
        var dagId = DagId(round, 0);
        var before = (await store.GetDagAsync(dagId))!.Release;
        var began = Stopwatch.GetTimestamp();
        await File.WriteAllTextAsync(Path.Combine(bundle, Text($"team{round % 50:D2}"), Text($"f{round:D6}.yaml")), FileText(round, dagsPerFile, "echo changed"));
        while ((await store.GetDagAsync(dagId))!.Release == before)
        {
            if (Stopwatch.GetElapsedTime(began) > Patience)
            {
                throw new InvalidOperationException($"DAG '{dagId}' was saved {Patience} ago and is not live.");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(2), TimeProvider.System);
        }

        return Stopwatch.GetElapsedTime(began).TotalMilliseconds;
    }

    private static Task<OrreryServer> StartAsync(string folder, string? bundle = null) => OrreryServer.StartAsync(new ServerOptions
    {
        DataFolder = Path.Combine(folder, "data"),
        Bundles = bundle is null ? new Dictionary<string, string>(StringComparer.Ordinal) : new Dictionary<string, string>(StringComparer.Ordinal) { [Bundle] = bundle },
        Listen = null,
        Holder = "bench",
    });

    private static string FileText(int file, int dags, string bash) => string.Join("---\n", Enumerable.Range(0, dags).Select(d => Text(
        $"dag_id: {DagId(file, d)}\nschedule: \"{file % 60} {file / 60 % 24} * * *\"\nstart_date: 2099-01-01\ntags: [bench]\ntasks:\n  - {{task_id: extract, bash: \"{bash}\"}}\n  - {{task_id: transform, bash: \"true\", depends_on: extract}}\n  - {{task_id: load, bash: \"true\", depends_on: transform}}\n")));

    private static string DagId(int file, int dag) => Text($"dag_{file:D6}_{dag}");

    private static async Task<(double Seconds, T Result)> TimeAsync<T>(Func<Task<T>> action)
    {
        var began = Stopwatch.GetTimestamp();
        var result = await action();
        return (Stopwatch.GetElapsedTime(began).TotalSeconds, result);
    }

    private static double Median(List<double> values) => Math.Round(values.Order().ElementAt(values.Count / 2), 1);

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
