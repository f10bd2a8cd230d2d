using System.Globalization;
using System.Text;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;

namespace Orrery.Bench;

/// <summary>What one decision costs.</summary>
/// <param name="What">Which one.</param>
/// <param name="Size">How many children the task has, or tasks the plan.</param>
/// <param name="Nanoseconds">Mean time.</param>
/// <param name="Deviation">Standard deviation of it.</param>
/// <param name="Bytes">Memory allocated.</param>
internal sealed record DecisionResult(string What, int Size, double Nanoseconds, double Deviation, long Bytes);

/// <summary>What decisions cost, and where.</summary>
internal sealed record DecisionReport(Machine Machine, IReadOnlyList<DecisionResult> Results);

/// <summary>Measures with BenchmarkDotNet, in this process: the output of this repository's builds is not where it looks for it.</summary>
internal static class Decisions
{
    /// <summary>Measures, for some minutes.</summary>
    public static List<DecisionResult> Measure()
    {
        var config = ManualConfig.CreateEmpty()
            .AddJob(Job.ShortRun.WithToolchain(InProcessEmitToolchain.Instance))
            .AddDiagnoser(MemoryDiagnoser.Default)
            .AddLogger(new StreamLogger(new StreamWriter(Console.OpenStandardError())))
            .WithOptions(ConfigOptions.DisableLogFile);
        return
        [
            .. new[] { typeof(DecisionBenchmarks), typeof(CompileBenchmarks) }
                .SelectMany(type => BenchmarkRunner.Run(type, config).Reports)
                .Select(r => new DecisionResult(
                    r.BenchmarkCase.Descriptor.WorkloadMethod.Name,
                    (int)r.BenchmarkCase.Parameters.Items[0].Value,
                    Math.Round(r.ResultStatistics!.Mean, 1),
                    Math.Round(r.ResultStatistics.StandardDeviation, 1),
                    r.GcStats.GetBytesAllocatedPerOperation(r.BenchmarkCase) ?? 0)),
        ];
    }
}

/// <summary>Costs of decisions as a table.</summary>
internal static class DecisionTable
{
    /// <summary>The table, in Markdown.</summary>
    public static string Of(DecisionReport report)
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"{report.Machine.Os}, {report.Machine.Processor}, {report.Machine.Cores} cores, {report.Machine.Runtime}");
        text.Append("\n| decision | children (plan: tasks) | ns | ± | bytes | ns per child |\n|---|---|---|---|---|---|\n");
        foreach (var r in report.Results)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"| {r.What} | {r.Size} | {r.Nanoseconds} | {r.Deviation} | {r.Bytes} | {r.Nanoseconds / r.Size:0.0} |");
        }

        return text.ToString();
    }
}
