namespace Orrery.Grains.Bundles;

/// <summary>What an installation decides for all bundles.</summary>
public sealed record BundleOptions
{
    /// <summary>Time between two looks at a folder for changed files. Default 5 s; at least 1 s. Longer for bundles of very many files.</summary>
    public TimeSpan ScanInterval { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Time between two fetches of a repository. Default 5 minutes; at least 1 s.</summary>
    public TimeSpan FetchInterval { get; init; } = TimeSpan.FromMinutes(5);
}
