using System.Diagnostics;
using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging.Abstractions;
using Orrery.Storage.Rows;
using Orrery.Storage.Sqlite;

namespace Orrery.Bench;

/// <summary>What this machine can do at most, measured in the same run as what is compared with it.</summary>
/// <param name="FsyncsPerSecond">4 KiB appends, each forced to the disk.</param>
/// <param name="CommitsPerSecond">Durable commits of one row, one after the other.</param>
/// <param name="Os">Operating system.</param>
/// <param name="Cores">Processors.</param>
internal sealed record MachineLimits(double FsyncsPerSecond, double CommitsPerSecond, string Os, int Cores)
{
    private static readonly TimeSpan Span = TimeSpan.FromSeconds(1);

    /// <summary>Measures, for about two seconds.</summary>
    public static async Task<MachineLimits> MeasureAsync()
    {
        var folder = Directory.CreateTempSubdirectory("orrery-limits-").FullName;
        try
        {
            return new MachineLimits(Fsyncs(folder), await CommitsAsync(folder), RuntimeInformation.OSDescription, Environment.ProcessorCount);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static double Fsyncs(string folder)
    {
        using var file = File.OpenHandle(Path.Combine(folder, "fsync"), FileMode.Create, FileAccess.Write);
        var block = new byte[4096];
        var (count, start) = (0, Stopwatch.GetTimestamp());
        for (; Stopwatch.GetElapsedTime(start) < Span; count++)
        {
            RandomAccess.Write(file, block, (long)count * block.Length);
            RandomAccess.FlushToDisk(file);
        }

        return Math.Round(count / Stopwatch.GetElapsedTime(start).TotalSeconds);
    }

    private static async Task<double> CommitsAsync(string folder)
    {
        await using var store = await SqliteStore.OpenAsync(
            new SqliteStoreOptions { Folder = Path.Combine(folder, "store"), Holder = "bench" }, TimeProvider.System, NullLoggerFactory.Instance);
        var (count, start) = (0, Stopwatch.GetTimestamp());
        for (; Stopwatch.GetElapsedTime(start) < Span; count++)
        {
            await store.CommitAsync([new AuditRow { At = TimeProvider.System.GetUtcNow(), Actor = "bench", Event = "limit" }]);
        }

        return Math.Round(count / Stopwatch.GetElapsedTime(start).TotalSeconds);
    }
}
