namespace Orrery.Runtime.Bundles;

/// <summary>Where the files of a bundle come from.</summary>
public interface IBundleBackend
{
    /// <summary>
    /// What names the files that are listed and read: a commit, or the digest of an archive. They cannot change then. Null: they are a folder's,
    /// and may.
    /// </summary>
    string? SourceReference => null;

    /// <summary>Gets what is current from where the bundle lies, such as a repository; from then on that is listed. Of a folder there is nothing to get.</summary>
    /// <param name="cancellationToken">Gives up; what was listed before stays.</param>
    /// <exception cref="BundleException">It cannot be got; the message says why and what to do. What was listed before stays.</exception>
    Task FetchAsync(CancellationToken cancellationToken = default) => Task.CompletedTask;

    /// <summary>Lists all files of the bundle, ordered by path.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="BundleException">The bundle cannot be read; the message says what is wrong and what would be right.</exception>
    Task<IReadOnlyList<BundleFile>> ListAsync(CancellationToken cancellationToken = default);

    /// <summary>Reads one file.</summary>
    /// <param name="path">Its path in the bundle, as listed.</param>
    /// <param name="maxBytes">Largest size to accept.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="BundleException">There is no such file in the bundle, it is too large, or it cannot be read.</exception>
    Task<byte[]> ReadAsync(string path, long maxBytes, CancellationToken cancellationToken = default);
}

/// <summary>A file of a bundle.</summary>
/// <param name="Path">Path from the root of the bundle, with <c>/</c>, without a leading one.</param>
/// <param name="Size">Size in bytes.</param>
/// <param name="LastModified">When its content last changed, as far as the backend knows.</param>
/// <param name="IsExecutable">Whether it may be run.</param>
/// <param name="ContentId">What tells its content from any other, where the backend knows that without reading it; null: size and time must do.</param>
public sealed record BundleFile(string Path, long Size, DateTimeOffset LastModified, bool IsExecutable = false, string? ContentId = null);

/// <summary>A bundle cannot be read. The message is for people: what, where, and the remedy.</summary>
public sealed class BundleException(string message, Exception? innerException = null) : Exception(message, innerException);
