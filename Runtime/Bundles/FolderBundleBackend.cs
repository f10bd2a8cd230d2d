using Microsoft.Win32.SafeHandles;
using Orrery.Core.Bundles;
using Orrery.Runtime.Linux;

namespace Orrery.Runtime.Bundles;

/// <summary>A bundle that is a folder of this machine.</summary>
/// <remarks>
/// What <see cref="IgnoreRules"/> leave out is no part of a bundle.
/// A symbolic link to a file inside the folder is a file of the bundle; links that lead out of it, and links to folders, are not there.
/// </remarks>
/// <param name="root">The folder.</param>
public sealed class FolderBundleBackend(string root) : IBundleBackend
{
    private static readonly EnumerationOptions Everything = new() { AttributesToSkip = FileAttributes.None, IgnoreInaccessible = false, RecurseSubdirectories = false };

    private readonly string _root = Path.GetFullPath(root);

    /// <inheritdoc/>
    public Task<IReadOnlyList<BundleFile>> ListAsync(CancellationToken cancellationToken = default) => Task.Run<IReadOnlyList<BundleFile>>(
        () =>
        {
            try
            {
                var files = new List<BundleFile>();
                var realRoot = RealRoot();
                Walk(realRoot, realRoot, "", IgnoreRules.Default, files, cancellationToken);
                files.Sort((a, b) => string.CompareOrdinal(a.Path, b.Path));
                return files;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw new BundleException($"The bundle folder '{_root}' cannot be read: {e.Message} Give the server's user the right to read it.", e);
            }
        },
        cancellationToken);

    /// <inheritdoc/>
    public async Task<byte[]> ReadAsync(string path, long maxBytes, CancellationToken cancellationToken = default)
    {
        var segments = path.Split('/');
        if (path.Contains('\0') || Array.Exists(segments, s => s is "" or "." or ".." || IgnoreRules.IsNeverPart(s)))
        {
            throw new BundleException($"'{path}' is no path of a bundle: expected names separated by '/', from the root of the bundle, none empty, '..' or ignored.");
        }

        try
        {
            var realRoot = RealRoot();
            using var handle = Open(realRoot, segments)
                ?? throw new BundleException($"The bundle folder '{_root}' holds no file '{path}': it was removed or renamed, or is a link that leads out of the folder.");
            var length = RandomAccess.GetLength(handle);
            var content = length > maxBytes ? [] : new byte[length];
            var read = 0;
            for (int n; read < content.Length && (n = await RandomAccess.ReadAsync(handle, content.AsMemory(read), read, cancellationToken)) > 0; read += n)
            {
            }

            return length <= maxBytes
                ? content[..read]
                : throw new BundleException($"The file '{path}' in '{_root}' has {length} bytes; at most {maxBytes} are read. Make it smaller, or move data out of the bundle.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BundleException($"The file '{path}' in '{_root}' cannot be read: {e.Message}", e);
        }
    }

    private static void Walk(string realRoot, string folder, string prefix, IgnoreRules rules, List<BundleFile> files, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        rules = WithRulesOf(folder, prefix, rules);
        foreach (var entry in new DirectoryInfo(folder).EnumerateFileSystemInfos("*", Everything))
        {
            if (rules.Ignores(prefix + entry.Name, entry is DirectoryInfo))
            {
                continue;
            }

            var info = entry;
            if (entry.Attributes.HasFlag(FileAttributes.ReparsePoint))
            {
                // A link to a folder above itself would never end: only links to files inside are followed into the list.
                if (SafeFile.RealPath(entry.FullName) is not { } real || !IsInside(realRoot, real) || !File.Exists(real))
                {
                    continue;
                }

                info = new FileInfo(real);
            }

            if (info is DirectoryInfo)
            {
                Walk(realRoot, entry.FullName, prefix + entry.Name + "/", rules, files, cancellationToken);
            }
            else if (info is FileInfo file)
            {
                files.Add(new BundleFile(prefix + entry.Name, file.Length, new DateTimeOffset(file.LastWriteTimeUtc, TimeSpan.Zero), IsExecutable(file)));
            }
        }
    }

    private static IgnoreRules WithRulesOf(string folder, string prefix, IgnoreRules rules)
    {
        foreach (var name in IgnoreRules.FileNames)
        {
            var file = new FileInfo(Path.Combine(folder, name));
            if (file is { Exists: true, LinkTarget: null })
            {
                if (file.Length > IgnoreRules.MaxFileBytes)
                {
                    throw new BundleException($"The file '{prefix}{name}' has {file.Length} bytes; at most {IgnoreRules.MaxFileBytes} are read. Write fewer, wider patterns.");
                }

                rules = rules.With(prefix.TrimEnd('/'), File.ReadAllText(file.FullName));
            }
        }

        return rules;
    }

    private static bool IsExecutable(FileInfo file) => !OperatingSystem.IsWindows() && file.UnixFileMode.HasFlag(UnixFileMode.UserExecute);

    private static bool IsInside(string realRoot, string real) => real.StartsWith(realRoot == "/" ? realRoot : realRoot + "/", StringComparison.Ordinal);

    private static SafeFileHandle? Open(string realRoot, string[] segments)
    {
        var path = Path.Combine([realRoot, .. segments]);
        if (!File.Exists(path) || SafeFile.RealPath(path) is not { } real || !IsInside(realRoot, real))
        {
            return null;
        }

        var handle = SafeFile.Open(real);

        // A folder on the way may have become a link since it was resolved: what counts is what was opened.
        if (SafeFile.RealPath(handle) == real)
        {
            return handle;
        }

        handle.Dispose();
        return null;
    }

    private string RealRoot()
    {
        if (File.Exists(_root))
        {
            throw new BundleException($"The bundle folder '{_root}' is a file. Name the folder that holds it.");
        }

        return Directory.Exists(_root) && SafeFile.RealPath(_root) is { } real
            ? real
            : throw new BundleException($"The bundle folder '{_root}' does not exist. Create it, or correct the path of the bundle.");
    }
}
