using System.Diagnostics;
using Orrery.Storage;
using Orrery.Storage.Rows;

namespace Orrery.Cli.Bench;

/// <summary>What this machine can do at most, measured in the same run as what is compared with it.</summary>
/// <param name="FsyncsPerSecond">4 KiB appends, each forced to the disk.</param>
/// <param name="CommitsPerSecond">Durable commits of one row, one after the other, by the store that is measured.</param>
/// <param name="RowsPerSecond">Rows of durable commits of 1,000 rows each.</param>
/// <param name="SpawnsPerSecond">Starts of <c>/bin/true</c>, one after the other, waited for.</param>
internal sealed record MachineLimits(double FsyncsPerSecond, double CommitsPerSecond, double RowsPerSecond, double SpawnsPerSecond)
{
    private const int RowsInBatch = 1000;

    /// <summary>Measures each of them for this long.</summary>
    public static async Task<MachineLimits> MeasureAsync(IStore store, string folder, TimeSpan span) => new(
        Fsyncs(folder, span),
        await RateAsync(() => store.CommitAsync([Row()]).AsTask(), span),
        await RateAsync(() => store.CommitAsync([.. Enumerable.Range(0, RowsInBatch).Select(_ => Row())]).AsTask(), span) * RowsInBatch,
        await RateAsync(SpawnAsync, span));

    private static AuditRow Row() => new() { At = TimeProvider.System.GetUtcNow(), Actor = "bench", Event = "limit", DetailsJson = new string('x', 100) };

    private static double Fsyncs(string folder, TimeSpan span)
    {
        using var file = File.OpenHandle(Path.Combine(folder, "fsync"), FileMode.Create, FileAccess.Write);
        var block = new byte[4096];
        var (count, start) = (0, Stopwatch.GetTimestamp());
        for (; Stopwatch.GetElapsedTime(start) < span; count++)
        {
            RandomAccess.Write(file, block, (long)count * block.Length);
            RandomAccess.FlushToDisk(file);
        }

        return Rate(count, start);
    }

    private static async Task SpawnAsync()
    {
        using var process = Process.Start(new ProcessStartInfo("/bin/true"))!;
        await process.WaitForExitAsync();
    }

    private static async Task<double> RateAsync(Func<Task> action, TimeSpan span)
    {
        var (count, start) = (0, Stopwatch.GetTimestamp());
        for (; Stopwatch.GetElapsedTime(start) < span; count++)
        {
            await action();
        }

        return Rate(count, start);
    }

    private static double Rate(int count, long start) => Math.Round(count / Stopwatch.GetElapsedTime(start).TotalSeconds);
}
