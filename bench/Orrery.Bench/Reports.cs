using System.Text.Json;

namespace Orrery.Bench;

/// <summary>Runs the benchmarks and prints what came out: JSON to the output, a table to the error output.</summary>
internal static class Reports
{
    private static readonly string[] Shapes = ["chain", "wide"];

    /// <summary>How a run's time grows with its tasks, through server and store.</summary>
    public static async Task ScalingAsync(int[] counts)
    {
        await Scaling.RunAsync(100, "wide", "dispatched");
        var limits = await MachineLimits.MeasureAsync();
        var results = new List<ScalingResult>();
        foreach (var kind in new[] { "empty", "dispatched" })
        {
            foreach (var shape in new[] { "wide", "chain" })
            {
                foreach (var count in counts)
                {
                    results.Add(await Scaling.RunAsync(count, shape, kind));
                }
            }
        }

        Console.WriteLine(JsonSerializer.Serialize(new ScalingReport(limits, results), BenchJson.Default.ScalingReport));
        await Console.Error.WriteLineAsync(ScalingTable.Of(limits, results));
    }

    /// <summary>What one decision costs.</summary>
    public static async Task DecisionsAsync()
    {
        var report = new DecisionReport(Machine.Of(), Decisions.Measure());
        Console.WriteLine(JsonSerializer.Serialize(report, BenchJson.Default.DecisionReport));
        await Console.Error.WriteLineAsync(DecisionTable.Of(report));
    }

    /// <summary>How the time of a run's decisions grows with its tasks, without grains and store.</summary>
    public static async Task RunsAsync(int[] counts)
    {
        var report = new RunsReport(Machine.Of(), [.. Shapes.SelectMany(shape => counts.Select(count => Runs.Measure(shape, count)))]);
        Console.WriteLine(JsonSerializer.Serialize(report, BenchJson.Default.RunsReport));
        await Console.Error.WriteLineAsync(RunsTable.Of(report));
    }

    /// <summary>What a server costs that has nothing to do.</summary>
    public static async Task IdleAsync(int dags, TimeSpan span)
    {
        var report = await Idle.MeasureAsync(dags, span);
        Console.WriteLine(JsonSerializer.Serialize(report, BenchJson.Default.IdleReport));
        await Console.Error.WriteLineAsync(
            $"{report.Dags} scheduled DAGs in as many files, read in {report.StartSeconds} s: {report.CpuMilliseconds} ms of processor in {report.Seconds} s, {report.PercentOfOneCore} % of a core, {report.WorkingSetMb} MB.");
    }

    /// <summary>What programs ask of a server over REST.</summary>
    public static async Task ApiAsync(int triggers, int readsPerSecond)
    {
        var report = await ApiLoad.MeasureAsync(triggers, readsPerSecond);
        Console.WriteLine(JsonSerializer.Serialize(report, BenchJson.Default.ApiReport));
        await Console.Error.WriteLineAsync(
            $"{report.Triggers} triggers accepted in {report.AcceptedSeconds} s, their runs ended after {report.FinishedSeconds} s; {report.ReadsDone} of {report.ReadsPerSecond} reads/s, p50 {report.P50Milliseconds} ms, p99 {report.P99Milliseconds} ms.");
    }

    /// <summary>What queries take on a store with much history.</summary>
    public static async Task HistoryAsync(int runs, string? address)
    {
        var report = await Histories.MeasureAsync(runs, address);
        Console.WriteLine(JsonSerializer.Serialize(report, BenchJson.Default.HistoryReport));
        await Console.Error.WriteLineAsync(HistoryTable.Of(report));
    }

    /// <summary>How fast DAG files in Python are read.</summary>
    public static async Task ProgramsAsync(int files)
    {
        var report = new ProgramsReport(await MachineLimits.MeasureAsync(), await Programs.MeasureAsync(files));
        Console.WriteLine(JsonSerializer.Serialize(report, BenchJson.Default.ProgramsReport));
        var r = report.Result;
        await Console.Error.WriteLineAsync($"{r.Files} Python files: first {r.FirstSeconds} s, again {r.SecondSeconds} s, warm {r.FilesPerSecond} files/s; cold {r.ColdPerSecond} files/s.");
    }
}
