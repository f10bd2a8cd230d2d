using Orrery.Storage.Rows;

namespace Orrery.Storage;

/// <content>Code by its content, what parsers remember of bundles, and who may deploy.</content>
public partial interface IStoreQueries
{
    /// <summary>The content of a file; null when there is none with this hash.</summary>
    Task<CodeBlobRow?> GetBlobAsync(string hash, CancellationToken cancellationToken = default);

    /// <summary>A folder; null when there is none with this hash.</summary>
    Task<CodeTreeRow?> GetTreeAsync(string hash, CancellationToken cancellationToken = default);

    /// <summary>Snapshots of a bundle, by hash.</summary>
    Task<IReadOnlyList<BundleSnapshotRow>> ListSnapshotsAsync(string bundle, CancellationToken cancellationToken = default);

    /// <summary>A snapshot of a bundle; null when there is none.</summary>
    Task<BundleSnapshotRow?> GetSnapshotAsync(string bundle, string snapshot, CancellationToken cancellationToken = default);

    /// <summary>A token; null when there is none with this id.</summary>
    Task<ApiTokenRow?> GetApiTokenAsync(string tokenId, CancellationToken cancellationToken = default);

    /// <summary>All tokens, by id; also those that are revoked or have expired.</summary>
    Task<IReadOnlyList<ApiTokenRow>> ListApiTokensAsync(CancellationToken cancellationToken = default);

    /// <summary>What a parser remembers of the files of a bundle, by path.</summary>
    Task<IReadOnlyList<BundleFileRow>> ListBundleFilesAsync(string bundle, CancellationToken cancellationToken = default);
}
