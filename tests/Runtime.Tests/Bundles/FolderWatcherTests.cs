using Microsoft.Extensions.Logging.Abstractions;
using Orrery.Runtime.Bundles;

namespace Orrery.Runtime.Tests.Bundles;

public sealed class FolderWatcherTests : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private readonly string _root = Directory.CreateTempSubdirectory("orrery-watch-").FullName;
    private readonly FolderWatcher _watcher = new(TimeProvider.System, NullLogger<FolderWatcher>.Instance);

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public async Task Watch_WhenAFileIsSavedRenamedOrDeletedAnywhere_SaysSo()
    {
        _ = Directory.CreateDirectory(Path.Combine(_root, "team"));
        var path = Path.Combine(_root, "team", "a.yaml");

        await SaysSoAsync(() => File.WriteAllText(path, "1"));
        await SaysSoAsync(() => File.WriteAllText(path, "2"));
        await SaysSoAsync(() => File.Move(path, path + "2"));
        await SaysSoAsync(() => File.Delete(path + "2"));
        await SaysSoAsync(() => File.WriteAllText(Path.Combine(_root, ".orreryignore"), "x"));
    }

    [Fact]
    public async Task Watch_WhenOnlyWhatIsNoPartOfABundleChanges_IsSilent()
    {
        _ = Directory.CreateDirectory(Path.Combine(_root, ".orrery"));
        var first = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        var calls = 0;
        using var watch = _watcher.Watch(_root, () => first.TrySetResult(Interlocked.Increment(ref calls)));

        // Events come in order: when the last one is told, those before were not.
        await File.WriteAllTextAsync(Path.Combine(_root, ".orrery", "store.db"), "1");
        await File.WriteAllTextAsync(Path.Combine(_root, ".hidden"), "1");
        Volatile.Read(ref calls).ShouldBe(0);
        await File.WriteAllTextAsync(Path.Combine(_root, "a.yaml"), "1");
        (await first.Task.WaitAsync(Limit)).ShouldBe(1);
    }

    [Fact]
    public void Watch_WhenThereIsNoSuchFolder_IsNoMistake()
    {
        using var watch = _watcher.Watch(Path.Combine(_root, "nope"), () => throw new InvalidOperationException());
        watch.ShouldNotBeNull();
    }

    private async Task SaysSoAsync(Action change)
    {
        var said = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var watch = _watcher.Watch(_root, () => said.TrySetResult());
        change();
        await said.Task.WaitAsync(Limit);
    }
}
