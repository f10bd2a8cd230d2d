namespace Orleans.Core;

/// <summary>State kept in grain storage.</summary>
public interface IStorage
{
    /// <summary>The version of the record last read or written; <see langword="null"/> when there is none.</summary>
    string? Etag { get; }

    /// <summary>Whether storage has the record.</summary>
    bool RecordExists { get; }

    /// <summary>Reads the record again.</summary>
    /// <returns>A task that ends when the state is read.</returns>
    Task ReadStateAsync();

    /// <inheritdoc cref="ReadStateAsync()"/>
    /// <param name="cancellationToken">Gives up.</param>
    Task ReadStateAsync(CancellationToken cancellationToken);

    /// <summary>Writes the record.</summary>
    /// <returns>A task that ends when the state is durable.</returns>
    /// <exception cref="Storage.InconsistentStateException">Somebody else wrote since; the activation goes away.</exception>
    Task WriteStateAsync();

    /// <inheritdoc cref="WriteStateAsync()"/>
    /// <param name="cancellationToken">Gives up.</param>
    Task WriteStateAsync(CancellationToken cancellationToken);

    /// <summary>Deletes the record and resets the state.</summary>
    /// <returns>A task that ends when the record is deleted.</returns>
    /// <exception cref="Storage.InconsistentStateException">Somebody else wrote since; the activation goes away.</exception>
    Task ClearStateAsync();

    /// <inheritdoc cref="ClearStateAsync()"/>
    /// <param name="cancellationToken">Gives up.</param>
    Task ClearStateAsync(CancellationToken cancellationToken);
}

/// <summary>State of a type kept in grain storage.</summary>
/// <typeparam name="TState">The state's type.</typeparam>
public interface IStorage<TState> : IStorage
{
    /// <summary>The state in memory.</summary>
    TState State { get; set; }
}
