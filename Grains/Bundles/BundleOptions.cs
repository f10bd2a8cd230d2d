namespace Orrery.Grains.Bundles;

/// <summary>What an installation decides for all bundles.</summary>
public sealed record BundleOptions
{
    /// <summary>Time between two looks at a bundle for changed files. Default 5 s; at least 1 s. Longer for bundles of very many files.</summary>
    public TimeSpan ScanInterval { get; init; } = TimeSpan.FromSeconds(5);
}
