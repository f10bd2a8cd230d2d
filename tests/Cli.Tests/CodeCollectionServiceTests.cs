using System.Text;
using Microsoft.Extensions.Logging;
using Orrery.Cli.Tests.Support;
using Orrery.Core.Bundles;
using Orrery.Grains.Code;
using Orrery.Silo.Hosting;
using Orrery.Storage.Rows;

namespace Orrery.Cli.Tests;

/// <summary>What a server does about code that nothing needs any more, in virtual time.</summary>
public sealed class CodeCollectionServiceTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly World _world = new();
    private readonly Rounds _rounds = new();

    private string Data => Path.Combine(_world.Folder, ".orrery");

    public void Dispose()
    {
        Runtime.Code.CodeFolders.Delete(Data);
        _world.Dispose();
    }

    [Fact]
    public async Task Service_WhenNothingNamesASnapshot_TakesItFromTheStoreAndItsFolderFromTheMachine()
    {
        await using var store = await StoreSeed.OpenAsync(Data, _world.Clock);
        var options = new CodeOptions { DataDirectory = Data };
        var code = new CodeStore(store, options, _world.Clock);
        var (named, nobodys) = (Snapshot("named"), Snapshot("nobody's"));
        await store.CommitAsync([.. named.Rows, .. nobodys.Rows, new BundleRow { Revision = 0, Name = "main", Backend = "folder", Location = "/x", Snapshot = named.Hash }]);
        var folder = await code.FolderAsync(nobodys.Hash);
        using var service = new CodeCollectionService(store, code, options, _world.Clock, _rounds);
        await service.StartAsync(CancellationToken.None);

        // Not when it has just been stored: a capture may be about to name it.
        await AdvanceAsync(options.CollectAfter);
        (await store.ListSnapshotsAsync("main")).Count.ShouldBe(2);
        await AdvanceAsync(CodeCollectionService.Interval);

        (await store.ListSnapshotsAsync("main")).ShouldHaveSingleItem().Snapshot.ShouldBe(named.Hash);
        (await store.GetBlobAsync(TreeFormat.HashOf("nobody's"u8))).ShouldBeNull();
        Directory.Exists(folder).ShouldBeFalse();
        await service.StopAsync(CancellationToken.None);
    }

    private (string Hash, StoreRow[] Rows) Snapshot(string content)
    {
        var (bytes, now) = (Encoding.UTF8.GetBytes(content), _world.Clock.GetUtcNow());
        var tree = SnapshotTree.Of([new TreeFile("file", TreeFormat.HashOf(bytes), bytes.Length, IsExecutable: false)]);
        return (tree.Root,
        [
            new CodeBlobRow { Hash = TreeFormat.HashOf(bytes), Content = bytes, CreatedAt = now },
            new CodeTreeRow { Hash = tree.Root, Entries = tree.Folders[tree.Root], CreatedAt = now },
            new BundleSnapshotRow { Bundle = "main", Snapshot = tree.Root, FileCount = 1, ByteCount = bytes.Length, CreatedAt = now },
        ]);
    }

    private async Task AdvanceAsync(TimeSpan by)
    {
        var round = _rounds.Next();
        _world.Clock.Advance(by);
        await round.WaitAsync(Patience);
    }

    /// <summary>Hears of each round from the log.</summary>
    private sealed class Rounds : ILogger<CodeCollectionService>
    {
        private TaskCompletionSource _next = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Next() => (_next = new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => _next.TrySetResult();
    }
}
