using Orrery.Storage.Commit;
using Orrery.Storage.Rows;

namespace Orrery.Storage.Sql;

/// <summary>
/// What all relational stores share: every query, written once. Its SQL is what the databases have in common, with parameters <c>?1</c>,
/// <c>?2</c>…; instants are microseconds and states numbers in all of them.
/// </summary>
public abstract partial class SqlStore : IStore
{
    private protected SqlStore()
    {
    }

    /// <inheritdoc/>
    public abstract long Epoch { get; }

    /// <summary>What has been committed since the store was opened.</summary>
    public abstract CommitStatistics Statistics { get; }

    /// <summary>Ends when another server has taken the store over; nothing more can be written from here then.</summary>
    public abstract Task LeaseLost { get; }

    /// <summary>Writes down, for others, where this server can be reached.</summary>
    /// <param name="address">Its address.</param>
    public abstract void AnnounceAddress(string address);

    /// <inheritdoc/>
    public abstract ValueTask<CommitOutcome> CommitAsync(IReadOnlyList<StoreRow> rows, CancellationToken cancellationToken = default);

    /// <summary>Gives the room of rows that are gone back to the system, where the database does not by itself; nothing else may use the store meanwhile.</summary>
    /// <returns>Bytes given back.</returns>
    /// <exception cref="StoreUnavailableException">It cannot, such as for want of room to work in; nothing is lost.</exception>
    public virtual long Compact() => 0;

    /// <inheritdoc/>
    public abstract ValueTask DisposeAsync();

    /// <summary>Whether the database needs a limit on each range of a union that has one; see <see cref="RunListSql"/>.</summary>
    private protected abstract bool LimitsRanges { get; }

    /// <summary>All rows of a query.</summary>
    private protected abstract Task<IReadOnlyList<T>> ListAsync<T>(
        string sql, Action<ISqlParameters>? bind, Func<ISqlColumns, T> read, CancellationToken cancellationToken);

    /// <summary>All rows of the same query with several sets of parameters, one after the other, from one snapshot.</summary>
    private protected abstract Task<IReadOnlyList<T>> ListEachAsync<T>(
        string sql, IReadOnlyList<Action<ISqlParameters>> binds, Func<ISqlColumns, T> read, CancellationToken cancellationToken);
}
