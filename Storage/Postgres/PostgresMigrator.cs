using Microsoft.Extensions.Logging;
using Npgsql;
using Orrery.Storage.Migrations;

namespace Orrery.Storage.Postgres;

/// <summary>Brings the schema of a database up to date under an advisory lock, or says why it will not.</summary>
/// <param name="migrations">All migrations, in order.</param>
/// <param name="logger">Log.</param>
internal sealed partial class PostgresMigrator(IReadOnlyList<Migration> migrations, ILogger logger)
{
    /// <summary>Any number, the same for all servers: "orrery" in ASCII.</summary>
    private const long LockKey = 0x6F7272657279;

    /// <summary>Checks what was applied, then applies the rest, each in a transaction of its own.</summary>
    /// <exception cref="StoreSchemaException">The schema is newer, or was changed; nothing was done.</exception>
    public async Task MigrateAsync(NpgsqlDataSource connections, string database, CancellationToken cancellationToken)
    {
        await using var connection = await connections.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        await ExecuteAsync(connection, $"SELECT pg_advisory_lock({LockKey})", cancellationToken).ConfigureAwait(false);
        try
        {
            await ExecuteAsync(
                connection,
                "CREATE TABLE IF NOT EXISTS schema_version (number bigint NOT NULL PRIMARY KEY, name text NOT NULL, checksum text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now())",
                cancellationToken).ConfigureAwait(false);
            var applied = await AppliedAsync(connection, cancellationToken).ConfigureAwait(false);
            foreach (var migration in SchemaCheck.Missing(migrations, applied, database))
            {
                await ApplyAsync(connection, migration, cancellationToken).ConfigureAwait(false);
                LogApplied(logger, migration.Name, database);
            }
        }
        finally
        {
            await ExecuteAsync(connection, $"SELECT pg_advisory_unlock({LockKey})", CancellationToken.None).ConfigureAwait(false);
        }
    }

    private static async Task ApplyAsync(NpgsqlConnection connection, Migration migration, CancellationToken cancellationToken)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
        await ExecuteAsync(connection, PostgresText.Ddl(migration.Sql), cancellationToken).ConfigureAwait(false);
        await using var command = new NpgsqlCommand("INSERT INTO schema_version (number, name, checksum) VALUES ($1, $2, $3)", connection, transaction);
        new PostgresParameters(command.Parameters).Add(migration.Number).Add(migration.Name).Add(migration.Checksum);
        await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
    }

    private static async Task<List<AppliedMigration>> AppliedAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("SELECT number, name, checksum FROM schema_version ORDER BY number", connection);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        var columns = new PostgresColumns(reader);
        var applied = new List<AppliedMigration>();
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            columns.Rewind();
            applied.Add(new AppliedMigration(columns.Int32(), columns.Text(), columns.Text()));
        }

        return applied;
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }

    [LoggerMessage(LogLevel.Information, "Migration {Migration} applied to '{Database}'")]
    private static partial void LogApplied(ILogger logger, string migration, string database);
}
