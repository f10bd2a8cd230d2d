using System.Data;
using System.Runtime.CompilerServices;
using Npgsql;
using Orrery.Storage.Migrations;
using Orrery.Storage.Postgres;
using Orrery.Storage.Sql;

namespace Orrery.Storage.Maintenance;

/// <summary>A snapshot of a PostgreSQL store: one read-only transaction. A server goes on writing meanwhile.</summary>
internal sealed class PostgresSnapshot : IStoreSnapshot
{
    private readonly NpgsqlDataSource _connections;
    private readonly NpgsqlConnection _connection;

    private PostgresSnapshot(string name, NpgsqlDataSource connections, NpgsqlConnection connection, IReadOnlyList<AppliedMigration> applied)
    {
        _connections = connections;
        _connection = connection;
        Name = name;
        Applied = applied;
    }

    public string Name { get; }

    public IReadOnlyList<AppliedMigration> Applied { get; }

    /// <summary>Opens a snapshot.</summary>
    public static async Task<PostgresSnapshot> OpenAsync(string address, CancellationToken cancellationToken)
    {
        var connections = PostgresStore.Connect(new PostgresStoreOptions { Address = address, Holder = "a reader" });
        try
        {
            var connection = await connections.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
            // A check of a large store takes longer than any query of a server.
            await using var settings = new NpgsqlCommand("SET statement_timeout = 0; SET idle_in_transaction_session_timeout = 0", connection);
            await settings.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
            _ = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken).ConfigureAwait(false);
            return new PostgresSnapshot(
                PostgresAddress.WithoutPassword(address), connections, connection, await PostgresMigrator.AppliedAsync(connection, cancellationToken).ConfigureAwait(false));
        }
        catch
        {
            await connections.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    public async IAsyncEnumerable<T> QueryAsync<T>(string sql, Func<ISqlColumns, T> read, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(PostgresText.Of(sql), _connection) { CommandTimeout = 0 };
        await using var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        var columns = new PostgresColumns(reader);
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            yield return read(columns.Rewind());
        }
    }

    public IAsyncEnumerable<string> FindDamageAsync(CancellationToken cancellationToken) => AsyncEnumerable.Empty<string>();

    public async ValueTask DisposeAsync()
    {
        await _connection.DisposeAsync().ConfigureAwait(false);
        await _connections.DisposeAsync().ConfigureAwait(false);
    }
}
