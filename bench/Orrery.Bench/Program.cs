using System.Globalization;
using System.Text.Json;
using Orrery.Bench;

// Usage: dotnet run -c Release --project bench/Orrery.Bench -- scaling [sizes…]
if (args is not ["scaling", .. var sizes])
{
    await Console.Error.WriteLineAsync("usage: scaling [number of tasks …]");
    return 2;
}

int[] counts = sizes.Length > 0 ? [.. sizes.Select(s => int.Parse(s, CultureInfo.InvariantCulture))] : [1_000, 2_000, 5_000, 10_000];
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
return 0;
