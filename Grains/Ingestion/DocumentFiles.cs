using Orrery.Grains.Code;
using Orrery.Runtime.Bundles;

namespace Orrery.Grains.Ingestion;

/// <summary>A snapshot with some files added or replaced, on its way to being the next snapshot.</summary>
/// <param name="current">The snapshot; null: there is none yet.</param>
/// <param name="code">Where its content is.</param>
/// <param name="added">Contents by path.</param>
/// <param name="now">When they were added.</param>
internal sealed class DocumentFiles(Snapshot? current, CodeStore code, IReadOnlyDictionary<string, byte[]> added, DateTimeOffset now) : IBundleBackend
{
    /// <inheritdoc/>
    public Task<IReadOnlyList<BundleFile>> ListAsync(CancellationToken cancellationToken = default) => Task.FromResult<IReadOnlyList<BundleFile>>(
    [
        .. (current?.Files.Values ?? []).Where(f => !added.ContainsKey(f.Path)).Select(f => new BundleFile(f.Path, f.Size, f.LastModified))
            .Concat(added.Select(a => new BundleFile(a.Key, a.Value.Length, now)))
            .OrderBy(f => f.Path, StringComparer.Ordinal),
    ]);

    /// <inheritdoc/>
    public async Task<byte[]> ReadAsync(string path, long maxBytes, CancellationToken cancellationToken = default)
    {
        var content = added.TryGetValue(path, out var given) ? given
            : current?.Files.TryGetValue(path, out var file) == true ? await code.ReadAsync(file.Hash, cancellationToken)
            : null;
        return content is null ? throw new BundleException($"The bundle holds no file '{path}'.")
            : content.LongLength > maxBytes ? throw new BundleException($"The file '{path}' has {content.LongLength} bytes; at most {maxBytes} are read.")
            : content;
    }
}
