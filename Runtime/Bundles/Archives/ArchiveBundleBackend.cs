using System.Security.Cryptography;
using System.Text;
using Microsoft.Win32.SafeHandles;
using Orrery.Core.Bundles;

namespace Orrery.Runtime.Bundles.Archives;

/// <summary>A bundle that was handed in as one file: zip or tar, the latter packed by gzip or not. What is in it is that one's for good.</summary>
/// <remarks>
/// Contents are taken out into one file, one behind the other, in a folder that goes with the backend: nothing is ever named as the archive says, and
/// thousands of small files cost no more than one. What an archive could do harm with ends in an exception before anything is used: paths that lead
/// out, links, names twice, and far more in it than its size.
/// </remarks>
public sealed class ArchiveBundleBackend : IBundleBackend, IAsyncDisposable
{
    private readonly string _folder;
    private readonly SafeFileHandle _contents;
    private readonly Dictionary<string, (BundleFile File, long Offset)> _files;

    private ArchiveBundleBackend(string folder, string digest, Dictionary<string, (BundleFile File, long Offset)> files)
    {
        _folder = folder;
        _contents = File.OpenHandle(ContentsOf(folder));
        _files = files;
        SourceReference = digest;
    }

    /// <summary>The digest of the archive: <c>sha256:</c> and 64 hexadecimal digits.</summary>
    public string SourceReference { get; }

    /// <summary>Reads an archive.</summary>
    /// <param name="archive">The archive; need not be searchable.</param>
    /// <param name="workFolder">Folder to work in; what was made there is removed with the backend.</param>
    /// <param name="limits">What it may be.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="BundleException">It is no archive, damaged, too much, or holds what no bundle may; the message says what and where.</exception>
    public static async Task<ArchiveBundleBackend> OpenAsync(Stream archive, string workFolder, ArchiveLimits limits, CancellationToken cancellationToken = default)
    {
        var folder = Path.Combine(Path.GetFullPath(workFolder), $"archive-{Path.GetRandomFileName()}");
        _ = Directory.CreateDirectory(folder);
        try
        {
            var path = Path.Combine(folder, "archive");
            var digest = await SaveAsync(archive, path, limits, cancellationToken).ConfigureAwait(false);
            var files = await Task.Run(() => TakeOut(path, folder, limits, cancellationToken), cancellationToken).ConfigureAwait(false);
            File.Delete(path);
            return new ArchiveBundleBackend(folder, digest, files);
        }
        catch (Exception e)
        {
            Directory.Delete(folder, recursive: true);
            throw e is InvalidDataException or EndOfStreamException or FormatException or NotSupportedException
                ? new BundleException($"The archive is damaged or packed in a way that is not read: {e.Message} Pack it anew as .zip, .tar.gz or .tar.", e)
                : e is BundleException or OperationCanceledException ? e : new BundleException($"The archive cannot be unpacked in '{folder}': {e.Message}", e);
        }
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<BundleFile>> ListAsync(CancellationToken cancellationToken = default) =>
        Task.FromResult<IReadOnlyList<BundleFile>>([.. _files.Values.Select(f => f.File).OrderBy(f => f.Path, StringComparer.Ordinal)]);

    /// <inheritdoc/>
    public async Task<byte[]> ReadAsync(string path, long maxBytes, CancellationToken cancellationToken = default)
    {
        if (!_files.TryGetValue(path, out var entry))
        {
            throw new BundleException($"The archive holds no file '{path}'.");
        }

        if (entry.File.Size > maxBytes)
        {
            throw new BundleException($"The file '{path}' in the archive has {entry.File.Size} bytes; at most {maxBytes} are read. Move data out of the bundle.");
        }

        var content = new byte[entry.File.Size];
        for (int read = 0, n; read < content.Length; read += n)
        {
            n = await RandomAccess.ReadAsync(_contents, content.AsMemory(read), entry.Offset + read, cancellationToken).ConfigureAwait(false);
            if (n == 0)
            {
                throw new BundleException($"The file '{path}' of the archive was cut off in '{_folder}': something else writes there. Hand the archive in again.");
            }
        }

        return content;
    }

    /// <summary>Removes what was taken out.</summary>
    public ValueTask DisposeAsync()
    {
        _contents.Dispose();
        if (Directory.Exists(_folder))
        {
            Directory.Delete(_folder, recursive: true);
        }

        return ValueTask.CompletedTask;
    }

    private static string ContentsOf(string folder) => Path.Combine(folder, "contents");

    private static async Task<string> SaveAsync(Stream archive, string path, ArchiveLimits limits, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var file = File.Create(path);
        await using var _ = file.ConfigureAwait(false);
        var buffer = new byte[64 << 10];
        for (int read; (read = await archive.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)) > 0;)
        {
            if (file.Length + read > limits.MaxArchiveBytes)
            {
                throw new BundleException($"The archive has more than {limits.MaxArchiveBytes} bytes. Pack only what belongs to the bundle.");
            }

            hash.AppendData(buffer, 0, read);
            await file.WriteAsync(buffer.AsMemory(0, read), cancellationToken).ConfigureAwait(false);
        }

        return $"sha256:{Convert.ToHexStringLower(hash.GetHashAndReset())}";
    }

    private static Dictionary<string, (BundleFile File, long Offset)> TakeOut(string archive, string folder, ArchiveLimits limits, CancellationToken cancellationToken)
    {
        var taken = new Dictionary<string, (BundleFile File, long Offset)>(StringComparer.Ordinal);
        var rules = new List<(string Folder, string Name, string Text)>();
        using var stream = File.OpenRead(archive);
        using var contents = File.Create(ContentsOf(folder));
        foreach (var entry in ArchiveReader.Read(stream, limits))
        {
            cancellationToken.ThrowIfCancellationRequested();
            var name = Path.GetFileName(entry.Path);
            if (IgnoreRules.FileNames.Contains(name))
            {
                rules.Add((Path.GetDirectoryName(entry.Path)!, name, Encoding.UTF8.GetString(Limited(entry))));
            }
            else if (!IgnoreRules.Default.IgnoresFile(entry.Path))
            {
                var content = entry.Content();
                taken[entry.Path] = (new BundleFile(entry.Path, content.LongLength, DateTimeOffset.UnixEpoch, entry.IsExecutable, TreeFormat.HashOf(content)), contents.Position);
                contents.Write(content);
            }
        }

        // Those of folders further in come later, and decide.
        var all = rules.OrderBy(r => r.Name, StringComparer.Ordinal).ThenBy(r => r.Folder.Count(c => c == '/')).Aggregate(IgnoreRules.Default, (sum, r) => sum.With(r.Folder, r.Text));
        return taken.Where(f => !all.IgnoresFile(f.Key)).ToDictionary(StringComparer.Ordinal);
    }

    private static byte[] Limited(ArchiveReader.Entry rules)
    {
        var text = rules.Content();
        return text.Length <= IgnoreRules.MaxFileBytes
            ? text
            : throw new BundleException($"The file '{rules.Path}' has {text.Length} bytes; at most {IgnoreRules.MaxFileBytes} are read. Write fewer, wider patterns.");
    }
}
