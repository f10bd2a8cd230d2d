using System.Globalization;
using System.Text;
using System.Text.Json.Serialization;

namespace Orrery.Bench;

/// <summary>One measurement.</summary>
internal sealed record ScalingResult(
    string Shape, int Tasks, double Seconds, double PerSecond, double MicrosecondsPerTask, long Commits, long WorkingSetMb, string Durability, int Cores);

/// <summary>Measurements as a table.</summary>
internal static class ScalingTable
{
    /// <summary>The table, in Markdown.</summary>
    public static string Of(IEnumerable<ScalingResult> results)
    {
        var text = new StringBuilder("| shape | tasks | seconds | tasks/s | µs/task | commits | MB |\n|---|---|---|---|---|---|---|\n");
        foreach (var r in results)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"| {r.Shape} | {r.Tasks} | {r.Seconds} | {r.PerSecond} | {r.MicrosecondsPerTask} | {r.Commits} | {r.WorkingSetMb} |");
        }

        return text.ToString();
    }
}

/// <summary>Source-generated JSON of results.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(ScalingResult))]
internal sealed partial class BenchJson : JsonSerializerContext;
