using Orrery.Storage.Rows;
using Orrery.Storage.Sql.Maps;

namespace Orrery.Storage.Sql;

/// <content>Reads of code by its content, of what parsers remember, and of tokens.</content>
public abstract partial class SqlStore
{
    /// <inheritdoc/>
    public Task<CodeBlobRow?> GetBlobAsync(string hash, CancellationToken cancellationToken = default) =>
        GetAsync(CodeMaps.Blob, "hash = ?1", s => s.Add(hash), cancellationToken);

    /// <inheritdoc/>
    public Task<CodeTreeRow?> GetTreeAsync(string hash, CancellationToken cancellationToken = default) =>
        GetAsync(CodeMaps.Tree, "hash = ?1", s => s.Add(hash), cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<BundleSnapshotRow>> ListSnapshotsAsync(string bundle, CancellationToken cancellationToken = default) =>
        ListAsync($"{CodeMaps.Snapshot.Select} WHERE bundle = ?1 ORDER BY snapshot", s => s.Add(bundle), CodeMaps.Snapshot.Read, cancellationToken);

    /// <inheritdoc/>
    public Task<BundleSnapshotRow?> GetSnapshotAsync(string bundle, string snapshot, CancellationToken cancellationToken = default) =>
        GetAsync(CodeMaps.Snapshot, "bundle = ?1 AND snapshot = ?2", s => s.Add(bundle).Add(snapshot), cancellationToken);

    /// <inheritdoc/>
    public Task<ApiTokenRow?> GetApiTokenAsync(string tokenId, CancellationToken cancellationToken = default) =>
        GetAsync(SystemMaps.ApiToken, "token_id = ?1", s => s.Add(tokenId), cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<ApiTokenRow>> ListApiTokensAsync(CancellationToken cancellationToken = default) =>
        ListAsync($"{SystemMaps.ApiToken.Select} ORDER BY token_id", null, SystemMaps.ApiToken.Read, cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<BundleFileRow>> ListBundleFilesAsync(string bundle, CancellationToken cancellationToken = default) =>
        ListAsync($"{CodeMaps.File.Select} WHERE bundle = ?1 ORDER BY path", s => s.Add(bundle), CodeMaps.File.Read, cancellationToken);
}
