using System.Globalization;
using Xunit.Abstractions;

namespace Orrery.Simulation.Tests;

public sealed class SimulationTests(ITestOutputHelper output)
{
    private const int DefaultSeeds = 200;

    [Fact]
    public async Task Scheduler_ForEverySeed_KeepsItsPromises()
    {
        var only = Number("SIM_SEED");
        var seeds = only is { } seed ? [seed] : Enumerable.Range(0, Number("SIM_SEEDS") ?? DefaultSeeds);
        var clock = TimeProvider.System;
        var began = clock.GetTimestamp();
        var failures = new List<string>();
        var count = 0;
        await Task.Run(async () =>
        {
            foreach (var next in seeds)
            {
                var (events, failure) = await Simulation.RunAsync(next);
                count++;
                if (failure is not null)
                {
                    failures.Add($"seed {next}: {failure}\nthe last events (virtual seconds):\n{string.Join('\n', events.TakeLast(only is null ? 50 : int.MaxValue))}\nrepeat with: SIM_SEED={next} ./test simulation");
                }
            }
        });
        output.WriteLine($"{count} seeds in {clock.GetElapsedTime(began).TotalSeconds:F1} s, {failures.Count} failed");
        failures.ShouldBeEmpty();
    }

    private static int? Number(string variable) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
