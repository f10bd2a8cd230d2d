namespace Orrery.Storage.Tests;

/// <summary>Several servers on one database: one works, the others wait, and who was replaced writes nothing.</summary>
public sealed class PostgresLeaseTests : IDisposable
{
    private readonly PostgresDatabase _database = new();

    public void Dispose() => _database.Dispose();

    [Fact]
    public async Task Open_WhenAnotherServerHoldsTheLease_WaitsUntilItIsGivenBack()
    {
        var first = await _database.OpenAsync("first");
        await first.CommitAsync([Sample.Run(1)]);
        var second = _database.OpenAsync("second");
        second.IsCompleted.ShouldBeFalse();

        await first.DisposeAsync();

        await using var store = await second.WaitAsync(TimeSpan.FromSeconds(30));
        store.Epoch.ShouldBe(first.Epoch + 1);
        (await store.GetDagRunAsync("etl", "manual__1")).ShouldNotBeNull();
    }

    [Fact]
    public async Task Open_WhenHolderFallsSilent_TakesOverAndTheSilentOneCannotWrite()
    {
        var first = await _database.OpenAsync("first");
        await first.CommitAsync([Sample.Run(1)]);
        // As a pause longer than the lease leaves it: nobody has renewed, and the paused one knows nothing of it.
        _database.Cluster.Query(_database.Address, "UPDATE server SET epoch = epoch + 1, holder = 'second', lease_until = 9000000000000000, batch = 0");

        var message = (await Should.ThrowAsync<StoreFencedException>(async () => await first.CommitAsync([Sample.Run(1, revision: 1) with { Note = "late" }]))).Message;

        message.ShouldContain("'second'".Trim('\''));
        message.ShouldContain("another server has taken over");
        await first.LeaseLost.WaitAsync(TimeSpan.FromSeconds(30));
        (await first.GetDagRunAsync("etl", "manual__1"))!.Note.ShouldBeNull();
        await first.DisposeAsync();
        _database.Cluster.Query(_database.Address, "SELECT epoch FROM server").ShouldBe("2");
    }

    [Fact]
    public async Task Open_WhenHolderWasPausedInATransaction_EndsItsSessionAndTakesOver()
    {
        await (await _database.OpenAsync("first")).DisposeAsync();
        await using var paused = new Npgsql.NpgsqlConnection(Postgres.PostgresAddress.Parse(_database.Address).ConnectionString);
        await paused.OpenAsync();
        await using var command = paused.CreateCommand();
        command.CommandText = "BEGIN; UPDATE server SET batch = batch + 1, lease_until = 9000000000000000";
        await command.ExecuteNonQueryAsync();

        await using var store = await _database.OpenAsync("second").WaitAsync(TimeSpan.FromSeconds(15));

        store.Epoch.ShouldBe(2);
        await Should.ThrowAsync<Npgsql.NpgsqlException>(async () =>
        {
            command.CommandText = "COMMIT";
            await command.ExecuteNonQueryAsync();
        });
    }

    [Fact]
    public async Task Lease_WhenNothingIsWritten_IsRenewed()
    {
        await using var store = await _database.OpenAsync("first");
        var before = Until();

        while (Until() == before)
        {
            await Task.Yield();
        }

        store.LeaseLost.IsCompleted.ShouldBeFalse();

        string Until() => _database.Cluster.Query(_database.Address, "SELECT lease_until FROM server");
    }

    [Fact]
    public async Task Open_WhenWaitingIsGivenUp_LeavesTheHolderAlone()
    {
        await using var first = await _database.OpenAsync("first");
        using var giveUp = new CancellationTokenSource(TimeSpan.FromMilliseconds(300));

        await Should.ThrowAsync<OperationCanceledException>(() => _database.OpenAsync("second", cancellationToken: giveUp.Token));

        (await first.CommitAsync([Sample.Run(1)])).ShouldBe(CommitOutcome.Committed);
    }

    [Fact]
    public async Task Open_WhenTwoStartAtOnceOnAnEmptyDatabase_MigratesOnceAndOneWaits()
    {
        var servers = new[] { _database.OpenAsync("a"), _database.OpenAsync("b") };
        var first = await await Task.WhenAny(servers);
        (await first.CommitAsync([Sample.Run(1)])).ShouldBe(CommitOutcome.Committed);
        await first.DisposeAsync();

        foreach (var store in await Task.WhenAll(servers))
        {
            await store.DisposeAsync();
        }

        _database.Cluster.Query(_database.Address, "SELECT count(*) = count(DISTINCT number) FROM schema_version").ShouldBe("t");
    }
}
