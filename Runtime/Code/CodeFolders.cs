using Orrery.Core.Bundles;
using Orrery.Runtime.Bundles;
using Orrery.Runtime.Engines;

namespace Orrery.Runtime.Code;

/// <summary>
/// Snapshots as folders of this machine, made when they are first asked for: complete or not there, read-only, with files that snapshots
/// have in common stored once.
/// </summary>
/// <remarks>
/// A folder is made under another name and renamed when it is whole, so that neither a process that dies nor two that make the same one
/// leave half of it. All of it is a copy of what its source holds: what is in doubt is thrown away.
/// </remarks>
/// <param name="source">Where the code comes from.</param>
/// <param name="folder">The folder to keep it in; of this machine, not shared with others.</param>
/// <param name="clock">The clock by which folders and leftovers age.</param>
public sealed class CodeFolders(ICodeSource source, string folder, TimeProvider clock) : ICodeFolders
{
    private const int Readers = 4;

    private const UnixFileMode ReadOnlyFolder = UnixFileMode.UserRead | UnixFileMode.UserExecute
        | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;

    private readonly Lock _gate = new();
    private readonly CodeFolderStock _stock = new(folder, clock);
    private readonly Dictionary<string, InUse> _snapshots = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public Task<string> FolderAsync(string snapshot, CancellationToken cancellationToken = default)
    {
        if (!CodeFolderStock.IsHash(snapshot))
        {
            throw new ArgumentException($"'{snapshot}' is no hash of a snapshot: 64 hexadecimal digits.", nameof(snapshot));
        }

        lock (_gate)
        {
            if (!_snapshots.TryGetValue(snapshot, out var inUse) || inUse.Folder.IsFaulted)
            {
                _snapshots[snapshot] = inUse = new InUse(Task.Run(() => MakeAsync(snapshot), CancellationToken.None));
            }

            inUse.LastUsed = clock.GetUtcNow();
            return inUse.Folder.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Removes a folder in which there may be folders of snapshots: they are read-only, and so cannot be removed as others are.</summary>
    /// <param name="folder">The folder; need not be there.</param>
    public static void Delete(string folder) => CodeFolderStock.Delete(folder);

    /// <summary>Removes the folders of snapshots that nobody has asked for lately, and files that no folder has any more.</summary>
    /// <param name="keep">Snapshots that stay: those of runs that have not ended.</param>
    /// <param name="unusedFor">How long nobody may have asked for one that goes; longer than from asking for it to starting a task in it.</param>
    /// <param name="cancellationToken">Gives up between two folders.</param>
    /// <returns>How many snapshots went.</returns>
    public Task<int> SweepAsync(IReadOnlySet<string> keep, TimeSpan unusedFor, CancellationToken cancellationToken = default) => Task.Run(
        () =>
        {
            var removed = 0;
            foreach (var snapshot in _stock.Snapshots().Where(s => !keep.Contains(s)))
            {
                cancellationToken.ThrowIfCancellationRequested();
                lock (_gate)
                {
                    // After a start nothing is known of earlier uses: the first sweep begins to count.
                    if (!_snapshots.TryGetValue(snapshot, out var inUse))
                    {
                        _snapshots[snapshot] = new InUse(Task.FromResult(_stock.PathOf(snapshot))) { LastUsed = clock.GetUtcNow() };
                        continue;
                    }

                    if (clock.GetUtcNow() - inUse.LastUsed < unusedFor)
                    {
                        continue;
                    }

                    // Out of the way before the next who asks: that one makes it anew.
                    _stock.SetAside(snapshot);
                    _snapshots.Remove(snapshot);
                }

                removed++;
            }

            _stock.RemoveLeftovers();
            foreach (var group in _stock.FileGroups())
            {
                lock (_gate)
                {
                    // What is being made has found files that it has not linked yet.
                    if (_snapshots.Values.Any(s => !s.Folder.IsCompleted))
                    {
                        break;
                    }

                    CodeFolderStock.RemoveUnlinkedFiles(group);
                }
            }

            return removed;
        },
        cancellationToken);

    private async Task<string> MakeAsync(string snapshot)
    {
        try
        {
            _stock.Open();
            var path = _stock.PathOf(snapshot);
            if (Directory.Exists(path))
            {
                return path;
            }

            var files = await source.ListAsync(snapshot).ConfigureAwait(false)
                ?? throw new BundleException($"The code of snapshot {snapshot} is not in the store. Deploy the bundle again, or run the task on the newest version.");
            var temporary = _stock.NewTemporary();
            try
            {
                await FillAsync(temporary, snapshot, files).ConfigureAwait(false);
                return CodeFolderStock.Publish(temporary, path);
            }
            finally
            {
                CodeFolderStock.Delete(temporary);
            }
        }
        catch (Exception e) when (HostNotReadyException.IsDiskFull(e))
        {
            throw new HostNotReadyException($"There is no space left in '{_stock.Root}' for the code of a task: free some; the host goes on by itself then.", e);
        }
    }

    private async Task FillAsync(string root, string snapshot, IReadOnlyList<TreeFile> files)
    {
        var folders = files.Select(f => Path.GetDirectoryName(f.Path)!).Distinct(StringComparer.Ordinal).ToList();
        foreach (var below in folders)
        {
            _ = Directory.CreateDirectory(Path.Combine(root, below));
        }

        // The same content more than once is got once.
        var contents = files.GroupBy(f => (f.Hash, f.IsExecutable));
        await Parallel.ForEachAsync(contents, new ParallelOptions { MaxDegreeOfParallelism = Readers }, async (same, cancelled) =>
        {
            var stored = await StoredAsync(snapshot, same.First(), cancelled).ConfigureAwait(false);
            foreach (var file in same)
            {
                CodeFolderStock.Link(stored, Path.Combine(root, file.Path));
            }
        }).ConfigureAwait(false);

        if (!OperatingSystem.IsWindows())
        {
            foreach (var below in Directory.EnumerateDirectories(root, "*", SearchOption.AllDirectories).Prepend(root))
            {
                File.SetUnixFileMode(below, ReadOnlyFolder);
            }
        }
    }

    private async Task<string> StoredAsync(string snapshot, TreeFile file, CancellationToken cancellationToken)
    {
        if (_stock.Find(file) is { } stored)
        {
            return stored;
        }

        var content = await source.ReadAsync(file.Hash, cancellationToken).ConfigureAwait(false);
        return content is not null && TreeFormat.HashOf(content) == file.Hash
            ? _stock.Add(file, content)
            : throw new BundleException(
                $"The file '{file.Path}' of snapshot {snapshot} is {(content is null ? "not in the store" : "damaged in the store")}. Check the store with 'orrery store verify', and deploy the bundle again.");
    }

    private sealed class InUse(Task<string> folder)
    {
        public Task<string> Folder { get; } = folder;

        public DateTimeOffset LastUsed { get; set; }
    }
}
