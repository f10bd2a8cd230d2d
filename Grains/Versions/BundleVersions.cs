using System.Collections.Concurrent;
using Orrery.Storage;
using Orrery.Storage.Rows;

namespace Orrery.Grains.Versions;

/// <summary>The names people know the code of runs by: a commit or the digest of an archive, else the hash of the snapshot.</summary>
/// <param name="store">Where snapshots are.</param>
public sealed class BundleVersions(IStore store)
{
    private const int Capacity = 10_000;

    private readonly ConcurrentDictionary<string, string> _names = new(StringComparer.Ordinal);

    /// <summary>The name of the code a run is pinned to; null: it is not kept.</summary>
    public async ValueTask<string?> OfAsync(DagRunRow run)
    {
        if (run.Snapshot is not { } snapshot)
        {
            return null;
        }

        if (_names.TryGetValue(snapshot, out var known))
        {
            return known;
        }

        var release = await store.GetReleaseAsync(run.DagId, run.Release);
        var name = (release is null ? null : await NameInAsync(store, release, snapshot)) ?? snapshot;
        if (_names.Count >= Capacity)
        {
            // It is only to be read again.
            _names.Clear();
        }

        return _names.GetOrAdd(snapshot, name);
    }

    /// <summary>The name of the code of a run on this release; null: there is no other than its hash.</summary>
    public static async Task<string?> NameInAsync(IStore store, DagReleaseRow release, string snapshot) => release.Snapshot == snapshot
        ? release.SourceReference
        : (await store.GetSnapshotAsync(release.Bundle, snapshot))?.SourceReference;
}
