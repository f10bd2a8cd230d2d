using Microsoft.Extensions.Logging;
using Orrery.Storage.Migrations;

namespace Orrery.Storage.Sqlite;

/// <summary>Brings the schema of a database up to date, or says why it will not.</summary>
/// <param name="migrations">All migrations, in order.</param>
/// <param name="clock">Clock.</param>
/// <param name="logger">Log.</param>
internal sealed partial class SqliteMigrator(IReadOnlyList<Migration> migrations, TimeProvider clock, ILogger logger)
{
    private const string CreateTable =
        """
        CREATE TABLE IF NOT EXISTS schema_version (
            number INTEGER NOT NULL PRIMARY KEY, name TEXT NOT NULL, checksum TEXT NOT NULL, applied_at INTEGER NOT NULL, compatible_from INTEGER) STRICT
        """;

    /// <summary>Checks what was applied, then applies the rest, each in a transaction of its own.</summary>
    /// <exception cref="StoreSchemaException">The schema is newer, or was changed; nothing was done.</exception>
    public void Migrate(SqliteSession session)
    {
        session.Execute(CreateTable);
        if (!SaysCompatibility(session))
        {
            session.Execute("ALTER TABLE schema_version ADD COLUMN compatible_from INTEGER");
        }

        foreach (var migration in SchemaCheck.Missing(migrations, Applied(session), session.Path))
        {
            Apply(session, migration);
        }
    }

    /// <summary>The migrations a database was given, in order; none when it is empty.</summary>
    public static List<AppliedMigration> Applied(SqliteSession session)
    {
        if (session.List("SELECT 1 FROM sqlite_schema WHERE name = 'schema_version'", null, s => s.Int64()).Count == 0)
        {
            return [];
        }

        var compatibleFrom = SaysCompatibility(session) ? "coalesce(compatible_from, number)" : "number";
        return session.List(
            $"SELECT number, name, checksum, {compatibleFrom} FROM schema_version ORDER BY number",
            null,
            s => new AppliedMigration(s.Int32(), s.Text(), s.Text(), s.Int32()));
    }

    // The first nine schemas did not say it.
    private static bool SaysCompatibility(SqliteSession session) =>
        session.List("SELECT 1 FROM pragma_table_info('schema_version') WHERE name = 'compatible_from'", null, s => s.Int64()).Count > 0;

    private void Apply(SqliteSession session, Migration migration)
    {
        session.InTransaction("BEGIN IMMEDIATE", s =>
        {
            s.Execute(migration.Sql);
            return s.Run(
                "INSERT INTO schema_version (number, name, checksum, applied_at, compatible_from) VALUES (?1, ?2, ?3, ?4, ?5)",
                p => p.Add(migration.Number).Add(migration.Name).Add(migration.Checksum).Add(clock.GetUtcNow()).Add(migration.CompatibleFrom));
        });
        LogApplied(logger, migration.Name, session.Path);
    }

    [LoggerMessage(LogLevel.Information, "Migration {Migration} applied to '{Path}'")]
    private static partial void LogApplied(ILogger logger, string migration, string path);
}
