using Microsoft.Extensions.Logging.Abstractions;
using Orrery.Core.States;
using Orrery.Storage.Maintenance;
using Orrery.Storage.Migrations;
using Orrery.Storage.Postgres;
using Orrery.Storage.Sqlite;

namespace Orrery.Storage.Tests;

/// <summary>A store that an earlier version wrote is opened by this one: nothing is lost, everything hangs together, runs go on.</summary>
public abstract class UpgradeContract
{
    private static readonly IReadOnlyList<Migration> Known = Migration.Load();

    /// <summary>The number of every schema there was.</summary>
    public static TheoryData<int> Schemas() => [.. Known.Select(m => m.Number)];

    protected abstract StoreLocation Location { get; }

    [Theory]
    [MemberData(nameof(Schemas))]
    public async Task Open_WhenStoreIsOfAnEarlierSchema_KeepsEveryRowAndGoesOn(int schema)
    {
        IReadOnlyList<Migration> migrations = [.. Known.Take(schema)];
        await BuildAsync(migrations, string.Concat(migrations.Select(Fixture)));
        var tables = StoreSchema.Tables(migrations);
        var before = await ReadAsync(tables);
        before.ShouldAllBe(table => table.Value.Count > 0);

        await using (var store = await OpenAsync())
        {
            var after = await ReadAsync(tables);
            foreach (var (table, rows) in before)
            {
                rows.Except(after[table], StringComparer.Ordinal).ShouldBeEmpty(table);
            }

            (await StoreVerifier.CheckAsync(Location)).Findings.ShouldBeEmpty();
            await GoesOnAsync(store);
        }
    }

    [Fact]
    public void Fixtures_WhenASchemaAddsTablesAndColumns_HaveAValueForEach()
    {
        using var session = SqliteSession.Open(":memory:", writable: true, TimeSpan.Zero);
        session.Execute(string.Concat(Known.Select(m => m.Sql)) + string.Concat(Known.Select(Fixture)));
        foreach (var table in StoreSchema.Tables(Known))
        {
            foreach (var column in table.Columns)
            {
                session.List($"SELECT count({column.Name}) FROM {table.Name}", null, s => s.Int64())[0].ShouldBeGreaterThan(0, $"no fixture in Upgrade/ gives {table.Name}.{column.Name} a value");
            }
        }
    }

    /// <summary>Makes a store with these migrations and rows.</summary>
    private protected abstract Task BuildAsync(IReadOnlyList<Migration> migrations, string rows);

    private protected abstract Task<IStore> OpenAsync();

    private static async Task GoesOnAsync(IStore store)
    {
        var run = (await store.ListDagRunsAsync(new DagRunFilter("etl"))).First(r => r.State == DagRunState.Running);
        (await store.ListUnfinishedRunsAsync(0, 10)).Select(r => r.RunPk).ShouldBe([run.RunPk]);
        var tasks = await store.GetTaskInstancesAsync(run.RunPk);
        var (extract, load) = (tasks[0], tasks[1]);
        extract.LeaseId.ShouldNotBeNull();

        var outcome = await store.CommitAsync(
        [
            run with { State = DagRunState.Success, EndedAt = Sample.Noon },
            extract with { State = TaskInstanceState.Success, LeaseId = null, Host = null, EndedAt = Sample.Noon },
            load with { State = TaskInstanceState.Skipped, EndedAt = Sample.Noon },
            Sample.Audit("upgraded"),
        ]);

        outcome.ShouldBe(CommitOutcome.Committed);
        (await store.ListUnfinishedRunsAsync(0, 10)).ShouldBeEmpty();
        (await store.ListAuditAsync(5)).Select(a => a.Event).ShouldBe(["upgraded", "trigger_dag_run"]);
    }

    private async Task<Dictionary<string, List<string>>> ReadAsync(IReadOnlyList<StoreTable> tables)
    {
        await using var snapshot = await Location.OpenSnapshotAsync(CancellationToken.None);
        var rows = new Dictionary<string, List<string>>(StringComparer.Ordinal);
        foreach (var table in tables)
        {
            rows[table.Name] = await snapshot.QueryAsync(table.Select, r => string.Join('|', table.Read(r).Select(Text)), CancellationToken.None).ToListAsync();
        }

        return rows;
    }

    private static string Text(object? value) => value is byte[] bytes ? Convert.ToHexString(bytes) : FormattableString.Invariant($"{value ?? "null"}");

    private static string Fixture(Migration migration)
    {
        var name = $"{typeof(UpgradeContract).Assembly.GetName().Name}.Upgrade.{migration.Number:0000}.sql";
        using var stream = typeof(UpgradeContract).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"Write Upgrade/{migration.Number:0000}.sql: rows as a server with {migration.Name} writes them.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}

/// <inheritdoc/>
public sealed class SqliteUpgradeTests : UpgradeContract, IDisposable
{
    private readonly TempFolder _folder = new();

    protected override StoreLocation Location => _folder.Location;

    public void Dispose() => _folder.Dispose();

    private protected override Task BuildAsync(IReadOnlyList<Migration> migrations, string rows)
    {
        Directory.CreateDirectory(_folder.Path);
        using var session = _folder.Connect();
        new SqliteMigrator(migrations, TimeProvider.System, NullLogger.Instance).Migrate(session);
        session.Execute(rows);
        // As those who made them left it: the schema did not say what it is compatible with.
        session.Execute("ALTER TABLE schema_version DROP COLUMN compatible_from");
        return Task.CompletedTask;
    }

    private protected override async Task<IStore> OpenAsync() => await _folder.OpenAsync();
}

/// <inheritdoc/>
public sealed class PostgresUpgradeTests : UpgradeContract, IDisposable
{
    private readonly PostgresDatabase _database = new();

    protected override StoreLocation Location => StoreLocation.At(_database.Address);

    public void Dispose() => _database.Dispose();

    private protected override async Task BuildAsync(IReadOnlyList<Migration> migrations, string rows)
    {
        await using var connections = PostgresStore.Connect(new PostgresStoreOptions { Address = _database.Address, Holder = "a test" });
        await new PostgresMigrator(migrations, connections, "a test", NullLogger.Instance).MigrateAsync(CancellationToken.None);
        await using var command = connections.CreateCommand(
            PostgresText.Ddl(rows) + "SELECT setval(pg_get_serial_sequence('audit', 'audit_id'), 1); ALTER TABLE schema_version DROP COLUMN compatible_from;");
        await command.ExecuteNonQueryAsync();
    }

    private protected override async Task<IStore> OpenAsync() => await _database.OpenAsync();
}
