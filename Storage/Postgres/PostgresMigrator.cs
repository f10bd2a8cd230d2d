using Microsoft.Extensions.Logging;
using Npgsql;
using Orrery.Storage.Migrations;

namespace Orrery.Storage.Postgres;

/// <summary>Brings the schema of a database up to date under an advisory lock, or says why it will not.</summary>
/// <param name="migrations">All migrations, in order.</param>
/// <param name="connections">Opens connections.</param>
/// <param name="database">The database, for messages.</param>
/// <param name="logger">Log.</param>
internal sealed partial class PostgresMigrator(IReadOnlyList<Migration> migrations, NpgsqlDataSource connections, string database, ILogger logger)
{
    /// <summary>Any number, the same for all servers: "orrery" in ASCII.</summary>
    private const long LockKey = 0x6F7272657279;

    private const int FirstWithLease = 2;
    private const int FirstWithMembers = 12;

    private const string CreateTable =
        """
        CREATE TABLE IF NOT EXISTS schema_version (
            number bigint NOT NULL PRIMARY KEY, name text NOT NULL, checksum text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now(), compatible_from bigint);
        ALTER TABLE schema_version ADD COLUMN IF NOT EXISTS compatible_from bigint;
        """;

    /// <summary>
    /// Gives an empty database its schema; checks that of one that has a lease. What is left to apply there waits until this server holds it:
    /// the one that holds it now may not know it.
    /// </summary>
    /// <exception cref="StoreSchemaException">The schema is newer, or was changed; nothing was done.</exception>
    public Task PrepareAsync(CancellationToken cancellationToken) => MigrateAsync(onlyWithoutLease: true, cancellationToken);

    /// <summary>Checks what was applied, then applies the rest, each in a transaction of its own.</summary>
    /// <exception cref="StoreSchemaException">The schema is newer, or was changed; nothing was done.</exception>
    public Task MigrateAsync(CancellationToken cancellationToken) => MigrateAsync(onlyWithoutLease: false, cancellationToken);

    /// <summary>Whether what is left to apply leaves those be who work with the store as it is: all that have joined it can read what comes after.</summary>
    public async Task<bool> MayMigrateBesideOthersAsync(CancellationToken cancellationToken)
    {
        await using var connection = await connections.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        var applied = await AppliedAsync(connection, cancellationToken).ConfigureAwait(false);
        var present = applied.Count == 0 ? 0 : applied[^1].Number;
        return present >= FirstWithMembers && SchemaCheck.Missing(migrations, applied, database).All(m => m.CompatibleFrom <= present);
    }

    /// <summary>The migrations a database was given, in order; none when it is empty.</summary>
    public static async Task<List<AppliedMigration>> AppliedAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var exists = new NpgsqlCommand(
            "SELECT EXISTS (SELECT 1 FROM information_schema.columns WHERE table_schema = current_schema() AND table_name = 'schema_version' AND column_name = 'compatible_from'), " +
            "to_regclass('schema_version') IS NOT NULL",
            connection);
        bool saysCompatibility;
        await using (var found = await exists.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false))
        {
            await found.ReadAsync(cancellationToken).ConfigureAwait(false);
            if (!found.GetBoolean(1))
            {
                return [];
            }

            saysCompatibility = found.GetBoolean(0);
        }

        // The first nine schemas did not say it.
        var compatibleFrom = saysCompatibility ? "coalesce(compatible_from, number)" : "number";
        await using var command = new NpgsqlCommand($"SELECT number, name, checksum, {compatibleFrom} FROM schema_version ORDER BY number", connection);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        var columns = new PostgresColumns(reader);
        var applied = new List<AppliedMigration>();
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            columns.Rewind();
            applied.Add(new AppliedMigration(columns.Int32(), columns.Text(), columns.Text(), columns.Int32()));
        }

        return applied;
    }

    private async Task MigrateAsync(bool onlyWithoutLease, CancellationToken cancellationToken)
    {
        await using var connection = await connections.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        // Neither a migration of a large table nor waiting for another server's has a limit; the settings end with the connection's use.
        await ExecuteAsync(connection, "SET statement_timeout = 0; SET idle_in_transaction_session_timeout = 0", cancellationToken).ConfigureAwait(false);
        await ExecuteAsync(connection, $"SELECT pg_advisory_lock({LockKey})", cancellationToken).ConfigureAwait(false);
        try
        {
            await ExecuteAsync(connection, CreateTable, cancellationToken).ConfigureAwait(false);
            var applied = await AppliedAsync(connection, cancellationToken).ConfigureAwait(false);
            var missing = SchemaCheck.Missing(migrations, applied, database);
            if (onlyWithoutLease && applied.Count >= FirstWithLease)
            {
                return;
            }

            foreach (var migration in missing)
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
        await using var command = new NpgsqlCommand("INSERT INTO schema_version (number, name, checksum, compatible_from) VALUES ($1, $2, $3, $4)", connection, transaction);
        new PostgresParameters(command.Parameters).Add(migration.Number).Add(migration.Name).Add(migration.Checksum).Add(migration.CompatibleFrom);
        await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }

    [LoggerMessage(LogLevel.Information, "Migration {Migration} applied to '{Database}'")]
    private static partial void LogApplied(ILogger logger, string migration, string database);
}
