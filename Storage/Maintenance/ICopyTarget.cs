using Orrery.Storage.Migrations;

namespace Orrery.Storage.Maintenance;

/// <summary>A store that is being filled. Nothing of it is to be seen until it is finished; disposed of before, it leaves what was there.</summary>
internal interface ICopyTarget : IAsyncDisposable
{
    /// <summary>Replaces the rows of a table.</summary>
    /// <param name="table">The table.</param>
    /// <param name="rows">Its rows in the order of their key, each with a value for every column.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>How many there were.</returns>
    Task<long> InsertAsync(StoreTable table, IAsyncEnumerable<object?[]> rows, CancellationToken cancellationToken);

    /// <summary>How many rows a table has by now.</summary>
    Task<long> CountAsync(StoreTable table, CancellationToken cancellationToken);

    /// <summary>Brings the store to the schema of these migrations and puts it in its place.</summary>
    Task FinishAsync(IReadOnlyList<Migration> remaining, CancellationToken cancellationToken);
}
