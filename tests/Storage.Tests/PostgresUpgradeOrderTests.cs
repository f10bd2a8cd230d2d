using Microsoft.Extensions.Logging.Abstractions;
using Orrery.Storage.Migrations;
using Orrery.Storage.Postgres;

namespace Orrery.Storage.Tests;

/// <summary>Servers of two versions on one store, as when several are upgraded one after the other.</summary>
public sealed class PostgresUpgradeOrderTests : IDisposable
{
    private readonly PostgresDatabase _database = new();

    public void Dispose() => _database.Dispose();

    [Fact]
    public async Task Open_WhenStoreBecameNewerWhileWaitingAndIsCompatible_TakesOver()
    {
        await using (var working = await _database.OpenAsync("working"))
        {
            var waiting = _database.OpenAsync("waiting");
            await UpgradeAsync(NextSchema.Compatible);
            (await working.CommitAsync([Sample.Run(1)])).ShouldBe(CommitOutcome.Committed);
            await working.DisposeAsync();

            await using var next = await waiting.WaitAsync(TimeSpan.FromSeconds(30));
            (await next.GetDagRunAsync("etl", "manual__1")).ShouldNotBeNull();
            (await next.CommitAsync([Sample.Run(2)])).ShouldBe(CommitOutcome.Committed);
        }
    }

    [Fact]
    public async Task Open_WhenStoreBecameNewerWhileWaitingAndIsNotCompatible_SaysSoAndGivesTheLeaseBack()
    {
        var working = await _database.OpenAsync("working");
        var waiting = _database.OpenAsync("waiting");
        await UpgradeAsync(NextSchema.Incompatible);
        await working.DisposeAsync();

        (await Should.ThrowAsync<StoreSchemaException>(() => waiting)).Message.ShouldContain($"has schema {NextSchema.Number} ({NextSchema.Incompatible.Name})");
        _database.Cluster.Query(_database.Address, "SELECT lease_until IS NULL FROM server").ShouldBe("t");
    }

    [Fact]
    public async Task Open_WhenAServerOfAnEarlierVersionWorks_UpgradesOnlyOnceThatOneIsGone()
    {
        await BuildAsync(Migration.Load().Take(NextSchema.Number - 2));
        // The earlier server, by its lease.
        _database.Cluster.Query(_database.Address, "INSERT INTO server VALUES (1, 5, 'earlier', 0, 9000000000000000, 0)");

        using var giveUp = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        await Should.ThrowAsync<OperationCanceledException>(() => _database.OpenAsync("later", cancellationToken: giveUp.Token));
        Schema().ShouldBe(NextSchema.Number - 2);

        _database.Cluster.Query(_database.Address, "UPDATE server SET lease_until = NULL");
        await using var store = await _database.OpenAsync("later");
        Schema().ShouldBe(NextSchema.Number - 1);
        store.Epoch.ShouldBe(6);
    }

    [Fact]
    public async Task Open_WhenItIsNotToWait_SaysWhoHoldsTheLease()
    {
        await using var working = await _database.OpenAsync("working");

        var options = new PostgresStoreOptions { Address = _database.Address, Holder = "a check", WaitsForLease = false };
        var message = (await Should.ThrowAsync<StoreInUseException>(() => PostgresStore.OpenAsync(options, TimeProvider.System, NullLoggerFactory.Instance))).Message;

        message.ShouldContain("working");
        message.ShouldContain("Stop that server");
    }

    [Fact]
    public async Task Open_WhenItIsNotToWaitAndTheHolderIsDead_WaitsUntilTheLeaseRunsOut()
    {
        await (await _database.OpenAsync("dead")).DisposeAsync();
        _database.Cluster.Query(_database.Address, "UPDATE server SET lease_until = (extract(epoch FROM clock_timestamp()) * 1000000)::bigint + 1000000");

        var options = new PostgresStoreOptions { Address = _database.Address, Holder = "a check", WaitsForLease = false };
        await using var store = await PostgresStore.OpenAsync(options, TimeProvider.System, NullLoggerFactory.Instance);

        store.Epoch.ShouldBe(2);
    }

    [Fact]
    public async Task Migrate_WhenTwoDoItAtOnce_AppliesEachOnce()
    {
        await BuildAsync(Migration.Load().Take(2));

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => BuildAsync(Migration.Load())));

        Schema().ShouldBe(NextSchema.Number - 1);
    }

    private int Schema() => int.Parse(_database.Cluster.Query(_database.Address, "SELECT count(*) FROM schema_version"), System.Globalization.CultureInfo.InvariantCulture);

    private Task UpgradeAsync(Migration next) => BuildAsync([.. Migration.Load(), next]);

    private async Task BuildAsync(IEnumerable<Migration> migrations)
    {
        await using var connections = PostgresStore.Connect(new PostgresStoreOptions { Address = _database.Address, Holder = "a test" });
        await new PostgresMigrator([.. migrations], connections, "a test", NullLogger.Instance).MigrateAsync(CancellationToken.None);
    }
}
