using Orrery.Core.States;
using Orrery.Storage.Maintenance;
using Orrery.Storage.Migrations;
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
        await BuildAsync(schema);
        var tables = StoreSchema.Tables(Known.Take(schema));
        var before = await StoreFixture.ReadAsync(Location, tables);
        before.ShouldAllBe(table => table.Value.Count > 0);

        await using (var store = await OpenAsync())
        {
            var after = await StoreFixture.ReadAsync(Location, tables);
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
        session.Execute(string.Concat(Known.Select(m => m.Sql)) + StoreFixture.Rows(Known));
        foreach (var table in StoreSchema.Tables(Known))
        {
            foreach (var column in table.Columns)
            {
                session.List($"SELECT count({column.Name}) FROM {table.Name}", null, s => s.Int64())[0].ShouldBeGreaterThan(0, $"no fixture in Upgrade/ gives {table.Name}.{column.Name} a value");
            }
        }
    }

    /// <summary>Makes a store as a server with this schema leaves it.</summary>
    private protected abstract Task BuildAsync(int schema);

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
}

/// <inheritdoc/>
public sealed class SqliteUpgradeTests : UpgradeContract, IDisposable
{
    private readonly TempFolder _folder = new();

    protected override StoreLocation Location => _folder.Location;

    public void Dispose() => _folder.Dispose();

    private protected override Task BuildAsync(int schema)
    {
        StoreFixture.Build(_folder, schema);
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

    private protected override Task BuildAsync(int schema) => StoreFixture.BuildAsync(_database.Address, schema);

    private protected override async Task<IStore> OpenAsync() => await _database.OpenAsync();
}
