using Npgsql;
using NpgsqlTypes;
using Orrery.Storage.Migrations;
using Orrery.Storage.Postgres;

namespace Orrery.Storage.Maintenance;

/// <summary>A PostgreSQL store that is filled in one transaction, under its lease: until it ends everybody sees what was there before.</summary>
internal sealed class PostgresCopyTarget : ICopyTarget
{
    /// <summary>There is no way to say that there is no limit.</summary>
    private static readonly TimeSpan LongestTable = TimeSpan.FromDays(1);

    private readonly NpgsqlConnection _connection;
    private readonly NpgsqlTransaction _transaction;
    private readonly PostgresLease _lease;

    private PostgresCopyTarget(NpgsqlConnection connection, NpgsqlTransaction transaction, PostgresLease lease) =>
        (_connection, _transaction, _lease) = (connection, transaction, lease);

    /// <summary>Begins to fill a database that has the present schema.</summary>
    public static async Task<PostgresCopyTarget> BeginAsync(StoreHold hold, CancellationToken cancellationToken)
    {
        var connection = await hold.Connections!.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        await using var settings = new NpgsqlCommand("SET statement_timeout = 0; SET idle_in_transaction_session_timeout = 0", connection);
        await settings.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        return new PostgresCopyTarget(connection, await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false), hold.Lease!);
    }

    public async Task<long> InsertAsync(StoreTable table, IAsyncEnumerable<object?[]> rows, CancellationToken cancellationToken)
    {
        await RunAsync($"TRUNCATE {table.Name}", cancellationToken).ConfigureAwait(false);
        NpgsqlDbType[] types = [.. table.Columns.Select(c => c.Kind switch { ColumnKind.Integer => NpgsqlDbType.Bigint, ColumnKind.Text => NpgsqlDbType.Text, _ => NpgsqlDbType.Bytea })];
        var count = 0L;
        await using (var import = await _connection.BeginBinaryImportAsync($"COPY {table.Name} ({table.ColumnNames}) FROM STDIN (FORMAT BINARY)", cancellationToken).ConfigureAwait(false))
        {
            import.Timeout = LongestTable;
            await foreach (var row in rows.WithCancellation(cancellationToken).ConfigureAwait(false))
            {
                await import.StartRowAsync(cancellationToken).ConfigureAwait(false);
                for (var i = 0; i < row.Length; i++)
                {
                    await WriteAsync(import, row[i], types[i], cancellationToken).ConfigureAwait(false);
                }

                count++;
            }

            await import.CompleteAsync(cancellationToken).ConfigureAwait(false);
        }

        foreach (var column in table.Columns.Where(c => c.Kind == ColumnKind.Integer && table.Key.Contains(c.Name)).Select(c => c.Name))
        {
            // A key that fills itself goes on after the highest.
            await RunAsync(
                $"SELECT setval(s::regclass, coalesce((SELECT max({column}) FROM {table.Name}), 0) + 1, false) FROM pg_get_serial_sequence('{table.Name}', '{column}') s WHERE s IS NOT NULL",
                cancellationToken).ConfigureAwait(false);
        }

        return count;
    }

    public async Task<long> CountAsync(StoreTable table, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand($"SELECT count(*) FROM {table.Name}", _connection) { CommandTimeout = 0 };
        return (long)(await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false))!;
    }

    public async Task FinishAsync(IReadOnlyList<Migration> remaining, CancellationToken cancellationToken)
    {
        // Another server that has taken the store over meanwhile keeps it as it is.
        await using var held = new NpgsqlBatch(_connection);
        held.BatchCommands.Add(_lease.Assertion(1));
        try
        {
            await held.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (PostgresException e) when (e.SqlState == PostgresBatch.StaleState)
        {
            throw await _lease.LostAsync().ConfigureAwait(false);
        }

        await _transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
        await RunAsync("ANALYZE", cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        await _transaction.DisposeAsync().ConfigureAwait(false);
        await _connection.DisposeAsync().ConfigureAwait(false);
    }

    private static Task WriteAsync(NpgsqlBinaryImporter import, object? value, NpgsqlDbType type, CancellationToken cancellationToken) => value switch
    {
        null => import.WriteNullAsync(cancellationToken),
        long number => import.WriteAsync(number, type, cancellationToken),
        byte[] bytes => import.WriteAsync(bytes, type, cancellationToken),
        _ => import.WriteAsync(PostgresValue.Of((string)value), type, cancellationToken),
    };

    private async Task RunAsync(string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, _connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }
}
