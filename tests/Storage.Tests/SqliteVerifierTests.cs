using Orrery.Storage.Maintenance;
using Orrery.Storage.Migrations;
using Orrery.Storage.Sqlite;

namespace Orrery.Storage.Tests;

/// <summary>What only a file can have wrong.</summary>
public sealed class SqliteVerifierTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Check_WhenFileIsDamaged_SaysSo()
    {
        await (await _folder.OpenAsync()).DisposeAsync();
        using (var session = _folder.Connect())
        {
            session.Execute("PRAGMA writable_schema = ON; DELETE FROM sqlite_schema WHERE name = 'dag_run_by_dag'");
        }

        (await StoreVerifier.CheckAsync(_folder.Location)).Findings.ShouldContain(f => f.Check == "file" && f.What.StartsWith("It is damaged", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Check_WhenThereIsNoStore_SaysSo() =>
        (await Should.ThrowAsync<StoreUnavailableException>(() => StoreVerifier.CheckAsync(_folder.Location))).Message.ShouldContain(_folder.Database);

    [Fact]
    public async Task Check_WhenFileIsNoDatabase_SaysSo()
    {
        Directory.CreateDirectory(_folder.Path);
        await File.WriteAllTextAsync(_folder.Database, new string('x', 5000));

        (await Should.ThrowAsync<StoreSchemaException>(() => StoreVerifier.CheckAsync(_folder.Location))).Message.ShouldContain("is no SQLite database");
    }

    [Fact]
    public async Task Check_WhenStoreIsOlder_SaysThatAServerUpgradesItAndDoesNot()
    {
        Directory.CreateDirectory(_folder.Path);
        using (var session = _folder.Connect())
        {
            new SqliteMigrator([.. Migration.Load().Take(3)], TimeProvider.System, Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance).Migrate(session);
        }

        (await Should.ThrowAsync<StoreSchemaException>(() => StoreVerifier.CheckAsync(_folder.Location))).Message.ShouldContain("has schema 3 (0003_backfill)");
        using var after = _folder.Connect();
        SqliteMigrator.Applied(after).Count.ShouldBe(3);
    }
}
