using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Orrery.Embedded.Tests.Support;
using Orrery.Grains.Code;
using Orrery.Grains.Tests.Support;
using Orrery.Runtime.Bundles;
using Orrery.Storage;
using Orrery.Storage.Rows;
using Orrery.Storage.Sqlite;

namespace Orrery.Grains.Tests.Code;

public sealed class CodeStoreTests : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("orrery-code-").FullName;
    private readonly ManualTime _clock = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));
    private readonly MemoryBackend _backend = new();
    private SqliteStore _store = null!;

    public async Task InitializeAsync() => _store = await SqliteStore.OpenAsync(
        new SqliteStoreOptions { Folder = _folder, Holder = "test", Durability = Durability.Off }, _clock, NullLoggerFactory.Instance);

    public async Task DisposeAsync()
    {
        await _store.DisposeAsync();
        CodeFolderFiles.Delete(_folder);
    }

    [Fact]
    public async Task Capture_WhenBundleIsNew_StoresEveryFile()
    {
        _backend.Write("dags/a.yaml", "a");
        _backend.Write("run.sh", "b", isExecutable: true);

        var snapshot = await CaptureAsync();

        snapshot.Files.Values.OrderBy(f => f.Path, StringComparer.Ordinal).Select(f => (f.Path, f.Size, f.IsExecutable)).ShouldBe([("dags/a.yaml", 1L, false), ("run.sh", 1L, true)]);
        (await Code().ReadAsync(snapshot.Files["dags/a.yaml"].Hash)).ShouldBe("a"u8.ToArray());
        var read = (await Code().GetAsync(snapshot.Hash)).ShouldNotBeNull();
        read.Files.Values.Select(f => (f.Path, f.Hash, f.IsExecutable)).ShouldBe(snapshot.Files.Values.Select(f => (f.Path, f.Hash, f.IsExecutable)), ignoreOrder: true);
        (await _store.ListSnapshotsAsync("main")).ShouldHaveSingleItem().ShouldBe(
            new BundleSnapshotRow { Bundle = "main", Snapshot = snapshot.Hash, FileCount = 2, ByteCount = 2, CreatedAt = _clock.GetUtcNow() });
    }

    [Fact]
    public async Task Capture_WhenNothingChanged_ReadsAndWritesNothing()
    {
        var first = await CaptureManyAsync(20);
        _backend.Reads.Clear();
        var changes = _store.Statistics.Changes;

        (await CaptureAsync(first)).ShouldBeSameAs(first);

        _backend.Reads.ShouldBeEmpty();
        _store.Statistics.Changes.ShouldBe(changes);
    }

    [Fact]
    public async Task Capture_WhenOneFileChanged_ReadsThatOne()
    {
        var first = await CaptureManyAsync(600);
        _backend.Write("dags/17.yaml", "changed");
        _backend.Reads.Clear();

        var second = await CaptureAsync(first);

        _backend.Reads.ShouldBe(["dags/17.yaml"]);
        second.Hash.ShouldNotBe(first.Hash);
        second.Files.Where(f => f.Value.Hash != first.Files[f.Key].Hash).Select(f => f.Key).ShouldBe(["dags/17.yaml"]);
        (await Code().GetAsync(second.Hash)).ShouldNotBeNull().Files.Count.ShouldBe(600);
    }

    [Fact]
    public async Task Capture_WhenAFileBecomesExecutable_IsAnotherSnapshot()
    {
        _backend.Write("run.sh", "x");
        var first = await CaptureAsync();
        _backend.Write("run.sh", "x", isExecutable: true);

        var second = await CaptureAsync(first);

        second.Hash.ShouldNotBe(first.Hash);
        second.Files["run.sh"].IsExecutable.ShouldBeTrue();
    }

    [Fact]
    public async Task Capture_WhenWhatIsKnownWasCollected_StoresAllOfItAgain()
    {
        _backend.Write("a", "a");
        _backend.Write("b", "b");
        var known = new Snapshot(new string('a', 64), null, (await CaptureAsync()).Files);
        await using var other = await SqliteStore.OpenAsync(
            new SqliteStoreOptions { Folder = Path.Combine(_folder, "other"), Holder = "test", Durability = Durability.Off }, _clock, NullLoggerFactory.Instance);
        _backend.Write("b", "changed");

        var snapshot = await new CodeStore(other, Options(), _clock).CaptureAsync("main", _backend, await _backend.ListAsync(), known);

        foreach (var file in snapshot.Files.Values)
        {
            (await other.GetBlobAsync(file.Hash)).ShouldNotBeNull();
        }
    }

    [Fact]
    public async Task Capture_WhenAFileChangesMeanwhile_IsOfOneMoment()
    {
        // Two files that belong together, replaced together while the first of them is read.
        _backend.Write("a", "old");
        _backend.Write("b", "old");
        var listing = await _backend.ListAsync();
        _backend.OnRead = _ =>
        {
            _backend.OnRead = _ => { };
            _backend.Write("a", "new");
            _backend.Write("b", "new");
        };

        var snapshot = await Code().CaptureAsync("main", _backend, listing, null);

        (await TextAsync(snapshot, "a")).ShouldBe("new");
        (await TextAsync(snapshot, "b")).ShouldBe("new");
    }

    [Fact]
    public async Task Capture_WhenAFileVanishesMeanwhile_IsWithoutIt()
    {
        _backend.Write("a", "a");
        _backend.Write("b", "b");
        var listing = await _backend.ListAsync();
        _backend.Remove("b");

        (await Code().CaptureAsync("main", _backend, listing, null)).Files.Keys.ShouldBe(["a"]);
    }

    [Fact]
    public async Task Capture_WhenAFileNeverStandsStill_NamesItAndTheRemedy()
    {
        _backend.Write("log.txt", "0");
        var count = 0;
        _backend.OnRead = path => _backend.Write(path, $"{++count}");

        (await Should.ThrowAsync<BundleException>(() => CaptureAsync())).Message.ShouldSatisfyAllConditions(
            m => m.ShouldContain("changing all the time: log.txt"), m => m.ShouldContain(".orreryignore"));
        (await _store.ListSnapshotsAsync("main")).ShouldBeEmpty();
    }

    [Fact]
    public async Task Capture_WhenAFileCannotBeRead_SaysWhatTheBackendSays()
    {
        _backend.Write("a", "a");
        _backend.OnRead = _ => throw new BundleException("The file 'a' cannot be read: no right.");

        (await Should.ThrowAsync<BundleException>(() => CaptureAsync())).Message.ShouldContain("no right");
    }

    [Fact]
    public async Task Capture_WhenThereIsTooMuch_NamesEverythingBeforeReadingAnything()
    {
        _backend.Write("small", "1");
        _backend.Write("large", "12345");
        _backend.Write("larger", "123456");
        var code = new CodeStore(_store, Options() with { MaxFileBytes = 4, MaxBundleBytes = 10, MaxFiles = 2 }, _clock);

        var e = await Should.ThrowAsync<BundleException>(async () => await code.CaptureAsync("main", _backend, await _backend.ListAsync(), null));

        e.Message.Split('\n').ShouldBe(
        [
            "The file 'large' has 5 bytes; a file of a bundle may have 4. Move data out of the bundle, or name it in '.orreryignore'.",
            "The file 'larger' has 6 bytes; a file of a bundle may have 4. Move data out of the bundle, or name it in '.orreryignore'.",
            "The bundle 'main' has 12 bytes; it may have 10. Its largest files: 'larger' (6), 'large' (5), 'small' (1). Move data out of the bundle, or name it in '.orreryignore'.",
            "The bundle 'main' has 3 files; it may have 2. Move data out of the bundle, or name it in '.orreryignore'.",
        ]);
        _backend.Reads.ShouldBeEmpty();
    }

    [Fact]
    public async Task Capture_WhenItIsReplaced_TheOneBeforeIsYoungAgain()
    {
        _backend.Write("a", "1");
        var first = await CaptureAsync();
        _clock.Advance(TimeSpan.FromDays(1));
        _backend.Write("a", "2");

        await CaptureAsync(first);

        (await _store.ListSnapshotsAsync("main")).ShouldAllBe(s => s.CreatedAt == _clock.GetUtcNow());
    }

    [Fact]
    public async Task Capture_AfterARestart_KeepsWhereTheOneBeforeCameFrom()
    {
        _backend.SourceReference = "c1";
        _backend.Write("a", "1");
        var first = await CaptureAsync();
        _backend.SourceReference = "c2";
        _backend.Write("a", "2");

        await CaptureAsync(await Code().GetAsync(first.Hash));

        (await _store.ListSnapshotsAsync("main")).ToDictionary(s => s.Snapshot, s => s.SourceReference)[first.Hash].ShouldBe("c1");
    }

    [Fact]
    public async Task Capture_FromTwoCommitsWithTheSameFiles_IsOneSnapshotOfTheLaterCommit()
    {
        _backend.SourceReference = "c1";
        _backend.Write("a", "1");
        var first = await CaptureAsync();
        _backend.SourceReference = "c2";

        var second = await CaptureAsync(first);

        (second.Hash, second.SourceReference).ShouldBe((first.Hash, "c2"));
        (await _store.ListSnapshotsAsync("main")).ShouldHaveSingleItem().SourceReference.ShouldBe("c2");
    }

    [Fact]
    public async Task Capture_WhenTheServerDiesAtAnyCommit_LeavesNoHalfSnapshotAndIsDoneByTheNext()
    {
        _backend.Write("a/1", "1");
        _backend.Write("b/2", "2");
        var known = await CaptureAsync();
        _backend.Write("a/1", "changed");
        var (faulty, faults) = FaultyStore.Around(_store);
        var code = new CodeStore(faulty, Options(), _clock);
        for (var n = 0; ; n++)
        {
            var commits = 0;
            faults.Refuses = _ => commits++ == n;
            try
            {
                await code.CaptureAsync("main", _backend, await _backend.ListAsync(), known);
                n.ShouldBe(4); // The snapshot before, the file, the folders, the snapshot.
                break;
            }
            catch (StoreUnavailableException)
            {
                (await _store.ListSnapshotsAsync("main")).ShouldHaveSingleItem().Snapshot.ShouldBe(known.Hash);
            }
        }

        var next = await CaptureAsync(known);

        (await Code().GetAsync(next.Hash)).ShouldNotBeNull().Files.Count.ShouldBe(2);
        (await TextAsync(next, "a/1")).ShouldBe("changed");
    }

    [Fact]
    public async Task Get_WhenThereIsNone_IsNull() => (await Code().GetAsync(new string('a', 64))).ShouldBeNull();

    [Fact]
    public async Task Folder_OfASnapshot_HoldsItsFiles()
    {
        _backend.Write("dags/a.yaml", "a");
        var snapshot = await CaptureAsync();

        var folder = await Code().FolderAsync(snapshot.Hash);

        (await File.ReadAllTextAsync(Path.Combine(folder, "dags/a.yaml"))).ShouldBe("a");
    }

    private CodeOptions Options() => new() { DataDirectory = _folder };

    private CodeStore Code() => new(_store, Options(), _clock);

    private async Task<Snapshot> CaptureAsync(Snapshot? known = null) => await Code().CaptureAsync("main", _backend, await _backend.ListAsync(), known);

    private async Task<Snapshot> CaptureManyAsync(int count)
    {
        for (var i = 0; i < count; i++)
        {
            _backend.Write($"dags/{i}.yaml", $"{i}");
        }

        return await CaptureAsync();
    }

    private async Task<string> TextAsync(Snapshot snapshot, string path) =>
        Encoding.UTF8.GetString((await _store.GetBlobAsync(snapshot.Files[path].Hash)).ShouldNotBeNull().Content);
}
