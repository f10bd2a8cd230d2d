namespace Orrery.Core.Bundles;

/// <summary>The folders of a snapshot by their hashes, made from its files.</summary>
public sealed class SnapshotTree
{
    private SnapshotTree(string root, long size, IReadOnlyDictionary<string, byte[]> folders)
    {
        Root = root;
        Size = size;
        Folders = folders;
    }

    /// <summary>Hash of the root folder: the name of the snapshot.</summary>
    public string Root { get; }

    /// <summary>Bytes of all files.</summary>
    public long Size { get; }

    /// <summary>The bytes of each folder and page by their hash.</summary>
    public IReadOnlyDictionary<string, byte[]> Folders { get; }

    /// <summary>Makes the folders of some files; the order of the files makes no difference. A folder is there when a file is in it.</summary>
    /// <exception cref="TreeException">A path cannot be in a tree, is there twice, or is both a file and a folder.</exception>
    public static SnapshotTree Of(IEnumerable<TreeFile> files)
    {
        var root = new Folder();
        foreach (var file in files)
        {
            if (TreeNames.Problem(file.Path) is { } problem)
            {
                throw new TreeException($"The path '{file.Path}' {problem}. Rename it, or keep it out of the bundle.");
            }

            root.Add(file);
        }

        var folders = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        var (hash, size) = root.Write(folders);
        return new SnapshotTree(hash, size, folders);
    }

    private sealed class Folder
    {
        private readonly Dictionary<string, TreeFile> _files = new(StringComparer.Ordinal);
        private readonly Dictionary<string, Folder> _folders = new(StringComparer.Ordinal);

        public void Add(TreeFile file)
        {
            var folder = this;
            var start = 0;
            for (int end; (end = file.Path.IndexOf('/', start)) >= 0; start = end + 1)
            {
                folder = folder.Below(file.Path[start..end], file.Path);
            }

            var name = file.Path[start..];
            if (folder._folders.ContainsKey(name) || !folder._files.TryAdd(name, file))
            {
                throw new TreeException($"The path '{file.Path}' is there twice. Each path means one file or one folder.");
            }
        }

        public (string Hash, long Size) Write(Dictionary<string, byte[]> folders)
        {
            var entries = new List<TreeEntry>(_files.Count + _folders.Count);
            foreach (var (name, file) in _files)
            {
                entries.Add(new TreeEntry(name, file.IsExecutable ? TreeEntryKind.Executable : TreeEntryKind.File, file.Hash, file.Size));
            }

            foreach (var (name, folder) in _folders)
            {
                var (hash, size) = folder.Write(folders);
                entries.Add(new TreeEntry(name, TreeEntryKind.Folder, hash, size));
            }

            entries.Sort((a, b) => string.CompareOrdinal(a.Name, b.Name));
            return Write(entries.Count > TreeFormat.MaxUnpaged ? Pages(entries, folders) : entries, folders);
        }

        private static List<TreeEntry> Pages(List<TreeEntry> entries, Dictionary<string, byte[]> folders)
        {
            var pages = new List<TreeEntry>();
            for (int start = 0, end; start < entries.Count; start = end)
            {
                end = start + 1;
                while (end < entries.Count && !TreeFormat.EndsPage(entries[end - 1].Name))
                {
                    end++;
                }

                var (hash, size) = Write(entries[start..end], folders);
                pages.Add(new TreeEntry(entries[start].Name, TreeEntryKind.Page, hash, size));
            }

            return pages;
        }

        private static (string Hash, long Size) Write(List<TreeEntry> entries, Dictionary<string, byte[]> folders)
        {
            var bytes = TreeFormat.Write(entries);
            var hash = TreeFormat.HashOf(bytes);
            folders[hash] = bytes;
            return (hash, entries.Sum(e => e.Size));
        }

        private Folder Below(string name, string path)
        {
            if (_files.ContainsKey(name))
            {
                throw new TreeException($"The path '{path}' leads through a file. Each path means one file or one folder.");
            }

            if (!_folders.TryGetValue(name, out var folder))
            {
                _folders[name] = folder = new Folder();
            }

            return folder;
        }
    }
}
