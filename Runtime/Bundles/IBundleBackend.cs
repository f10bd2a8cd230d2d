namespace Orrery.Runtime.Bundles;

/// <summary>Where the files of a bundle come from.</summary>
public interface IBundleBackend
{
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
public sealed record BundleFile(string Path, long Size, DateTimeOffset LastModified);

/// <summary>A bundle cannot be read. The message is for people: what, where, and the remedy.</summary>
public sealed class BundleException(string message, Exception? innerException = null) : Exception(message, innerException);
