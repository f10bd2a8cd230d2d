using Orrery.Storage.Postgres;

namespace Orrery.Storage.Tests;

/// <summary>The database dies under a store: what was acknowledged is there, the rest failed clearly, and it goes on by itself.</summary>
public sealed class PostgresCrashTests : IDisposable
{
    private readonly PostgresCluster _cluster = new();
    private readonly PostgresDatabase _database;

    public PostgresCrashTests() => _database = new PostgresDatabase(_cluster);

    public void Dispose()
    {
        _database.Dispose();
        _cluster.Dispose();
    }

    [Fact]
    public async Task Commit_WhenDatabaseCrashesAndComesBack_LosesNothingAcknowledgedAndGoesOn()
    {
        await using var store = await _database.OpenAsync();
        var acknowledged = new List<int>();
        var halfWay = new TaskCompletionSource();
        var writers = Task.Run(async () =>
        {
            for (var i = 0; i < 400; i++)
            {
                if (i == 100)
                {
                    halfWay.SetResult();
                }

                await WriteUntilAcknowledgedAsync(store, i);
                acknowledged.Add(i);
            }
        });

        await halfWay.Task;
        _cluster.Crash();
        _cluster.Start();
        await writers.WaitAsync(TimeSpan.FromMinutes(1));

        foreach (var i in acknowledged)
        {
            (await store.GetDagRunAsync("etl", $"manual__{i}")).ShouldNotBeNull($"run {i} was acknowledged");
            (await store.GetTaskInstancesAsync(i)).Count.ShouldBe(3, $"run {i} is whole");
        }
    }

    [Fact]
    public async Task Query_WhenDatabaseIsDown_SaysSoWithTheRemedyAndWorksAgainLater()
    {
        await using var store = await _database.OpenAsync();
        await store.CommitAsync([Sample.Run(1)]);
        _cluster.Crash();

        var message = (await Should.ThrowAsync<StoreUnavailableException>(() => store.GetDagRunAsync("etl", "manual__1"))).Message;

        message.ShouldContain("cannot be used now");
        message.ShouldContain("Check that the database runs");
        _cluster.Start();
        (await store.GetDagRunAsync("etl", "manual__1")).ShouldNotBeNull();
    }

    /// <summary>As grains do: a refused change is read again and tried again. Stale means that the earlier try was written after all.</summary>
    private static async Task WriteUntilAcknowledgedAsync(PostgresStore store, int run)
    {
        while (true)
        {
            try
            {
                await store.CommitAsync([Sample.Run(run), Sample.Task(run, 0), Sample.Task(run, 1), Sample.Task(run, 2)]);
                return;
            }
            catch (StoreUnavailableException)
            {
                await Task.Yield();
            }
        }
    }
}
