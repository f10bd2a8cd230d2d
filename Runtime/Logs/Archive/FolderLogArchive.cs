using System.Runtime.CompilerServices;

namespace Orrery.Runtime.Logs.Archive;

/// <summary>An archive in a folder, such as one that several servers mount.</summary>
/// <param name="folder">The folder; made when it is missing. It belongs to one installation.</param>
public sealed class FolderLogArchive(string folder) : ILogArchive
{
    private const string Unfinished = ".part";

    private readonly string _root = Path.GetFullPath(folder);

    /// <inheritdoc/>
    public async Task PutAsync(string name, ReadOnlyMemory<byte> content, CancellationToken cancellationToken = default)
    {
        var path = PathOf(name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        await using (var file = new FileStream(path + Unfinished, FileMode.Create, FileAccess.Write, FileShare.None))
        {
            await file.WriteAsync(content, cancellationToken).ConfigureAwait(false);
            file.Flush(flushToDisk: true);
        }

        File.Move(path + Unfinished, path, overwrite: true);
    }

    /// <inheritdoc/>
    public async Task<byte[]?> GetAsync(string name, CancellationToken cancellationToken = default)
    {
        try
        {
            return await File.ReadAllBytesAsync(PathOf(name), cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<LogObject>> ListAsync(string prefix, CancellationToken cancellationToken = default)
    {
        var start = new DirectoryInfo(PathOf(prefix));
        IReadOnlyList<LogObject> objects = !start.Exists ? [] :
        [
            .. start.EnumerateFiles("*", SearchOption.AllDirectories)
                .Where(f => !f.Name.EndsWith(Unfinished, StringComparison.Ordinal))
                .Select(f => new LogObject(Path.GetRelativePath(_root, f.FullName).Replace(Path.DirectorySeparatorChar, '/'), f.Length))
                .OrderBy(o => o.Name, StringComparer.Ordinal),
        ];
        return Task.FromResult(objects);
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<string> ListFoldersAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await Task.CompletedTask.ConfigureAwait(false);
        var path = PathOf(prefix);
        foreach (var below in Directory.Exists(path) ? Directory.EnumerateDirectories(path) : [])
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return Path.GetFileName(below);
        }
    }

    /// <inheritdoc/>
    public Task DeleteAsync(string prefix, CancellationToken cancellationToken = default)
    {
        var path = PathOf(prefix);
        if (prefix.Length > 0 && Directory.Exists(path))
        {
            Directory.Delete(path, recursive: true);
        }

        return Task.CompletedTask;
    }

    /// <summary>Names come encoded; one that would lead out of the folder is a mistake of the caller.</summary>
    private string PathOf(string name)
    {
        var path = Path.GetFullPath(Path.Combine(_root, name));
        return path == _root || path.StartsWith(_root + Path.DirectorySeparatorChar, StringComparison.Ordinal)
            ? path
            : throw new ArgumentException($"'{name}' is no name of an object.", nameof(name));
    }
}
