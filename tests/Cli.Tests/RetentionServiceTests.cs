using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orrery.Cli.Tests.Support;
using Orrery.Runtime;
using Orrery.Runtime.Logs;
using Orrery.Silo.Hosting;
using Orrery.Storage;
using Orrery.Storage.Sqlite;

namespace Orrery.Cli.Tests;

/// <summary>What a server takes away by itself, in virtual time.</summary>
public sealed class RetentionServiceTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly World _world = new();
    private readonly Rounds _rounds = new();

    private string Data => Path.Combine(_world.Folder, ".orrery");

    public void Dispose() => _world.Dispose();

    [Fact]
    public async Task Service_WhenTimePasses_TakesEachRunOnceItIsOldEnough()
    {
        await StoreSeed.CreateAsync(_world, 91, 89, 1);
        var now = _world.Clock.GetUtcNow();
        var (old, young) = (StoreSeed.AddFolders(Data, "manual__91", now.AddDays(-91)), StoreSeed.AddFolders(Data, "manual__89", now.AddDays(-89)));
        await using var store = await StoreSeed.OpenAsync(Data, _world.Clock);
        using var service = Service(store);
        await service.StartAsync(CancellationToken.None);

        (await RunsAsync(store)).Count().ShouldBe(3);
        await AdvanceAsync(RetentionService.FirstAfter);
        (await RunsAsync(store)).ShouldBe(["manual__1", "manual__89"]);
        (Directory.Exists(old), Directory.Exists(young)).ShouldBe((false, true));

        for (var hour = 1; hour < 24; hour++)
        {
            await AdvanceAsync(RetentionService.Interval);
        }

        (await RunsAsync(store)).ShouldBe(["manual__1", "manual__89"]);
        await AdvanceAsync(RetentionService.Interval);
        (await RunsAsync(store)).ShouldBe(["manual__1"]);
        Directory.Exists(young).ShouldBeFalse();
        await service.StopAsync(CancellationToken.None);
    }

    [Fact]
    public async Task Service_WhenAnotherServerHasTakenOver_TakesNothingAndEnds()
    {
        await StoreSeed.CreateAsync(_world, 91, 1);
        await using var store = await StoreSeed.OpenAsync(Data, _world.Clock);
        await TakeOverAsync();
        using var service = Service(store);
        await service.StartAsync(CancellationToken.None);

        _world.Clock.Advance(RetentionService.FirstAfter);
        await service.Completion.WaitAsync(Patience);

        (await RunsAsync(store)).Count().ShouldBe(2);
    }

    private static async Task<IEnumerable<string>> RunsAsync(SqliteStore store) => (await store.ListDagRunsAsync(new DagRunFilter())).Select(r => r.RunId);

    private RetentionService Service(SqliteStore store)
    {
        var folders = new RunFolderSweeper(Options.Create(new RuntimeOptions { DataDirectory = Data }));
        return new RetentionService(store, folders, TimeSpan.FromDays(90), _world.Clock, _rounds);
    }

    private async Task AdvanceAsync(TimeSpan by)
    {
        var round = _rounds.Next();
        _world.Clock.Advance(by);
        await round.WaitAsync(Patience);
    }

    /// <summary>The lock of the folder is taken away, as a copied folder or a lost file system lock does.</summary>
    private async Task TakeOverAsync()
    {
        File.Delete(Path.Combine(Data, "server.lock"));
        await (await StoreSeed.OpenAsync(Data, _world.Clock)).DisposeAsync();
    }

    /// <summary>Hears of each round from the log.</summary>
    private sealed class Rounds : ILogger<RetentionService>
    {
        private TaskCompletionSource _next = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Next() => (_next = new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => _next.TrySetResult();
    }
}
