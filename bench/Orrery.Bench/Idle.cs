using System.Diagnostics;
using System.Globalization;
using Orrery.Silo;

namespace Orrery.Bench;

/// <summary>What a server costs that has nothing to do.</summary>
/// <param name="Machine">Where.</param>
/// <param name="Dags">Scheduled DAGs, each in a file of its own; none is due while it is measured.</param>
/// <param name="StartSeconds">How long the first start took, with reading all files.</param>
/// <param name="Seconds">How long it was measured, after it had settled.</param>
/// <param name="CpuMilliseconds">Processor time of the whole process in that time.</param>
/// <param name="PercentOfOneCore">The same, of the time of one core.</param>
/// <param name="WorkingSetMb">Memory at the end.</param>
internal sealed record IdleReport(
    Machine Machine, int Dags, double StartSeconds, double Seconds, double CpuMilliseconds, double PercentOfOneCore, long WorkingSetMb);

/// <summary>Starts a server on a folder of scheduled DAGs and lets it be.</summary>
internal static class Idle
{
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(90);

    /// <summary>Measures.</summary>
    public static async Task<IdleReport> MeasureAsync(int dags, TimeSpan span)
    {
        var folder = Directory.CreateTempSubdirectory("orrery-idle-").FullName;
        try
        {
            var bundle = Directory.CreateDirectory(Path.Combine(folder, "dags")).FullName;
            var year = TimeProvider.System.GetUtcNow().Year + 1;
            for (var i = 0; i < dags; i++)
            {
                var name = string.Create(CultureInfo.InvariantCulture, $"dag{i:D5}");
                await File.WriteAllTextAsync(
                    Path.Combine(bundle, $"{name}.yaml"),
                    string.Create(CultureInfo.InvariantCulture, $"dag_id: {name}\nschedule: \"{i % 60} {i / 60 % 24} * * *\"\nstart_date: {year}-01-01\ntasks:\n  - {{task_id: a, bash: \"true\"}}\n  - {{task_id: b, bash: \"true\", depends_on: a}}\n"));
            }

            var began = Stopwatch.GetTimestamp();
            await using var server = await OrreryServer.StartAsync(new ServerOptions
            {
                DataFolder = Path.Combine(folder, "data"),
                Bundles = new Dictionary<string, string>(StringComparer.Ordinal) { ["dags"] = bundle },
                Listen = new Uri("http://127.0.0.1:0"),
                Holder = "bench",
            });
            var start = Stopwatch.GetElapsedTime(began);
            await Task.Delay(Settling, TimeProvider.System);
            using var process = Process.GetCurrentProcess();
            var before = process.TotalProcessorTime;
            began = Stopwatch.GetTimestamp();
            await Task.Delay(span, TimeProvider.System);
            process.Refresh();
            var cpu = process.TotalProcessorTime - before;
            var seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
            return new IdleReport(
                Machine.Of(), dags, Math.Round(start.TotalSeconds, 1), Math.Round(seconds, 1), Math.Round(cpu.TotalMilliseconds),
                Math.Round(cpu.TotalSeconds / seconds * 100, 2), process.WorkingSet64 >> 20);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
