using Orrery.Storage.Migrations;
using Orrery.Storage.Sql;

namespace Orrery.Storage.Maintenance;

/// <summary>A store as it was at one moment, to be read from its first row to its last without holding more than one of them in memory.</summary>
internal interface IStoreSnapshot : IAsyncDisposable
{
    /// <summary>What people call the store.</summary>
    string Name { get; }

    /// <summary>The migrations it was given; none when it is empty.</summary>
    IReadOnlyList<AppliedMigration> Applied { get; }

    /// <summary>The rows of a query, one after the other. One query at a time.</summary>
    /// <param name="sql">The query, in the SQL the stores share.</param>
    /// <param name="read">Reads a row.</param>
    /// <param name="cancellationToken">Ends it between two rows.</param>
    IAsyncEnumerable<T> QueryAsync<T>(string sql, Func<ISqlColumns, T> read, CancellationToken cancellationToken);

    /// <summary>What the database itself finds wrong with its files, a sentence each; none where it looks at each page as it reads it.</summary>
    IAsyncEnumerable<string> FindDamageAsync(CancellationToken cancellationToken);
}
