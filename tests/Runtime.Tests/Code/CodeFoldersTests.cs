using Orrery.Runtime.Bundles;
using Orrery.Runtime.Code;
using Orrery.Runtime.Linux;

namespace Orrery.Runtime.Tests.Code;

public sealed class CodeFoldersTests : IDisposable
{
    private static readonly TimeSpan Unused = TimeSpan.FromHours(1);
    private static readonly HashSet<string> Nothing = [];

    private readonly string _root = Directory.CreateTempSubdirectory("orrery-code-").FullName;
    private readonly MovableClock _clock = new();
    private readonly MemorySource _source = new();

    private string Home => Path.Combine(_root, ProcessIdentity.BootId);

    public void Dispose() => CodeFolderStock.Delete(_root);

    [Fact]
    public async Task Folder_WhenAskedFor_HoldsTheFilesReadOnly()
    {
        var folder = await Folders().FolderAsync(_source.Add(("dags/etl.yaml", "a"), ("run.sh", "b"), ("empty/.keep", "")));

        Files(folder).ShouldBe(["dags/etl.yaml", "empty/.keep", "run.sh"]);
        (await File.ReadAllTextAsync(Path.Combine(folder, "dags/etl.yaml"))).ShouldBe("a");
        Mode(folder, "dags/etl.yaml").ShouldBe("444");
        Mode(folder, "run.sh").ShouldBe("555");
        Mode(folder, "dags").ShouldBe("555");
        Mode(folder, "").ShouldBe("555");
    }

    [Fact]
    public async Task Folder_WhenAskedForAgain_IsTheSameAndNothingIsRead()
    {
        var snapshot = _source.Add(("a", "a"));
        var first = await Folders().FolderAsync(snapshot);
        _source.Reads.Clear();

        (await Folders().FolderAsync(snapshot)).ShouldBe(first);

        _source.Reads.ShouldBeEmpty();
    }

    [Fact]
    public async Task Folder_WhenSnapshotsShareFiles_StoresAndReadsThemOnce()
    {
        var folders = Folders();
        var first = await folders.FolderAsync(_source.Add(("a", "same"), ("b", "1")));
        _source.Reads.Clear();

        var second = await folders.FolderAsync(_source.Add(("a", "same"), ("sub/copy", "same"), ("b", "2")));

        _source.Reads.Count.ShouldBe(1);
        SafeFile.CountLinks(Path.Combine(first, "a")).ShouldBe(4); // In three places, and where all files are.
        (await File.ReadAllTextAsync(Path.Combine(second, "sub/copy"))).ShouldBe("same");
    }

