using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Options;
using Orrery.Runtime.Bundles;
using Orrery.Runtime.Loading;

namespace Orrery.Bench;

/// <summary>How fast DAG files in Python are read.</summary>
/// <param name="Files">Files of the bundle, one DAG of five tasks each.</param>
/// <param name="FirstSeconds">The first reading, with the start of the warm parser.</param>
/// <param name="SecondSeconds">The second reading, with the start of the other one, whose hash seed differs.</param>
/// <param name="FilesPerSecond">The third reading, warm, as a rate.</param>
/// <param name="ColdPerSecond">Files that a Python started for each reads, one after the other for each processor.</param>
internal sealed record ProgramsResult(int Files, double FirstSeconds, double SecondSeconds, double FilesPerSecond, double ColdPerSecond);

/// <summary>What came out, and where.</summary>
internal sealed record ProgramsReport(MachineLimits Limits, ProgramsResult Result);

/// <summary>Reads Python DAG files in isolation: what the loader does, without a server around it.</summary>
internal static class Programs
{
    private const int ColdFiles = 60;

    /// <summary>Measures.</summary>
    public static async Task<ProgramsResult> MeasureAsync(int files)
    {
        var folder = Directory.CreateTempSubdirectory("orrery-programs-").FullName;
        try
        {
            string[] names = [.. Enumerable.Range(0, files).Select(i => string.Create(CultureInfo.InvariantCulture, $"dag_{i:D5}.py"))];
            foreach (var name in names)
            {
                await File.WriteAllTextAsync(Path.Combine(folder, name), Source(name[..^3]));
            }

            await using var loader = new ProcessDagLoader(Options.Create(new LoadingOptions()), TimeProvider.System);
            var first = await LoadAsync(loader, folder, names);
            var second = await LoadAsync(loader, folder, names);
            var third = await LoadAsync(loader, folder, names);
            var cold = await ColdAsync(folder, names);
            return new ProgramsResult(files, Math.Round(first, 2), Math.Round(second, 2), Math.Round(files / third), Math.Round(cold));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<double> LoadAsync(ProcessDagLoader loader, string folder, string[] names)
    {
        var backend = new FolderBundleBackend(folder);
        var began = Stopwatch.GetTimestamp();
        var loaded = await loader.LoadAsync(new LoadRequest
        {
            Bundle = "bench",
            Files = names,
            ReadAsync = (path, cancellationToken) => backend.ReadAsync(path, 1 << 20, cancellationToken),
            FolderAsync = _ => Task.FromResult(folder),
        });
        var seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
        return loaded.All(f => f.Errors.IsEmpty && f.Dags.Length == 1)
            ? seconds
            : throw new InvalidOperationException(loaded.First(f => !f.Errors.IsEmpty).Errors[0].Message);
    }

    private static async Task<double> ColdAsync(string folder, string[] names)
    {
        var began = Stopwatch.GetTimestamp();
        await Parallel.ForEachAsync(names.Take(ColdFiles), new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount }, async (name, cancellationToken) =>
        {
            var start = new ProcessStartInfo("python3", ["-m", "orrery._load", Path.Combine(folder, name), folder])
            {
                Environment =
                {
                    ["PYTHONPATH"] = Path.Combine(AppContext.BaseDirectory, "sdk", "python"),
                    ["ORRERY_DAGS"] = Path.Combine(folder, name + ".json"),
                },
            };
            using var process = Process.Start(start)!;
            await process.WaitForExitAsync(cancellationToken);
        });
        return Math.Min(ColdFiles, names.Length) / Stopwatch.GetElapsedTime(began).TotalSeconds;
    }

    private static string Source(string dagId) => $"""
        from datetime import datetime, timedelta

        from airflow import DAG
        from airflow.decorators import task
        from airflow.operators.bash import BashOperator

        with DAG("{dagId}", schedule="@daily", start_date=datetime(2099, 1, 1), default_args=dict(retries=2, retry_delay=timedelta(minutes=1)), tags=["bench"]) as dag:
            extract = BashOperator(task_id="extract", bash_command="extract {dagId}")
            transform = BashOperator(task_id="transform", bash_command="transform")
            check = BashOperator(task_id="check", bash_command="check")

            @task
            def load(table):
                return table

            @task
            def report(table):
                print(table)

            extract >> transform >> check
            report(load("{dagId}")) << check
        """;
}
