using Orrery.Core.Bundles;

namespace Orrery.Runtime.Bundles.Archives;

/// <summary>Counts what comes out of an archive, and stops it where it is too much: sizes that an archive claims are not believed.</summary>
internal sealed class ArchiveBudget(ArchiveLimits limits, long archiveBytes)
{
    private readonly HashSet<string> _files = new(StringComparer.Ordinal);
    private readonly HashSet<string> _folders = new(StringComparer.Ordinal);
    private readonly long _total = Math.Min(limits.MaxTotalBytes, Math.Max(limits.FreeBytes, archiveBytes * limits.MaxRatio));
    private long _bytes;
    private int _entries;

    /// <summary>Counts an entry.</summary>
    public void CountEntry()
    {
        if (++_entries > limits.MaxEntries)
        {
            throw new BundleException($"The archive has more than {limits.MaxEntries} entries. Pack only what belongs to the bundle.");
        }
    }

    /// <summary>Counts bytes that came out.</summary>
    public void CountBytes(int count)
    {
        _bytes += count;
        if (_bytes > _total)
        {
            throw new BundleException(_total == limits.MaxTotalBytes
                ? $"What is in the archive has more than {limits.MaxTotalBytes} bytes. Pack only what belongs to the bundle."
                : $"What is in the archive has more than {limits.MaxRatio} times its size of {archiveBytes} bytes: no code is packed that tight. Pack it anew, without padding.");
        }
    }

    /// <summary>Reads a whole file; who hands the stream in counts its bytes.</summary>
    public byte[] Read(Stream content, string path)
    {
        using var all = new MemoryStream();
        var buffer = new byte[64 << 10];
        for (int read; (read = content.Read(buffer, 0, buffer.Length)) > 0;)
        {
            all.Write(buffer, 0, read);
            if (all.Length > limits.MaxFileBytes)
            {
                throw new BundleException($"The file '{path}' in the archive has more than {limits.MaxFileBytes} bytes. Move data out of the bundle.");
            }
        }

        return all.ToArray();
    }

    /// <summary>The path of an entry in the bundle; null: the root itself.</summary>
    /// <exception cref="BundleException">It leads out of the bundle, or no file can have it.</exception>
    public static string? PathOf(string entry)
    {
        var path = entry;
        while (path.StartsWith("./", StringComparison.Ordinal))
        {
            path = path[2..];
        }

        path = path.EndsWith('/') ? path[..^1] : path;
        if (path is "" or "." && entry[0] != '/')
        {
            return null;
        }

        // A backslash parts folders for some programs and is a letter for others.
        var problem = entry.StartsWith('/') || (path.Length > 1 && path[1] == ':') ? "is absolute"
            : path.Contains('\\', StringComparison.Ordinal) ? "has a '\\' in it"
            : TreeNames.Problem(path);
        return problem is null
            ? path
            : throw new BundleException($"The entry '{entry.Replace('\0', '·')}' of the archive {problem}. Pack it anew, with paths from the root of the bundle that have '/' in them.");
    }

    /// <summary>Takes down a file, whose path must be its own.</summary>
    /// <exception cref="BundleException">It is there twice, or is a folder too.</exception>
    public void AddFile(string path)
    {
        if (!_files.Add(path) || _folders.Contains(path))
        {
            throw Twice(path);
        }

        AddFoldersOf(path);
    }

    /// <summary>Takes down a folder.</summary>
    /// <exception cref="BundleException">It is a file too.</exception>
    public void AddFolder(string path)
    {
        AddFoldersOf(path + "/");
    }

    private static BundleException Twice(string path) => new($"The path '{path}' is in the archive twice: which one counts differs between programs. Pack it anew.");

    private void AddFoldersOf(string path)
    {
        for (var end = path.LastIndexOf('/'); end > 0; end = path.LastIndexOf('/', end - 1))
        {
            var folder = path[..end];
            if (_files.Contains(folder))
            {
                throw Twice(folder);
            }

            if (!_folders.Add(folder))
            {
                return;
            }
        }
    }
}
