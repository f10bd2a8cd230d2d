using System.Collections.Concurrent;
using Orrery.Grains.Interfaces.Catalog;
using Orrery.Storage;
using Orrery.Storage.Rows;

namespace Orrery.Grains.Versions;

/// <summary>What is known of the code of runs, and the names people know it by: a commit or the digest of an archive, else the hash of the snapshot.</summary>
/// <param name="store">Where snapshots are.</param>
public sealed class BundleVersions(IStore store)
{
    private const int Capacity = 10_000;

    private readonly ConcurrentDictionary<string, string> _names = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<(string DagId, int Release), (string Bundle, DateTimeOffset CreatedAt)> _releases = [];

    /// <summary>What clients see of a run, with what its release says of its code.</summary>
    public async ValueTask<DagRunInfo> DescribeAsync(DagRunRow run)
    {
        var info = Infos.Of(run) with { BundleVersion = await OfAsync(run) };
        if (!_releases.TryGetValue((run.DagId, run.Release), out var release))
        {
            if (await store.GetReleaseAsync(run.DagId, run.Release) is not { } row)
            {
                return info;
            }

            if (_releases.Count >= Capacity)
            {
                _releases.Clear();
            }

            release = _releases.GetOrAdd((run.DagId, run.Release), (row.Bundle, row.CreatedAt));
        }

        return info with { BundleName = release.Bundle, ReleasedAt = release.CreatedAt };
    }

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
