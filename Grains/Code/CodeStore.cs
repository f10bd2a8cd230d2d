using Orrery.Core.Bundles;
using Orrery.Runtime.Bundles;
using Orrery.Runtime.Code;
using Orrery.Runtime.Engines;
using Orrery.Storage;

namespace Orrery.Grains.Code;

/// <summary>Code in the store, by its content: bundles are captured into it, parsers and tasks read what was captured.</summary>
/// <remarks>
/// No grain, and safe to be called by any number of them. What it writes is found by its hash, so that writing it again is harmless; the row
/// that says that a snapshot is complete comes last.
/// </remarks>
public sealed class CodeStore : ICodeSource, ICodeFolders
{
    private readonly IStore _store;
    private readonly CodeOptions _options;
    private readonly TimeProvider _clock;

    /// <summary>Builds it.</summary>
    /// <param name="store">The store.</param>
    /// <param name="options">Limits and places.</param>
    /// <param name="clock">The clock by which code ages.</param>
    public CodeStore(IStore store, CodeOptions options, TimeProvider clock)
    {
        (_store, _options, _clock) = (store, options, clock);
        Folders = new CodeFolders(this, Path.Combine(options.DataDirectory, "code"), clock);
    }

    /// <summary>The folders of snapshots on this machine.</summary>
    public CodeFolders Folders { get; }

    /// <summary>
    /// Captures a bundle: reads the files that are not as in <paramref name="known"/>, stores what is new of them, and last that the snapshot is
    /// there. Of a folder that changes meanwhile the snapshot is of a moment after the listing; its files say which.
    /// </summary>
    /// <param name="bundle">Name of the bundle.</param>
    /// <param name="backend">Where its files are.</param>
    /// <param name="listing">Its files, as the backend has just listed them.</param>
    /// <param name="known">The snapshot that is current; null: there is none.</param>
    /// <param name="cancellationToken">Gives up; what was stored so far is collected some time.</param>
    /// <exception cref="BundleException">A file is too large, cannot be read or never stands still, or all are too many; the message names them and says what to do.</exception>
    public Task<Snapshot> CaptureAsync(
        string bundle, IBundleBackend backend, IReadOnlyList<BundleFile> listing, Snapshot? known, CancellationToken cancellationToken = default) =>
        new SnapshotCapture(bundle, backend, known, _store, _options, _clock).RunAsync(listing, cancellationToken);

    /// <summary>The files of a stored snapshot; null when there is none with this hash.</summary>
    /// <exception cref="BundleException">It is damaged.</exception>
    public async Task<Snapshot?> GetAsync(string snapshot, CancellationToken cancellationToken = default) =>
        await ListAsync(snapshot, cancellationToken) is { } files
            ? new Snapshot(snapshot, null, files.ToDictionary(f => f.Path, f => new SnapshotFile(f.Path, f.Hash, f.Size, DateTimeOffset.MinValue, f.IsExecutable), StringComparer.Ordinal))
            : null;

    /// <summary>The content of a stored file by its hash; null when there is none.</summary>
    public async Task<byte[]?> ReadAsync(string hash, CancellationToken cancellationToken = default) =>
        (await OrNotReadyAsync(() => _store.GetBlobAsync(hash, cancellationToken)))?.Content;

    /// <summary>A folder with the files of a snapshot, made when it is first asked for. Nobody writes there; it stays as long as it is used.</summary>
    /// <exception cref="BundleException">There is no such snapshot, or it is damaged.</exception>
    /// <exception cref="HostNotReadyException">It cannot be had at present: the disk is full, or the store away.</exception>
    public Task<string> FolderAsync(string snapshot, CancellationToken cancellationToken = default) => Folders.FolderAsync(snapshot, cancellationToken);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<TreeFile>?> ListAsync(string snapshot, CancellationToken cancellationToken = default)
    {
        try
        {
            return await OrNotReadyAsync(() => SnapshotReader.ListAsync(snapshot, async hash => (await _store.GetTreeAsync(hash, cancellationToken))?.Entries));
        }
        catch (TreeException e)
        {
            throw new BundleException($"Snapshot {snapshot} is damaged: {e.Message} Check the store with 'orrery store verify', and deploy the bundle again.", e);
        }
    }

    /// <summary>A store that is away is nothing that is wrong with the code.</summary>
    private static async Task<T> OrNotReadyAsync<T>(Func<Task<T>> read)
    {
        try
        {
            return await read();
        }
        catch (StoreUnavailableException e)
        {
            throw new HostNotReadyException($"The code cannot be read from the store at present: {e.Message}", e);
        }
    }
}
