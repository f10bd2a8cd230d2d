using Orrery.Core.Bundles;
using Orrery.Storage.Rows;
using Orrery.Storage.Sql;

namespace Orrery.Storage.Maintenance;

/// <summary>What code went.</summary>
/// <param name="Snapshots">Snapshots that nothing names.</param>
/// <param name="Files">Contents of files that are in no snapshot.</param>
public sealed record CodePruneReport(long Snapshots, long Files);

/// <summary>
/// Takes code out of a store that nothing names any more: first snapshots that are no bundle's current one, no release's and no run's, then
/// folders and files that are in no snapshot that is left.
/// </summary>
/// <remarks>
/// A capture under way has stored, lately, all that its snapshot will name and that is not in the one it builds on, whose row it has renewed.
/// So what is young stays, and whether it is young is looked at by the statement that takes it away.
/// </remarks>
/// <param name="store">The store.</param>
public sealed class CodePruner(SqlStore store)
{
    private const int PageSize = 500;

    /// <summary>Files in one change: contents are large, and to take them away takes time.</summary>
    private const int GroupSize = 50;

    /// <summary>Prunes.</summary>
    /// <param name="before">What was last stored before this moment may go; while a server works on the store, longer ago than a capture takes.</param>
    /// <param name="cancellationToken">Gives up; what went so far is gone, and the next time goes on.</param>
    /// <exception cref="StoreFencedException">Another server has taken the store over.</exception>
    /// <exception cref="StoreUnavailableException">The store failed.</exception>
    public async Task<CodePruneReport> PruneAsync(DateTimeOffset before, CancellationToken cancellationToken = default)
    {
        var snapshots = await PruneSnapshotsAsync(before, cancellationToken).ConfigureAwait(false);
        if (await MarkAsync(cancellationToken).ConfigureAwait(false) is not var (folders, files))
        {
            // What a damaged folder names cannot be known, so everything stays. The verifier says which it is.
            return new CodePruneReport(snapshots, 0);
        }

        await SweepAsync(ofFolders: true, folders, before, cancellationToken).ConfigureAwait(false);
        return new CodePruneReport(snapshots, await SweepAsync(ofFolders: false, files, before, cancellationToken).ConfigureAwait(false));
    }

    private async Task<long> PruneSnapshotsAsync(DateTimeOffset before, CancellationToken cancellationToken)
    {
        IReadOnlySet<string>? named = null;
        var (count, bundle, snapshot) = (0L, "", "");
        while (await store.ListOldSnapshotsAsync(before, bundle, snapshot, PageSize, cancellationToken).ConfigureAwait(false) is { Count: > 0 } page)
        {
            named ??= await store.ListNamedSnapshotsAsync(cancellationToken).ConfigureAwait(false);
            var gone = page.Where(s => !named.Contains(s.Snapshot)).Select(StoreRow (s) => new BundleSnapshotRemoval(s.Bundle, s.Snapshot, before)).ToList();
            if (gone.Count > 0)
            {
                await store.CommitAsync(gone, cancellationToken).ConfigureAwait(false);
                count += gone.Count;
            }

            (bundle, snapshot) = page[^1];
        }

        return count;
    }

    /// <summary>The folders and files of all snapshots that there are; null: one of them is damaged.</summary>
    private async Task<(HashSet<string> Folders, HashSet<string> Files)?> MarkAsync(CancellationToken cancellationToken)
    {
        var folders = new HashSet<string>(StringComparer.Ordinal);
        var files = new HashSet<string>(await store.ListSourceBlobsAsync(cancellationToken).ConfigureAwait(false), StringComparer.Ordinal);
        var open = new Stack<string>(await store.ListSnapshotHashesAsync(cancellationToken).ConfigureAwait(false));
        while (open.TryPop(out var hash))
        {
            // What snapshots have in common is looked at once.
            if (!folders.Add(hash))
            {
                continue;
            }

            try
            {
                if (await store.GetTreeAsync(hash, cancellationToken).ConfigureAwait(false) is not { } tree)
                {
                    return null;
                }

                foreach (var entry in TreeFormat.Read(tree.Entries))
                {
                    if (entry.IsTree)
                    {
                        open.Push(entry.Hash);
                    }
                    else
                    {
                        files.Add(entry.Hash);
                    }
                }
            }
            catch (TreeException)
            {
                return null;
            }
        }

        return (folders, files);
    }

    private async Task<long> SweepAsync(bool ofFolders, HashSet<string> needed, DateTimeOffset before, CancellationToken cancellationToken)
    {
        var (count, last) = (0L, "");
        while (await store.ListCodeHashesAsync(ofFolders, last, PageSize, cancellationToken).ConfigureAwait(false) is { Count: > 0 } page)
        {
            var gone = await store.ListOldCodeAsync(ofFolders, page.Where(h => !needed.Contains(h)), before, cancellationToken).ConfigureAwait(false);
            foreach (var group in gone.Chunk(GroupSize))
            {
                await store.CommitAsync([.. group.Select(StoreRow (h) => ofFolders ? new CodeTreeRemoval(h, before) : new CodeBlobRemoval(h, before))], cancellationToken).ConfigureAwait(false);
            }

            count += gone.Count;
            last = page[^1];
        }

        return count;
    }
}
