namespace Orrery.Grains.Interfaces.Bundles;

/// <summary>What a parser has found out about its bundle. What is null stays as it is.</summary>
[GenerateSerializer, Immutable, Alias("orrery.bundle_progress")]
public sealed record BundleProgress
{
    /// <summary>The code that is current from now on.</summary>
    [Id(0)] public string? Snapshot { get; init; }

    /// <summary>Where that code came from; looked at only when <see cref="Snapshot"/> is given.</summary>
    [Id(1)] public string? SourceReference { get; init; }

    /// <summary>When a scan was completed.</summary>
    [Id(2)] public DateTimeOffset? ScannedAt { get; init; }

    /// <summary>When its files were fetched.</summary>
    [Id(3)] public DateTimeOffset? FetchedAt { get; init; }

    /// <summary>Its manifest, as a JSON object.</summary>
    [Id(4)] public string? ManifestJson { get; init; }

    /// <summary>Why it cannot be fetched or scanned; empty: it can again.</summary>
    [Id(5)] public string? Problem { get; init; }
}
