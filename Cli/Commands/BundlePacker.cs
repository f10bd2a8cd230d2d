using System.Formats.Tar;
using System.IO.Compression;
using Orrery.Grains.Interfaces.Bundles;
using Orrery.Runtime.Bundles;

namespace Orrery.Cli.Commands;

/// <summary>Packs a folder as the server would read it: without what <c>.orreryignore</c> names, hidden files, and links that lead out.</summary>
internal static class BundlePacker
{
    /// <summary>Files that are read side by side, and then packed one after the other.</summary>
    private const int GroupFiles = 256;
    private const long GroupBytes = 8 << 20;

    /// <summary>The folder as tar.gz. The same files are the same bytes, so that sending them again is seen to change nothing.</summary>
    /// <exception cref="CliException">There is no such folder, it is empty, or it is too large.</exception>
    public static async Task<byte[]> PackAsync(string folder, CancellationToken cancellationToken)
    {
        try
        {
            var backend = new FolderBundleBackend(folder);
            var files = await backend.ListAsync(cancellationToken);
            if (files.Count == 0)
            {
                throw CliException.BadInput($"The folder '{folder}' has no files that belong to a bundle.");
            }

            using var packed = new MemoryStream();
            await using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
            await using (var tar = new TarWriter(gzip, TarEntryFormat.Pax))
            {
                foreach (var group in GroupsOf(files))
                {
                    var contents = new byte[group.Count][];
                    await Parallel.ForAsync(0, group.Count, cancellationToken, async (i, cancelled) => contents[i] = await backend.ReadAsync(group[i].Path, Deploy.MaxArchiveBytes, cancelled));
                    foreach (var (file, content) in group.Zip(contents))
                    {
                        await AddAsync(tar, file, content, cancellationToken);
                    }

                    if (packed.Length > Deploy.MaxArchiveBytes)
                    {
                        throw CliException.BadInput($"The folder '{folder}' has more than {Deploy.MaxArchiveBytes} bytes packed: name what does not belong to the bundle in '.orreryignore'.");
                    }
                }
            }

            return packed.ToArray();
        }
        catch (BundleException e)
        {
            throw CliException.BadInput(e.Message);
        }
    }

    private static IEnumerable<List<BundleFile>> GroupsOf(IReadOnlyList<BundleFile> files)
    {
        var (group, bytes) = (new List<BundleFile>(), 0L);
        foreach (var file in files)
        {
            if (group.Count == GroupFiles || (group.Count > 0 && bytes + file.Size > GroupBytes))
            {
                yield return group;
                (group, bytes) = ([], 0);
            }

            group.Add(file);
            bytes += file.Size;
        }

        yield return group;
    }

    private static async Task AddAsync(TarWriter tar, BundleFile file, byte[] content, CancellationToken cancellationToken)
    {
        var mode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
        using var data = new MemoryStream(content, writable: false);
        await tar.WriteEntryAsync(
            new PaxTarEntry(TarEntryType.RegularFile, file.Path)
            {
                Mode = file.IsExecutable ? mode | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute : mode,
                ModificationTime = file.LastModified,
                DataStream = data,
            },
            cancellationToken);
    }
}
