using System.Formats.Tar;
using System.IO.Compression;

namespace Orrery.Runtime.Bundles.Archives;

/// <summary>Takes the files out of an archive. Anything but plain files and folders ends it.</summary>
internal static class ArchiveReader
{
    private const int TarMagicAt = 257;
    private const int UnixModeShift = 16;
    private const int FileTypeMask = 0xF000;
    private const int RegularFile = 0x8000;
    private const int FolderType = 0x4000;
    private const int ExecuteByOwner = 0x40;

    /// <summary>A file as it comes out.</summary>
    /// <param name="Path">Path in the bundle.</param>
    /// <param name="IsExecutable">Whether it may be run.</param>
    /// <param name="Content">Its content; to be called at once, or not.</param>
    public readonly record struct Entry(string Path, bool IsExecutable, Func<byte[]> Content);

    /// <summary>The files of an archive, each to be dealt with before the next.</summary>
    /// <param name="archive">The archive, from its beginning; can be searched.</param>
    /// <param name="limits">What it may be.</param>
    /// <exception cref="BundleException">It is no archive, damaged, or not acceptable.</exception>
    public static IEnumerable<Entry> Read(Stream archive, ArchiveLimits limits)
    {
        Span<byte> start = stackalloc byte[TarMagicAt + 5];
        var length = archive.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        archive.Position = 0;
        var budget = new ArchiveBudget(limits, archive.Length);
        return start[..length] switch
        {
            [0x50, 0x4B, 0x03 or 0x05, 0x04 or 0x06, ..] => Zip(archive, budget),
            [0x1F, 0x8B, ..] => Tar(new GZipStream(archive, CompressionMode.Decompress, leaveOpen: true), budget),
            var tar when tar.Length > TarMagicAt && tar[TarMagicAt..].SequenceEqual("ustar"u8) => Tar(archive, budget),
            _ => throw new BundleException("What was handed in is neither a zip file nor a tar file. Pack the bundle as .zip, .tar.gz or .tar."),
        };
    }

    private static IEnumerable<Entry> Zip(Stream archive, ArchiveBudget budget)
    {
        using var zip = new ZipArchive(archive, ZipArchiveMode.Read, leaveOpen: true);
        foreach (var entry in zip.Entries)
        {
            budget.CountEntry();
            var mode = entry.ExternalAttributes >> UnixModeShift;
            if ((mode & FileTypeMask) is not (0 or RegularFile or FolderType))
            {
                throw NoPlainFile(entry.FullName);
            }

            if (ArchiveBudget.PathOf(entry.FullName) is not { } path)
            {
                continue;
            }

            if (entry.FullName.EndsWith('/'))
            {
                budget.AddFolder(path);
                continue;
            }

            budget.AddFile(path);
            yield return new Entry(path, (mode & ExecuteByOwner) != 0, () =>
            {
                using var content = new CountingStream(entry.Open(), budget.CountBytes);
                return budget.Read(content, path);
            });
        }
    }

    private static IEnumerable<Entry> Tar(Stream unpacked, ArchiveBudget budget)
    {
        using var counting = new CountingStream(unpacked, budget.CountBytes);
        using var tar = new TarReader(counting, leaveOpen: true);
        while (tar.GetNextEntry() is { } entry)
        {
            budget.CountEntry();
            if (entry.EntryType is TarEntryType.GlobalExtendedAttributes)
            {
                continue;
            }

            if (entry.EntryType is not (TarEntryType.RegularFile or TarEntryType.V7RegularFile or TarEntryType.Directory))
            {
                throw NoPlainFile(entry.Name);
            }

            if (ArchiveBudget.PathOf(entry.Name) is not { } path)
            {
                continue;
            }

            if (entry.EntryType == TarEntryType.Directory)
            {
                budget.AddFolder(path);
                continue;
            }

            budget.AddFile(path);
            yield return new Entry(path, entry.Mode.HasFlag(UnixFileMode.UserExecute), () => entry.DataStream is { } content ? budget.Read(content, path) : []);
        }
    }

    private static BundleException NoPlainFile(string entry) =>
        new($"The entry '{entry}' of the archive is neither a file nor a folder: links and devices are no part of a bundle. Pack what it leads to.");
}
