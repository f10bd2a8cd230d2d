using Orrery.Core.Bundles;
using Orrery.Runtime.Linux;

namespace Orrery.Runtime.Code;

/// <summary>
/// The files behind <see cref="CodeFolders"/>, in a folder for each start of the machine: <c>&lt;hash&gt;/</c> is a snapshot, <c>.files/</c>
/// holds each content once, <c>.new-…</c> is being made and <c>.old-…</c> is being removed.
/// </summary>
/// <remarks>
/// Nothing is flushed to the disk. Instead what was made before the machine started anew is thrown away, since what was written last may
/// be missing then, and no task runs in it any more. A folder for each start needs no agreement on who throws it away.
/// </remarks>
/// <param name="root">The folder.</param>
/// <param name="clock">The clock by which leftovers age.</param>
internal sealed class CodeFolderStock(string root, TimeProvider clock)
{
    private const UnixFileMode ReadOnlyFile = UnixFileMode.UserRead | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
    private const UnixFileMode Execute = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>A file that somebody wrote to has another time, and is not used for the next snapshot.</summary>
    private static readonly DateTime FileTime = new(2000, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    /// <summary>Longer than a folder takes to be made: after that, whoever was at it is dead.</summary>
    private static readonly TimeSpan LeftoverAge = TimeSpan.FromHours(1);

    private readonly Lock _gate = new();
    private bool _isOpen;

    /// <summary>The folder of all of it.</summary>
    public string Root { get; } = Path.Combine(Path.GetFullPath(root), ProcessIdentity.BootId is { Length: > 0 } boot ? boot : "any");

    private string Files => Path.Combine(Root, ".files");

    /// <summary>Whether it can be the name of a snapshot or file: never of anything else in a file system.</summary>
    public static bool IsHash(string hash) => hash.Length == 64 && hash.All(char.IsAsciiHexDigitLower);

    /// <summary>Moves a folder that is whole to where it belongs, unless it is there already.</summary>
    public static string Publish(string temporary, string path)
    {
        try
        {
            Directory.Move(temporary, path);
        }
        catch (IOException) when (Directory.Exists(path))
        {
            // Somebody else was first, with the same content.
        }

        return path;
    }

    /// <summary>Gives a stored file another name; a copy where the file system cannot, or has given it as many names as it can.</summary>
    public static void Link(string stored, string path)
    {
        if (!OperatingSystem.IsLinux() || Native.Link(stored, path) != 0)
        {
            File.Copy(stored, path);
        }
    }

    /// <summary>Removes a folder, read-only folders below it too, if it is there.</summary>
    public static void Delete(string folder)
    {
        if (!Directory.Exists(folder))
        {
            return;
        }

        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(folder, OwnerOnly);
            foreach (var below in new DirectoryInfo(folder).EnumerateDirectories("*", new EnumerationOptions { RecurseSubdirectories = false, AttributesToSkip = FileAttributes.None }))
            {
                if (below.LinkTarget is null)
                {
                    Delete(below.FullName);
                }
            }
        }

        Directory.Delete(folder, recursive: true);
    }

    /// <summary>Where a snapshot is, or will be.</summary>
    public string PathOf(string snapshot) => Path.Combine(Root, snapshot);

    /// <summary>Makes the folder ready, once.</summary>
    public void Open()
    {
        lock (_gate)
        {
            if (_isOpen)
            {
                return;
            }

            _ = Directory.CreateDirectory(Files);
            foreach (var earlier in Directory.EnumerateDirectories(Path.GetDirectoryName(Root)!).Where(d => d != Root).ToList())
            {
                GoneIsFine(() => Directory.Move(earlier, NewName(".old-")));
            }

            RemoveLeftovers();
            _isOpen = true;
        }
    }

    /// <summary>The snapshots that are there.</summary>
    public IReadOnlyList<string> Snapshots() =>
        Directory.Exists(Root) ? [.. Directory.EnumerateDirectories(Root).Select(d => Path.GetFileName(d)).Where(IsHash)] : [];

    /// <summary>A new folder to make a snapshot in.</summary>
    public string NewTemporary()
    {
        var path = NewName(".new-");
        _ = OperatingSystem.IsWindows() ? Directory.CreateDirectory(path) : Directory.CreateDirectory(path, OwnerOnly);
        return path;
    }

    /// <summary>Takes a snapshot out of the way, to be removed as a leftover.</summary>
    public void SetAside(string snapshot) => Directory.Move(PathOf(snapshot), NewName(".old-"));

    /// <summary>Removes what was set aside, and what a process that died was making.</summary>
    public void RemoveLeftovers()
    {
        foreach (var leftover in Directory.Exists(Root) ? Directory.EnumerateDirectories(Root, ".*").ToList() : [])
        {
            var name = Path.GetFileName(leftover);
            if (name.StartsWith(".old-", StringComparison.Ordinal) || (name.StartsWith(".new-", StringComparison.Ordinal) && IsOld(Directory.GetLastWriteTimeUtc(leftover), LeftoverAge)))
            {
                GoneIsFine(() => Delete(leftover));
            }
        }
    }

    /// <summary>The folders in which the stored files are.</summary>
    public IReadOnlyList<string> FileGroups() => Directory.Exists(Files) ? Directory.GetDirectories(Files) : [];

    /// <summary>Removes the stored files of a group that are in no snapshot; nothing may be made meanwhile.</summary>
    public static void RemoveUnlinkedFiles(string group)
    {
        foreach (var file in Directory.EnumerateFiles(group).Where(f => SafeFile.CountLinks(f) == 1).ToList())
        {
            File.Delete(file);
        }
    }

    /// <summary>The stored file with some content, unless it is not there or somebody has written to it.</summary>
    public string? Find(TreeFile file)
    {
        var info = new FileInfo(StoredPath(file));
        return info.Exists && info.LinkTarget is null && info.Length == file.Size && info.LastWriteTimeUtc == FileTime ? info.FullName : null;
    }

    /// <summary>Stores a content, and answers its file.</summary>
    public string Add(TreeFile file, byte[] content)
    {
        var path = StoredPath(file);
        _ = Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var temporary = $"{path}.{Path.GetRandomFileName()}";
        try
        {
            File.WriteAllBytes(temporary, content);
            File.SetLastWriteTimeUtc(temporary, FileTime);
            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(temporary, file.IsExecutable ? ReadOnlyFile | Execute : ReadOnlyFile);
            }

            File.Move(temporary, path, overwrite: true);
            return path;
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }

    /// <summary>Another server may be clearing up the same.</summary>
    private static void GoneIsFine(Action clearUp)
    {
        try
        {
            clearUp();
        }
        catch (IOException e) when (e is DirectoryNotFoundException or FileNotFoundException)
        {
        }
    }

    private string NewName(string prefix) => Path.Combine(Root, prefix + Path.GetRandomFileName());

    private string StoredPath(TreeFile file) => Path.Combine(Files, file.Hash[..2], file.IsExecutable ? file.Hash + ".x" : file.Hash);

    private bool IsOld(DateTime utc, TimeSpan age) => clock.GetUtcNow().UtcDateTime - utc > age;
}
