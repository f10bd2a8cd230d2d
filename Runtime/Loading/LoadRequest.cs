namespace Orrery.Runtime.Loading;

/// <summary>Files of one snapshot of a bundle that are to be read.</summary>
public sealed record LoadRequest
{
    /// <summary>Name of the bundle.</summary>
    public required string Bundle { get; init; }

    /// <summary>Paths of the files in the bundle, with <c>/</c>.</summary>
    public required IReadOnlyList<string> Files { get; init; }

    /// <summary>Reads the content of a file of the snapshot. Throws <see cref="Bundles.BundleException"/> when it cannot be read or is too large.</summary>
    public required Func<string, CancellationToken, Task<byte[]>> ReadAsync { get; init; }

    /// <summary>The hash of the names in a folder of the snapshot, as <see cref="Core.Bundles.DirectoryListings"/> has it. Default: there are no folders.</summary>
    public Func<string, string> HashDirectory { get; init; } = static _ => "";

    /// <summary>The variables of the installation, as the files may read them. Default: those of the environment of this process.</summary>
    public ParseVariables Variables { get; init; } = ParseVariables.OfEnvironment(Environment.GetEnvironmentVariable);

    /// <summary>A folder with all files of the snapshot, for loaders that run programs; made when it is first asked for. Nobody writes there.</summary>
    public required Func<CancellationToken, Task<string>> FolderAsync { get; init; }
}
