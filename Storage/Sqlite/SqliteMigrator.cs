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
        "CREATE TABLE IF NOT EXISTS schema_version (number INTEGER NOT NULL PRIMARY KEY, name TEXT NOT NULL, checksum TEXT NOT NULL, applied_at INTEGER NOT NULL) STRICT";

    /// <summary>Checks what was applied, then applies the rest, each in a transaction of its own.</summary>
    /// <exception cref="StoreSchemaException">The schema is newer, or was changed; nothing was done.</exception>
    public void Migrate(SqliteSession session)
    {
        session.Execute(CreateTable);
        var applied = session.List("SELECT number, name, checksum FROM schema_version ORDER BY number", null, s => (Number: s.Int32(), Name: s.Text(), Checksum: s.Text()));
        for (var i = 0; i < applied.Count; i++)
        {
            if (i >= migrations.Count)
            {
                throw new StoreSchemaException(
                    $"The store '{session.Path}' has schema {applied[^1].Number} ({applied[^1].Name}); this version of Orrery knows up to {migrations[^1].Number}. " +
                    "A newer version has upgraded it: install that version or a later one, or restore a backup from before the upgrade.");
            }

            if (applied[i].Number != migrations[i].Number || applied[i].Checksum != migrations[i].Checksum)
            {
                throw new StoreSchemaException(
                    $"The store '{session.Path}' was given migration {applied[i].Name} with checksum {applied[i].Checksum[..12]}…, and here {migrations[i].Name} has {migrations[i].Checksum[..12]}…: " +
                    "it comes from another build. Open it with the build that made it, or restore a backup.");
            }
        }

        foreach (var migration in migrations.Skip(applied.Count))
        {
            Apply(session, migration);
        }
    }

    private void Apply(SqliteSession session, Migration migration)
    {
        session.InTransaction("BEGIN IMMEDIATE", s =>
        {
            s.Execute(migration.Sql);
            return s.Run(
                "INSERT INTO schema_version (number, name, checksum, applied_at) VALUES (?1, ?2, ?3, ?4)",
                p => p.Add(migration.Number).Add(migration.Name).Add(migration.Checksum).Add(clock.GetUtcNow()));
        });
        LogApplied(logger, migration.Name, session.Path);
    }

    [LoggerMessage(LogLevel.Information, "Migration {Migration} applied to '{Path}'")]
    private static partial void LogApplied(ILogger logger, string migration, string path);
}
