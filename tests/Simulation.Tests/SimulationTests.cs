using System.Globalization;
using Xunit.Abstractions;

namespace Orrery.Simulation.Tests;

public sealed class SimulationTests(ITestOutputHelper output) : IDisposable
{
    private const int DefaultSeeds = 1000;
    private const int LastEvents = 50;
    private const int RepeatedSeeds = 60;

    private readonly string _folder = Directory.CreateTempSubdirectory("orrery-simulation-").FullName;

    [Fact]
    public async Task Scheduler_ForEverySeed_KeepsItsPromises()
    {
        var only = Number("SIM_SEED");
        int[] seeds = only is { } seed ? [seed] : [.. Enumerable.Range(0, Number("SIM_SEEDS") ?? DefaultSeeds).Union(Regressions.Seeds)];
        var clock = TimeProvider.System;
        var began = clock.GetTimestamp();

        var results = await SeedRun.RunAsync(seeds, _folder, all: only is not null);

        var summary = string.Create(CultureInfo.InvariantCulture, $"{results.Count} seeds in {clock.GetElapsedTime(began).TotalSeconds:F1} s, {results.Count(r => r.Failed)} failed");
        output.WriteLine(summary);
        if (only is not null)
        {
            output.WriteLine(string.Join('\n', EventsOf(_folder, only.Value)));
        }

        results.Select(r => r.Seed).ShouldBe(seeds.Order());
        results.Where(r => r.Failed).Select(r => Report(r.Seed)).ShouldBeEmpty(summary);
    }

    [Fact]
    public async Task Scheduler_ForTheSameSeedInTwoProcesses_DoesTheSameInTheSameOrder()
    {
        int[] seeds = [.. Enumerable.Range(0, RepeatedSeeds)];
        var (first, second) = (Directory.CreateDirectory(Path.Combine(_folder, "1")).FullName, Directory.CreateDirectory(Path.Combine(_folder, "2")).FullName);

        var once = await SeedRun.RunAsync(seeds, first, all: true);
        var again = await SeedRun.RunAsync(seeds, second, all: true);

        once.Select(r => r.Summary).Distinct().Count().ShouldBe(RepeatedSeeds, "each seed is a story of its own");
        foreach (var seed in seeds)
        {
            EventsOf(second, seed).ShouldBe(EventsOf(first, seed), $"seed {seed}");
        }

        again.ShouldBe(once);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string Report(int seed) => string.Create(
        CultureInfo.InvariantCulture,
        $"seed {seed}, the last {LastEvents} events (virtual seconds first):\n{string.Join('\n', EventsOf(_folder, seed).TakeLast(LastEvents))}\nrepeat with: SIM_SEED={seed} ./test simulation\n");

    private static string[] EventsOf(string folder, int seed) => File.ReadAllLines(Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{seed}.log")));

    private static int? Number(string variable) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
