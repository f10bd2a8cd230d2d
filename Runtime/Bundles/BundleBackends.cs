using Orrery.Grains.Interfaces.Bundles;
using Orrery.Runtime.Bundles.Archives;
using Orrery.Runtime.Bundles.Git;

namespace Orrery.Runtime.Bundles;

/// <summary>Opens what the files of bundles come from.</summary>
/// <param name="dataFolder">Folder of this machine for what is fetched and unpacked.</param>
/// <param name="limits">What an archive may be.</param>
/// <param name="clock">Clock of time limits.</param>
public sealed class BundleBackends(string dataFolder, ArchiveLimits limits, TimeProvider clock)
{
    /// <summary>How long fetching a repository may take: 10 minutes.</summary>
    public static readonly TimeSpan FetchTimeout = TimeSpan.FromMinutes(10);

    /// <summary>Where archives are unpacked; what an earlier server left there is removed first.</summary>
    private readonly Lazy<string> _unpacked = new(() =>
    {
        var folder = Path.Combine(dataFolder, "unpacked");
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }

        return folder;
    });

    /// <summary>Opens the backend of a bundle; null when its files are pushed, and there is nothing to read.</summary>
    /// <exception cref="BundleException">It is not set up right.</exception>
    public IBundleBackend? Open(BundleSettings settings) => settings.Backend switch
    {
        BundleSettings.Folder => new FolderBundleBackend(settings.Location),
        BundleSettings.Git => new GitBundleBackend(GitBundleOptions.Of(settings), Path.Combine(dataFolder, "repositories"), FetchTimeout, clock),
        BundleSettings.Archive => null,
        var other => throw new BundleException($"There is no backend '{other}'; there are: {BundleSettings.Folder}, {BundleSettings.Git}, {BundleSettings.Archive}."),
    };

    /// <summary>Opens an archive that was pushed; to be disposed when it was captured.</summary>
    /// <exception cref="BundleException">It is none, or holds what no bundle may.</exception>
    public Task<ArchiveBundleBackend> OpenArchiveAsync(Stream archive, CancellationToken cancellationToken = default) =>
        ArchiveBundleBackend.OpenAsync(archive, _unpacked.Value, limits, cancellationToken);
}
