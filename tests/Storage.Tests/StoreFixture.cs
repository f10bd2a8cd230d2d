using Microsoft.Extensions.Logging.Abstractions;
using Orrery.Storage.Maintenance;
using Orrery.Storage.Migrations;
using Orrery.Storage.Postgres;
using Orrery.Storage.Sqlite;

namespace Orrery.Storage.Tests;

/// <summary>Stores with rows in every table, as servers with any schema there was leave them: <c>Upgrade/0001.sql</c> and so on.</summary>
internal static class StoreFixture
{
    /// <summary>What servers with these migrations write.</summary>
    public static string Rows(IEnumerable<Migration> migrations) => string.Concat(migrations.Select(Rows));

    /// <summary>Makes a SQLite store of a schema.</summary>
    public static void Build(TempFolder folder, int schema)
    {
        IReadOnlyList<Migration> migrations = [.. Migration.Load().Take(schema)];
        Directory.CreateDirectory(folder.Path);
        using var session = folder.Connect();
        new SqliteMigrator(migrations, TimeProvider.System, NullLogger.Instance).Migrate(session);
        session.Execute(Rows(migrations));
        if (schema < 10)
        {
            // The schema did not say yet what it is compatible with.
            session.Execute("ALTER TABLE schema_version DROP COLUMN compatible_from");
        }
    }

    /// <summary>Makes a PostgreSQL store of a schema.</summary>
    public static async Task BuildAsync(string address, int schema)
    {
        IReadOnlyList<Migration> migrations = [.. Migration.Load().Take(schema)];
        await using var connections = PostgresStore.Connect(new PostgresStoreOptions { Address = address, Holder = "a test" });
        await new PostgresMigrator(migrations, connections, "a test", NullLogger.Instance).MigrateAsync(CancellationToken.None);
        var forget = schema < 10 ? "ALTER TABLE schema_version DROP COLUMN compatible_from;" : "";
        await using var command = connections.CreateCommand(
            PostgresText.Ddl(Rows(migrations)) + $"SELECT setval(pg_get_serial_sequence('audit', 'audit_id'), 1); {forget}");
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>All rows of these tables, as texts.</summary>
    public static async Task<Dictionary<string, List<string>>> ReadAsync(StoreLocation location, IReadOnlyList<StoreTable> tables)
    {
        await using var snapshot = await location.OpenSnapshotAsync(CancellationToken.None);
        var rows = new Dictionary<string, List<string>>(StringComparer.Ordinal);
        foreach (var table in tables)
        {
            rows[table.Name] = await snapshot.QueryAsync(table.Select, r => string.Join('|', table.Read(r).Select(Text)), CancellationToken.None).ToListAsync();
        }

        return rows;
    }

    private static string Text(object? value) => value is byte[] bytes ? Convert.ToHexString(bytes) : FormattableString.Invariant($"{value ?? "null"}");

    private static string Rows(Migration migration)
    {
        var name = $"{typeof(StoreFixture).Namespace}.Upgrade.{migration.Number:0000}.sql";
        using var stream = typeof(StoreFixture).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"Write Upgrade/{migration.Number:0000}.sql: rows as a server with {migration.Name} writes them.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
