using Orrery.Storage.Rows;

namespace Orrery.Storage;

/// <summary>The relational store: the single source of truth. One contract, one suite of contract tests, several databases.</summary>
public interface IStore : IStoreQueries, IAsyncDisposable
{
    /// <summary>Number of this server's lease on the store; every commit asserts it.</summary>
    long Epoch { get; }

    /// <summary>
    /// Writes rows, all or none, together with whatever else is handed in meanwhile (group commit). Returns when they are durable, or refused
    /// because a fence did not hold. Changes of one caller are applied in the order of the calls.
    /// </summary>
    /// <param name="rows">The rows of the change; at most one with the same key.</param>
    /// <param name="cancellationToken">Gives up waiting for room in the pipeline; a change that was let in is carried out.</param>
    /// <exception cref="ArgumentException">A row breaks a rule of the schema, such as null where a value must be; nothing of the change was written.</exception>
    /// <exception cref="StoreFencedException">This server's lease is gone.</exception>
    /// <exception cref="StoreUnavailableException">Nothing was written; try again.</exception>
    ValueTask<CommitOutcome> CommitAsync(IReadOnlyList<StoreRow> rows, CancellationToken cancellationToken = default);
}
