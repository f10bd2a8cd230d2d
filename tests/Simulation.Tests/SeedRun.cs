using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;

namespace Orrery.Simulation.Tests;

/// <summary>What became of one seed.</summary>
/// <param name="Seed">The seed.</param>
/// <param name="Summary">How many events it had, and a hash of them.</param>
/// <param name="Failed">Whether something went wrong.</param>
internal sealed record SeedResult(int Seed, string Summary, bool Failed);

/// <summary>Runs seeds in processes of their own, a few at the same time.</summary>
internal static class SeedRun
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(10);

    /// <summary>Runs seeds.</summary>
    /// <param name="seeds">The seeds.</param>
    /// <param name="folder">Where the events of failed ones go.</param>
    /// <param name="all">Whether the events of the others go there, too.</param>
    /// <exception cref="InvalidOperationException">A process died or did not end; the message says at which seed.</exception>
    public static async Task<IReadOnlyList<SeedResult>> RunAsync(IReadOnlyList<int> seeds, string folder, bool all = false)
    {
        var shards = Math.Clamp(Environment.ProcessorCount, 1, 4);
        var results = new ConcurrentBag<SeedResult>();
        await Task.WhenAll(Enumerable.Range(0, shards).Select(shard => RunShardAsync([.. seeds.Where((_, i) => i % shards == shard)], folder, all, results)));
        return [.. results.OrderBy(r => r.Seed)];
    }

    private static async Task RunShardAsync(List<int> seeds, string folder, bool all, ConcurrentBag<SeedResult> results)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(SeedRun).Assembly.Location, folder, .. all ? ["all"] : Array.Empty<string>()])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var limit = new CancellationTokenSource(Limit);
        using var process = Process.Start(start)!;
        var left = new Queue<int>(seeds);
        var errors = process.StandardError.ReadToEndAsync(CancellationToken.None);
        try
        {
            await process.StandardInput.WriteAsync(string.Join('\n', seeds.Select(s => s.ToString(CultureInfo.InvariantCulture))));
            process.StandardInput.Close();
            while (await process.StandardOutput.ReadLineAsync(limit.Token) is { } line)
            {
                var parts = line.Split(' ');
                results.Add(new SeedResult(left.Dequeue(), $"{parts[1]} {parts[2]}", parts[3] != "ok"));
            }

            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
        }

        if (left.Count > 0)
        {
            throw new InvalidOperationException($"The process did not get beyond seed {left.Peek()}: {(limit.IsCancellationRequested ? $"no end after {Limit}" : await errors)}");
        }
    }
}
