using Orrery.Core.Bundles;

namespace Orrery.Runtime.Code;

/// <summary>Gives tasks the code they run: a snapshot of a bundle as a folder of this machine.</summary>
public interface ICodeFolders
{
    /// <summary>The folder of a snapshot, made when it is first asked for. Nobody writes there; it stays as long as tasks may run in it.</summary>
    /// <param name="snapshot">Hash of the snapshot.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>Its absolute path.</returns>
    /// <exception cref="Bundles.BundleException">The snapshot is not there, or damaged; the message says what to do.</exception>
    /// <exception cref="Engines.HostNotReadyException">It cannot be had at present: the disk is full, or the store away.</exception>
    Task<string> FolderAsync(string snapshot, CancellationToken cancellationToken = default);
}

/// <summary>Where the code of snapshots comes from: the store, or the server of an agent.</summary>
public interface ICodeSource
{
    /// <summary>The files of a snapshot; null: there is no such snapshot.</summary>
    /// <exception cref="Bundles.BundleException">It is damaged.</exception>
    Task<IReadOnlyList<TreeFile>?> ListAsync(string snapshot, CancellationToken cancellationToken = default);

    /// <summary>The content of a file by its hash; null: there is none.</summary>
    Task<byte[]?> ReadAsync(string hash, CancellationToken cancellationToken = default);
}
