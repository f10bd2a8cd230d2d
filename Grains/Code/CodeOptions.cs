using Orrery.Runtime.Bundles.Archives;

namespace Orrery.Grains.Code;

/// <summary>How much code a bundle may hold, and where hosts keep it.</summary>
public sealed record CodeOptions
{
    /// <summary>Largest file of a bundle, in bytes. Default 64 MiB; at most 512 MiB.</summary>
    public long MaxFileBytes { get; init; } = 64L << 20;

    /// <summary>Most bytes of all files of a bundle. Default 1 GiB.</summary>
    public long MaxBundleBytes { get; init; } = 1L << 30;

    /// <summary>Most files of a bundle. Default 200,000.</summary>
    public int MaxFiles { get; init; } = 200_000;

    /// <summary>How long one capture may take. Default 30 minutes; less than <see cref="CollectAfter"/>.</summary>
    public TimeSpan MaxCaptureTime { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>How long stored code stays although nothing names it: something may be about to. Default 1 hour.</summary>
    public TimeSpan CollectAfter { get; init; } = TimeSpan.FromHours(1);

    /// <summary>The folder in which this machine keeps what its tasks run and what its bundles are fetched into. Relative paths count from the working directory. Default <c>.orrery</c>.</summary>
    public string DataDirectory { get; init; } = ".orrery";

    /// <summary>The same limits for archives that are handed in.</summary>
    internal ArchiveLimits ForArchives => new() { MaxFileBytes = MaxFileBytes, MaxTotalBytes = MaxBundleBytes, MaxEntries = MaxFiles };
}
