using System.Collections.Concurrent;
using Orrery.Core.Bundles;
using Orrery.Runtime.Bundles;
using Orrery.Storage;
using Orrery.Storage.Rows;

namespace Orrery.Grains.Code;

/// <summary>One capture of a bundle.</summary>
/// <remarks>
/// A folder can change while it is read. Each round reads what is not known yet and then lists the folder again: a snapshot is made only when
/// nothing changed in between, so that its files are of one moment.
/// </remarks>
internal sealed class SnapshotCapture(string bundle, IBundleBackend backend, Snapshot? known, IStore store, CodeOptions options, TimeProvider clock)
{
    private const int MaxRounds = 5;
    private const int Readers = 4;

    /// <summary>What is read at once, and written in one change.</summary>
    private const long ChunkBytes = 4 << 20;
    private const int ChunkFiles = 256;
    private const int Named = 5;

    /// <summary>File systems tell changes apart that are some milliseconds apart: of a file that was changed just now, its time says too little.</summary>
    private static readonly TimeSpan JustNow = TimeSpan.FromMilliseconds(50);

    private readonly ConcurrentDictionary<string, SnapshotFile> _read = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, BundleException> _failures = new(StringComparer.Ordinal);
    private readonly HashSet<string> _stored = new(StringComparer.Ordinal);
    private readonly long _began = clock.GetTimestamp();
    private bool _isKnownStored;

    /// <summary>Captures it.</summary>
    public async Task<Snapshot> RunAsync(IReadOnlyList<BundleFile> listing, CancellationToken cancellationToken)
    {
        if (known is not null && IsUnchanged(listing))
        {
            return known;
        }

        await RenewKnownAsync(cancellationToken);
        var changing = new List<string>();
        for (var round = 0; round < MaxRounds; round++)
        {
            CodeLimits.Check(bundle, listing, options);
            _failures.Clear();
            changing = await ReadAsync(listing, cancellationToken);
            if (backend.SourceReference is null)
            {
                var again = await backend.ListAsync(cancellationToken);
                ThrowUnreadable(listing.Intersect(again));
                changing = [.. changing.Union(Differences(listing, again), StringComparer.Ordinal)];
                listing = again;
            }

            if (changing.Count == 0)
            {
                return await StoreAsync(listing, cancellationToken);
            }
        }

        throw new BundleException(
            $"The bundle '{bundle}' changes faster than it can be captured; changing all the time: {string.Join(", ", changing.Take(Named))}. "
            + "Keep what programs write out of it, or name it in '.orreryignore'.");
    }

    private static bool IsSame(BundleFile file, SnapshotFile other) =>
        file.Size == other.Size && (file.ContentId is null ? file.LastModified == other.LastModified : file.ContentId == other.ContentId);

    private static IEnumerable<string> Differences(IReadOnlyList<BundleFile> before, IReadOnlyList<BundleFile> after) =>
        before.Except(after).Concat(after.Except(before)).Select(f => f.Path).Distinct(StringComparer.Ordinal);

    private bool IsUnchanged(IReadOnlyList<BundleFile> listing) =>
        known!.SourceReference == backend.SourceReference
        && known.Files.Count == listing.Count
        && listing.All(f => known.Files.TryGetValue(f.Path, out var file) && file.IsExecutable == f.IsExecutable && IsSame(f, file));

    private SnapshotFile? Find(BundleFile file) =>
        _read.TryGetValue(file.Path, out var read) && IsSame(file, read) ? read
        : _isKnownStored && known!.Files.TryGetValue(file.Path, out var old) && IsSame(file, old) ? old
        : null;

    /// <summary>Makes sure that what is known stays while it is built upon, also if another snapshot takes its place; else all of it is stored again.</summary>
    private async Task RenewKnownAsync(CancellationToken cancellationToken)
    {
        _isKnownStored = known is not null
            && await store.GetSnapshotAsync(bundle, known.Hash, cancellationToken) is { } row
            && await store.CommitAsync([new BundleSnapshotAssertion(bundle, known.Hash), row with { CreatedAt = clock.GetUtcNow() }], cancellationToken) == CommitOutcome.Committed;
        if (_isKnownStored)
        {
            _stored.UnionWith(known!.Files.Values.Select(f => f.Hash));
        }
    }

    /// <summary>Reads and stores what is not known; answers the files that did not stand still.</summary>
    private async Task<List<string>> ReadAsync(IReadOnlyList<BundleFile> listing, CancellationToken cancellationToken)
    {
        var changing = new ConcurrentBag<string>();
        foreach (var chunk in Chunks(listing.Where(f => Find(f) is null)))
        {
            if (clock.GetElapsedTime(_began) > options.MaxCaptureTime)
            {
                throw new BundleException(
                    $"The bundle '{bundle}' was not captured within {options.MaxCaptureTime}. Keep data out of it, or name it in '.orreryignore'; if the disk or the store is slow just now, try again.");
            }

            var contents = new ConcurrentDictionary<string, byte[]>(StringComparer.Ordinal);
            await Parallel.ForEachAsync(chunk, new ParallelOptions { MaxDegreeOfParallelism = Readers, CancellationToken = cancellationToken }, async (file, cancelled) =>
            {
                if (await ReadAsync(file, cancelled) is { } content)
                {
                    contents[Take(file, content)] = content;
                }
                else
                {
                    changing.Add(file.Path);
                }
            });
            await WriteAsync(contents, (hash, content) => new CodeBlobRow { Hash = hash, Content = content, CreatedAt = clock.GetUtcNow() }, cancellationToken);
        }

        return [.. changing.Order(StringComparer.Ordinal)];
    }

