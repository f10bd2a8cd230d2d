namespace Orrery.Runtime.Logs.Archive;

/// <summary>
/// Where logs are kept beyond the host that wrote them, shaped like an object store: objects have names with slashes, are put whole and never
/// change, and are listed by the beginning of their names. Used by several threads at once.
/// </summary>
/// <exception cref="IOException">Any member: it cannot be reached or refuses; what was asked for is asked for again later.</exception>
public interface ILogArchive
{
    /// <summary>Puts an object. One of that name is replaced; it is there as a whole or not at all.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="content">Its bytes, a few MiB at most.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task PutAsync(string name, ReadOnlyMemory<byte> content, CancellationToken cancellationToken = default);

    /// <summary>All bytes of an object; null when there is none of that name.</summary>
    Task<byte[]?> GetAsync(string name, CancellationToken cancellationToken = default);

    /// <summary>The objects whose names begin with <paramref name="prefix"/>, which ends in a slash, in the order of their names.</summary>
    Task<IReadOnlyList<LogObject>> ListAsync(string prefix, CancellationToken cancellationToken = default);

    /// <summary>What follows <paramref name="prefix"/>, up to the next slash, in names of objects, each once. The prefix is empty or ends in a slash.</summary>
    IAsyncEnumerable<string> ListFoldersAsync(string prefix, CancellationToken cancellationToken = default);

    /// <summary>Removes all objects whose names begin with <paramref name="prefix"/>, which ends in a slash.</summary>
    Task DeleteAsync(string prefix, CancellationToken cancellationToken = default);
}

/// <summary>An object of an archive.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Size">Its bytes.</param>
public sealed record LogObject(string Name, long Size);
