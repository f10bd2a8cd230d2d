using System.Diagnostics;

namespace Orrery.Cli.Bench;

/// <summary>Resident memory of this process: the server with everything in it.</summary>
internal static class BenchMemory
{
    private const string ClearPeak = "5";

    /// <summary>What it is now, in MiB.</summary>
    public static double NowMb()
    {
        using var process = Process.GetCurrentProcess();
        return ToMb(process.WorkingSet64);
    }

    /// <summary>The most it was since <see cref="ResetPeak"/>, in MiB.</summary>
    public static double PeakMb()
    {
        using var process = Process.GetCurrentProcess();
        return ToMb(process.PeakWorkingSet64);
    }

    /// <summary>Lets what was measured before count no more; where the system does not let it, the peak is that of the whole process.</summary>
    public static void ResetPeak()
    {
        GC.Collect();
        try
        {
            File.WriteAllText("/proc/self/clear_refs", ClearPeak);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Not on Linux, or not allowed.
        }
    }

    private static double ToMb(long bytes) => Math.Round(bytes / (1024.0 * 1024));
}