    /// <summary>The content of a file; null when it is not what was listed any more.</summary>
    private async Task<byte[]?> ReadAsync(BundleFile file, CancellationToken cancellationToken)
    {
        try
        {
            var content = await backend.ReadAsync(file.Path, options.MaxFileBytes, cancellationToken);
            return content.LongLength == file.Size ? content : null;
        }
        catch (BundleException e) when (backend.SourceReference is null)
        {
            // It may be gone since it was listed.
            _failures[file.Path] = e;
            return null;
        }
    }

    /// <summary>Files that are as they were listed, and still could not be read, never will be.</summary>
    private void ThrowUnreadable(IEnumerable<BundleFile> unchanged)
    {
        if (!_failures.IsEmpty && unchanged.Where(f => _failures.ContainsKey(f.Path)).Select(f => _failures[f.Path].Message).ToList() is { Count: > 0 } messages)
        {
            throw new BundleException(string.Join('\n', messages.Take(Named)));
        }
    }

    private string Take(BundleFile file, byte[] content)
    {
        var hash = TreeFormat.HashOf(content);
        var isCertain = file.ContentId is not null || (clock.GetUtcNow() - file.LastModified).Duration() > JustNow;
        _read[file.Path] = new SnapshotFile(file.Path, hash, file.Size, isCertain ? file.LastModified : DateTimeOffset.MinValue, file.IsExecutable, file.ContentId);
        return hash;
    }

    private async Task<Snapshot> StoreAsync(IReadOnlyList<BundleFile> listing, CancellationToken cancellationToken)
    {
        var files = new Dictionary<string, SnapshotFile>(listing.Count, StringComparer.Ordinal);
        foreach (var file in listing)
        {
            files[file.Path] = (Find(file) ?? _read[file.Path]) with { IsExecutable = file.IsExecutable };
        }

        var tree = TreeOf(files.Values);
        var old = _isKnownStored ? TreeOf(known!.Files.Values).Folders : new Dictionary<string, byte[]>(StringComparer.Ordinal);
        foreach (var folders in ChunksOf(tree.Folders.Where(f => !old.ContainsKey(f.Key)), f => f.Value.LongLength))
        {
            await WriteAsync(folders, (hash, entries) => new CodeTreeRow { Hash = hash, Entries = entries, CreatedAt = clock.GetUtcNow() }, cancellationToken);
        }

        var snapshot = new Snapshot(tree.Root, backend.SourceReference, files);
        await store.CommitAsync([ToRow(snapshot)], cancellationToken);
        return snapshot;
    }

    private async Task WriteAsync(IEnumerable<KeyValuePair<string, byte[]>> contents, Func<string, byte[], StoreRow> toRow, CancellationToken cancellationToken)
    {
        var rows = contents.Where(c => _stored.Add(c.Key)).Select(c => toRow(c.Key, c.Value)).ToList();
        if (rows.Count > 0)
        {
            await store.CommitAsync(rows, cancellationToken);
        }
    }

    private SnapshotTree TreeOf(IEnumerable<SnapshotFile> files)
    {
        try
        {
            return SnapshotTree.Of(files.Select(f => new TreeFile(f.Path, f.Hash, f.Size, f.IsExecutable)));
        }
        catch (TreeException e)
        {
            throw new BundleException($"The bundle '{bundle}' cannot be captured: {e.Message}", e);
        }
    }

    private BundleSnapshotRow ToRow(Snapshot snapshot) => new()
    {
        Bundle = bundle,
        Snapshot = snapshot.Hash,
        SourceReference = snapshot.SourceReference,
        FileCount = snapshot.Files.Count,
        ByteCount = snapshot.Files.Values.Sum(f => f.Size),
        CreatedAt = clock.GetUtcNow(),
    };

    private static IEnumerable<List<BundleFile>> Chunks(IEnumerable<BundleFile> files) => ChunksOf(files, f => f.Size);

    private static IEnumerable<List<T>> ChunksOf<T>(IEnumerable<T> items, Func<T, long> sizeOf)
    {
        var (chunk, bytes) = (new List<T>(), 0L);
        foreach (var item in items)
        {
            if (chunk.Count > 0 && (chunk.Count == ChunkFiles || bytes + sizeOf(item) > ChunkBytes))
            {
                yield return chunk;
                (chunk, bytes) = ([], 0);
            }

            chunk.Add(item);
            bytes += sizeOf(item);
        }

        if (chunk.Count > 0)
        {
            yield return chunk;
        }
    }
}
