using System.Runtime.InteropServices;

namespace Orrery.Bench;

/// <summary>Where something was measured.</summary>
/// <param name="Os">Operating system.</param>
/// <param name="Cores">Processors.</param>
/// <param name="Runtime">.NET runtime.</param>
/// <param name="Processor">Model of the processor, where the system says it.</param>
internal sealed record Machine(string Os, int Cores, string Runtime, string Processor)
{
    /// <summary>This machine.</summary>
    public static Machine Of() => new(RuntimeInformation.OSDescription, Environment.ProcessorCount, RuntimeInformation.FrameworkDescription, ProcessorName());

    private static string ProcessorName() => File.Exists("/proc/cpuinfo")
        ? File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))?.Split(':', 2)[1].Trim() ?? ""
        : "";
}
