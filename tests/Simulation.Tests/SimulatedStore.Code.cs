using Orrery.Storage.Rows;

namespace Orrery.Simulation.Tests;

/// <content>Code and tokens, of which a simulation has none: its DAGs are published by hand.</content>
internal sealed partial class SimulatedStore
{
    public Task<CodeBlobRow?> GetBlobAsync(string hash, CancellationToken cancellationToken = default) => throw Unused();

    public Task<CodeTreeRow?> GetTreeAsync(string hash, CancellationToken cancellationToken = default) => throw Unused();

    public Task<IReadOnlyList<BundleSnapshotRow>> ListSnapshotsAsync(string bundle, CancellationToken cancellationToken = default) => throw Unused();

    public Task<IReadOnlyList<BundleFileRow>> ListBundleFilesAsync(string bundle, CancellationToken cancellationToken = default) => throw Unused();

    public Task<BundleSnapshotRow?> GetSnapshotAsync(string bundle, string snapshot, CancellationToken cancellationToken = default) => throw Unused();

    public Task<ApiTokenRow?> GetApiTokenAsync(string tokenId, CancellationToken cancellationToken = default) => throw Unused();

    public Task<IReadOnlyList<ApiTokenRow>> ListApiTokensAsync(CancellationToken cancellationToken = default) => throw Unused();
}
