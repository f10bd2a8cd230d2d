namespace Orrery.Runtime.Bundles.Archives;

/// <summary>What an archive may be.</summary>
public sealed record ArchiveLimits
{
    /// <summary>Most bytes of the archive itself. Default 256 MiB.</summary>
    public long MaxArchiveBytes { get; init; } = 256L << 20;

    /// <summary>Largest file in it, in bytes. Default 64 MiB.</summary>
    public long MaxFileBytes { get; init; } = 64L << 20;

    /// <summary>Most bytes of all that is in it. Default 1 GiB.</summary>
    public long MaxTotalBytes { get; init; } = 1L << 30;

    /// <summary>Most entries, folders too. Default 200,000.</summary>
    public int MaxEntries { get; init; } = 200_000;

    /// <summary>How many times its own size what is in it may have, above <see cref="FreeBytes"/>. Default 200; texts have 3 to 20.</summary>
    public int MaxRatio { get; init; } = 200;

    /// <summary>What any archive may hold, whatever its own size. Default 16 MiB.</summary>
    public long FreeBytes { get; init; } = 16L << 20;
}