    [Fact]
    public async Task Folder_WhenTwoMakeItAtOnce_BothGetIt()
    {
        var snapshot = _source.Add([.. Enumerable.Range(0, 100).Select(i => ($"f{i}", $"{i}"))]);

        var made = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Folders().FolderAsync(snapshot)));

        made.Distinct(StringComparer.Ordinal).ShouldHaveSingleItem();
        Files(made[0]).Count.ShouldBe(100);
        Directory.EnumerateDirectories(Home).Select(Path.GetFileName).ShouldBe([snapshot, ".files"], ignoreOrder: true);
    }

    [Fact]
    public async Task Folder_WhenSomebodyWroteToAFile_TheNextSnapshotHasTheRightOne()
    {
        var folders = Folders();
        var path = Path.Combine(await folders.FolderAsync(_source.Add(("a", "good"))), "a");
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        await File.WriteAllTextAsync(path, "evil");

        var next = await folders.FolderAsync(_source.Add(("a", "good"), ("b", "")));

        (await File.ReadAllTextAsync(Path.Combine(next, "a"))).ShouldBe("good");
    }

    [Fact]
    public async Task Folder_WhenAProcessDiedWhileMakingOne_MakesItAndClearsUp()
    {
        var snapshot = _source.Add(("a", "a"));
        var half = Directory.CreateDirectory(Path.Combine(Home, ".new-half")).FullName;
        await File.WriteAllTextAsync(Path.Combine(half, "a"), "ha");
        Directory.SetLastWriteTimeUtc(half, _clock.GetUtcNow().UtcDateTime - TimeSpan.FromHours(2));

        Files(await Folders().FolderAsync(snapshot)).ShouldBe(["a"]);

        Directory.Exists(half).ShouldBeFalse();
    }

    [Fact]
    public async Task Folder_WhenTheMachineStartedAnew_TrustsNothingFromBefore()
    {
        var snapshot = _source.Add(("a", "whole"));
        var folder = await Folders().FolderAsync(snapshot);
        File.SetUnixFileMode(Path.Combine(folder, "a"), UnixFileMode.UserRead | UnixFileMode.UserWrite);
        await File.WriteAllTextAsync(Path.Combine(folder, "a"), "");
        var before = Path.Combine(_root, "another-boot");
        Directory.Move(Home, before);

        (await File.ReadAllTextAsync(Path.Combine(await Folders().FolderAsync(snapshot), "a"))).ShouldBe("whole");
        Directory.Exists(before).ShouldBeFalse();
    }

    [Fact]
    public async Task Folder_WhenThereIsNoSuchSnapshot_SaysWhatToDo() =>
        (await Should.ThrowAsync<BundleException>(() => Folders().FolderAsync(new string('a', 64)))).Message.ShouldContain("Deploy the bundle again");

    [Fact]
    public async Task Folder_WhenAFileIsLostOrDamaged_NamesItAndLeavesNothing()
    {
        var lost = _source.Add(("dags/lost.py", "lost"));
        var damaged = _source.Add(("damaged.py", "x"));
        _source.Lose("lost");
        _source.Damage("x");

        (await Should.ThrowAsync<BundleException>(() => Folders().FolderAsync(lost))).Message.ShouldContain("'dags/lost.py'");
        (await Should.ThrowAsync<BundleException>(() => Folders().FolderAsync(damaged))).Message.ShouldContain("damaged in the store");

        Directory.EnumerateDirectories(Home).Select(Path.GetFileName).ShouldBe([".files"]);
    }

    [Fact]
    public async Task Folder_AfterAFailure_IsTriedAgain()
    {
        var folders = Folders();
        var snapshot = _source.Add(("a", "a"));
        _source.Lose("a");
        await Should.ThrowAsync<BundleException>(() => folders.FolderAsync(snapshot));
        _source.Add(("a", "a"));

        Files(await folders.FolderAsync(snapshot)).ShouldBe(["a"]);
    }

    [Theory]
    [InlineData("../../etc")]
    [InlineData("")]
    [InlineData(".files")]
    public async Task Folder_WhenNameIsNoHash_Refuses(string snapshot) => await Should.ThrowAsync<ArgumentException>(() => Folders().FolderAsync(snapshot));

    [Fact]
    public async Task Sweep_WhenNobodyUsesASnapshot_RemovesItAndItsFilesAlone()
    {
        var folders = Folders();
        var (old, kept) = (_source.Add(("a", "shared"), ("b", "old")), _source.Add(("a", "shared")));
        await folders.FolderAsync(old);
        await folders.FolderAsync(kept);
        _clock.Now += Unused + TimeSpan.FromSeconds(1);

        (await folders.SweepAsync(new HashSet<string> { kept }, Unused)).ShouldBe(1);

        Directory.EnumerateDirectories(Home).Select(Path.GetFileName).ShouldBe([kept, ".files"], ignoreOrder: true);
        Directory.EnumerateFiles(Path.Combine(Home, ".files"), "*", SearchOption.AllDirectories).Count().ShouldBe(1);
        Files(await folders.FolderAsync(old)).ShouldBe(["a", "b"]);
    }

    [Fact]
    public async Task Sweep_WhenASnapshotWasUsedLately_KeepsIt()
    {
        var folders = Folders();
        var snapshot = _source.Add(("a", "a"));
        await folders.FolderAsync(snapshot);
        _clock.Now += Unused;
        await folders.FolderAsync(snapshot);
        _clock.Now += Unused / 2;

        (await folders.SweepAsync(Nothing, Unused)).ShouldBe(0);
    }

    [Fact]
    public async Task Sweep_AfterAStart_CountsFromTheFirstSweep()
    {
        await Folders().FolderAsync(_source.Add(("a", "a")));
        _clock.Now += TimeSpan.FromDays(1);
        var folders = Folders();

        (await folders.SweepAsync(Nothing, Unused)).ShouldBe(0);
        _clock.Now += Unused;
        (await folders.SweepAsync(Nothing, Unused)).ShouldBe(1);
    }

    private static List<string> Files(string folder) =>
        [.. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Select(f => Path.GetRelativePath(folder, f)).Order(StringComparer.Ordinal)];

    private static string Mode(string folder, string path) => Convert.ToString((int)File.GetUnixFileMode(Path.Combine(folder, path)), 8);

    private CodeFolders Folders() => new(_source, _root, _clock);

    private sealed class MovableClock : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = System.GetUtcNow();

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
