using System.Globalization;
using System.Text;
using System.Text.Json.Serialization;

namespace Orrery.Bench;

/// <summary>One measurement.</summary>
internal sealed record ScalingResult(
    string Kind, string Shape, int Tasks, double Seconds, double PerSecond, double MicrosecondsPerTask, long Commits, long WorkingSetMb, string Durability, int Cores);

/// <summary>Measurements and the machine's limits, taken in one run.</summary>
internal sealed record ScalingReport(MachineLimits Limits, IReadOnlyList<ScalingResult> Results);

/// <summary>Measurements as a table.</summary>
internal static class ScalingTable
{
    /// <summary>The table, in Markdown. The ratio is tasks/s to the machine's durable single-row commits/s.</summary>
    public static string Of(MachineLimits limits, IEnumerable<ScalingResult> results)
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"{limits.Os}, {limits.Cores} cores: {limits.FsyncsPerSecond} fsyncs/s, {limits.CommitsPerSecond} durable commits of one row/s.");
        text.Append("\n| kind | shape | tasks | seconds | tasks/s | ratio | µs/task | commits | MB |\n|---|---|---|---|---|---|---|---|---|\n");
        foreach (var r in results)
        {
            text.AppendLine(
                CultureInfo.InvariantCulture,
                $"| {r.Kind} | {r.Shape} | {r.Tasks} | {r.Seconds} | {r.PerSecond} | {r.PerSecond / limits.CommitsPerSecond:0.00} | {r.MicrosecondsPerTask} | {r.Commits} | {r.WorkingSetMb} |");
        }

        return text.ToString();
    }
}

/// <summary>Source-generated JSON of results.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(ScalingReport))]
[JsonSerializable(typeof(DecisionReport))]
[JsonSerializable(typeof(RunsReport))]
[JsonSerializable(typeof(IdleReport))]
[JsonSerializable(typeof(ApiReport))]
[JsonSerializable(typeof(ProgramsReport))]
[JsonSerializable(typeof(HistoryReport))]
internal sealed partial class BenchJson : JsonSerializerContext;
