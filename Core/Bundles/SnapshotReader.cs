namespace Orrery.Core.Bundles;

/// <summary>The files of a snapshot, from its folders.</summary>
public static class SnapshotReader
{
    /// <summary>Lists the files below a folder, ordered as they are stored: by name in each folder.</summary>
    /// <param name="root">Hash of the folder.</param>
    /// <param name="folder">Reads the bytes of a folder or page by its hash; null: there is none.</param>
    /// <returns>The files; null when the root is not there.</returns>
    /// <exception cref="TreeException">A folder below the root is not there or damaged.</exception>
    public static async Task<IReadOnlyList<TreeFile>?> ListAsync(string root, Func<string, Task<byte[]?>> folder)
    {
        if (await folder(root).ConfigureAwait(false) is not { } bytes)
        {
            return null;
        }

        var files = new List<TreeFile>();
        var open = new Stack<(string Prefix, IReadOnlyList<TreeEntry> Entries, int Next)>();
        open.Push(("", TreeFormat.Read(bytes), 0));
        while (open.TryPop(out var at))
        {
            if (at.Next == at.Entries.Count)
            {
                continue;
            }

            var entry = at.Entries[at.Next];
            open.Push(at with { Next = at.Next + 1 });
            if (!entry.IsTree)
            {
                files.Add(new TreeFile(at.Prefix + entry.Name, entry.Hash, entry.Size, entry.Kind == TreeEntryKind.Executable));
                continue;
            }

            // A folder names its content by hash, so none can be inside itself; this only bounds what damage can do.
            if (open.Count > 2 * TreeNames.MaxDepth)
            {
                throw new TreeException($"The folder '{at.Prefix}' is nested deeper than any that was written: it is damaged.");
            }

            var below = await folder(entry.Hash).ConfigureAwait(false)
                ?? throw new TreeException($"The folder '{at.Prefix}{entry.Name}' ({entry.Hash}) of snapshot {root} is not stored.");
            open.Push((entry.Kind == TreeEntryKind.Page ? at.Prefix : $"{at.Prefix}{entry.Name}/", TreeFormat.Read(below), 0));
        }

        return files;
    }
}
