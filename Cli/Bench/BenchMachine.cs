using System.Runtime.InteropServices;

namespace Orrery.Cli.Bench;

/// <summary>Where something was measured.</summary>
/// <param name="Os">Operating system.</param>
/// <param name="Cores">Processors.</param>
/// <param name="Processor">Model of the processor, where the system says it.</param>
/// <param name="MemoryMb">Memory the process may use, in MiB.</param>
/// <param name="Runtime">.NET runtime.</param>
internal sealed record BenchMachine(string Os, int Cores, string Processor, long MemoryMb, string Runtime)
{
    /// <summary>This machine.</summary>
    public static BenchMachine Of() => new(
        RuntimeInformation.OSDescription,
        Environment.ProcessorCount,
        ProcessorName(),
        GC.GetGCMemoryInfo().TotalAvailableMemoryBytes >> 20,
        RuntimeInformation.FrameworkDescription);

    private static string ProcessorName() => File.Exists("/proc/cpuinfo")
        ? File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))?.Split(':', 2)[1].Trim() ?? ""
        : "";
}
