namespace Orrery.Core.Bundles;

/// <summary>What an entry of a folder is.</summary>
public enum TreeEntryKind
{
    /// <summary>A file.</summary>
    File,

    /// <summary>A file that may be run.</summary>
    Executable,

    /// <summary>A folder.</summary>
    Folder,

    /// <summary>A run of entries of the same folder, kept by itself because the folder is large; see <see cref="TreeFormat"/>.</summary>
    Page,
}

/// <summary>One entry of a folder.</summary>
/// <param name="Name">Its name; of a page that of its first entry.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Hash">SHA-256 of the content of a file, or of the entries of a folder or page; 64 lower-case hexadecimal digits.</param>
/// <param name="Size">Bytes of the file, or of all files below; 0 or more.</param>
public sealed record TreeEntry(string Name, TreeEntryKind Kind, string Hash, long Size)
{
    /// <summary>Whether it stands for entries of its own.</summary>
    public bool IsTree => Kind is TreeEntryKind.Folder or TreeEntryKind.Page;
}

/// <summary>A file of a snapshot, as far as it says what the snapshot is: never when it was changed.</summary>
/// <param name="Path">Path from the root, with <c>/</c>, without a leading one.</param>
/// <param name="Hash">SHA-256 of its content, 64 lower-case hexadecimal digits.</param>
/// <param name="Size">Size in bytes.</param>
/// <param name="IsExecutable">Whether it may be run.</param>
public sealed record TreeFile(string Path, string Hash, long Size, bool IsExecutable);

/// <summary>Files cannot be a tree, or bytes are none. The message says which, and why.</summary>
public sealed class TreeException(string message) : Exception(message);
