namespace Orrery.Storage.Tests;

/// <summary>Silos of a cluster on one database: they write side by side, and a single server does not.</summary>
public sealed class PostgresSharedLeaseTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly PostgresDatabase _database = new();

    public void Dispose() => _database.Dispose();

    [Fact]
    public async Task Open_OfSeveralSilos_LetsEachWriteUnderOneEpoch()
    {
        await using var one = await _database.OpenAsync("one", isShared: true);
        await using var two = await _database.OpenAsync("two", isShared: true).WaitAsync(Patience);

        (await one.CommitAsync([Sample.Run(1)])).ShouldBe(CommitOutcome.Committed);
        (await two.CommitAsync([Sample.Run(2)])).ShouldBe(CommitOutcome.Committed);
        (await one.CommitAsync([Sample.Run(3)])).ShouldBe(CommitOutcome.Committed);

        two.Epoch.ShouldBe(one.Epoch);
        _database.Cluster.Query(_database.Address, "SELECT count(*) FROM dag_run").ShouldBe("3");
    }

    [Fact]
    public async Task Commit_OfASiloThatHasReadAnOldRevision_IsRefusedAlone()
    {
        await using var one = await _database.OpenAsync("one", isShared: true);
        await using var two = await _database.OpenAsync("two", isShared: true);
        await one.CommitAsync([Sample.Run(1)]);
        (await two.CommitAsync([Sample.Run(1, revision: 1) with { Note = "by two" }])).ShouldBe(CommitOutcome.Committed);

        (await one.CommitAsync([Sample.Run(1, revision: 1) with { Note = "late" }])).ShouldBe(CommitOutcome.Stale);

        (await one.GetDagRunAsync("etl", "manual__1"))!.Note.ShouldBe("by two");
        one.LeaseLost.IsCompleted.ShouldBeFalse();
    }

    [Fact]
    public async Task Open_OfASingleServer_WaitsUntilTheLastSiloHasGone()
    {
        var one = await _database.OpenAsync("one", isShared: true);
        var two = await _database.OpenAsync("two", isShared: true);

        // The lease that joining renewed has run out; the silos themselves live.
        _database.Cluster.Query(_database.Address, "UPDATE server SET lease_until = 0");
        var single = _database.OpenAsync("single");
        await one.DisposeAsync();
        (await two.CommitAsync([Sample.Run(1)])).ShouldBe(CommitOutcome.Committed);
        single.IsCompleted.ShouldBeFalse();

        await two.DisposeAsync();

        await using var store = await single.WaitAsync(Patience);
        store.Epoch.ShouldBe(two.Epoch + 1);
        _database.Cluster.Query(_database.Address, "SELECT count(*) FROM server_member").ShouldBe("0");
    }

    [Fact]
    public async Task Open_OfASilo_WaitsForASingleServer()
    {
        var single = await _database.OpenAsync("single");
        var silo = _database.OpenAsync("silo", isShared: true);
        silo.IsCompleted.ShouldBeFalse();

        await single.DisposeAsync();

        await using var store = await silo.WaitAsync(Patience);
        store.Epoch.ShouldBe(single.Epoch + 1);
        (await store.CommitAsync([Sample.Run(1)])).ShouldBe(CommitOutcome.Committed);
    }

    [Fact]
    public async Task Commit_OfASiloThatFellSilentAndWasReplaced_IsFenced()
    {
        var silo = await _database.OpenAsync("silo", isShared: true);

        // As a pause longer than the lease leaves it, after a single server has taken over.
        _database.Cluster.Query(_database.Address, "DELETE FROM server_member; UPDATE server SET epoch = epoch + 1, holder = 'single', is_shared = 0");

        await Should.ThrowAsync<StoreFencedException>(async () => await silo.CommitAsync([Sample.Run(1)]));
        await silo.LeaseLost.WaitAsync(Patience);
        await silo.DisposeAsync();
        _database.Cluster.Query(_database.Address, "SELECT count(*) FROM dag_run").ShouldBe("0");
    }
}
