using System.Text;
using Orrery.Core.Bundles;
using Orrery.Storage.Maintenance;
using Orrery.Storage.Rows;
using Orrery.Storage.Sql;

namespace Orrery.Storage.Tests;

/// <summary>Code by its content: what stays because something names it, what goes, and what the verifier says.</summary>
public abstract partial class StoreContract
{
    private static DateTimeOffset Old => Cutoff.AddDays(-1);

    [Fact]
    public async Task Commit_WhenCodeIsStoredAgain_RenewsItsAgeAndKeepsItsContent()
    {
        await Store.CommitAsync([new CodeBlobRow { Hash = "h", Content = [1], CreatedAt = Sample.Noon }, new CodeTreeRow { Hash = "h", Entries = [1], CreatedAt = Sample.Noon }]);

        await Store.CommitAsync([new CodeBlobRow { Hash = "h", Content = [2], CreatedAt = Cutoff }, new CodeTreeRow { Hash = "h", Entries = [2], CreatedAt = Cutoff }]);

        (await Store.GetBlobAsync("h")).ShouldNotBeNull().ShouldSatisfyAllConditions(b => b.Content.ShouldBe([1]), b => b.CreatedAt.ShouldBe(Cutoff));
        (await Store.GetTreeAsync("h")).ShouldNotBeNull().ShouldSatisfyAllConditions(t => t.Entries.ShouldBe([1]), t => t.CreatedAt.ShouldBe(Cutoff));
    }

    [Fact]
    public async Task Commit_WhenASnapshotIsAssertedThatIsGone_WritesNothing()
    {
        StoreRow[] change = [new BundleSnapshotAssertion("main", "s"), Sample.Audit("x")];

        (await Store.CommitAsync(change)).ShouldBe(CommitOutcome.GrantVoid);
        (await Store.ListAuditAsync(1)).ShouldBeEmpty();

        await Store.CommitAsync([new BundleSnapshotRow { Bundle = "main", Snapshot = "s", FileCount = 1, ByteCount = 1, CreatedAt = Sample.Noon }]);
        (await Store.CommitAsync(change)).ShouldBe(CommitOutcome.Committed);
    }

    [Fact]
    public async Task PruneCode_WhenCodeIsNamed_LeavesIt()
    {
        await CommitDefinitionsAsync();
        var (current, released, running) = (await CaptureAsync(Old, "current"), await CaptureAsync(Old, "released"), await CaptureAsync(Old, "running"));
        await Store.CommitAsync(
        [
            new BundleRow { Revision = 0, Name = "main", Backend = "folder", Location = "/x", Snapshot = current },
            Sample.Release("etl", 7) with { Snapshot = released },
            SoundRun(1) with { Snapshot = running }, Sample.Task(1, 0), Sample.Task(1, 1),
        ]);

        (await PruneCodeAsync()).ShouldBe(new CodePruneReport(Snapshots: 0, Files: 0));

        (await Store.ListSnapshotsAsync("main")).Count.ShouldBe(3);
        (await ((SqlStore)Store).ListRunningSnapshotsAsync()).ShouldBe([running]);
    }

    [Fact]
    public async Task PruneCode_WhenNothingNamesCode_TakesItButWhatOthersShare()
    {
        var gone = await CaptureAsync(Old, "shared", "only in the old one");
        var kept = await CaptureAsync(Old, "shared");
        await Store.CommitAsync([new BundleRow { Revision = 0, Name = "main", Backend = "folder", Location = "/x", Snapshot = kept }]);

        (await PruneCodeAsync()).ShouldBe(new CodePruneReport(Snapshots: 1, Files: 1));

        (await Store.GetTreeAsync(gone)).ShouldBeNull();
        (await Store.GetBlobAsync(HashOf("only in the old one"))).ShouldBeNull();
        (await Store.GetBlobAsync(HashOf("shared"))).ShouldNotBeNull();
        (await StoreVerifier.CheckAsync(Location)).Findings.ShouldBeEmpty();
    }

    [Fact]
    public async Task PruneCode_WhenACaptureIsUnderWay_LeavesWhatItHasStored()
    {
        // Files and folders first, the snapshot last: here it is not there yet.
        await CaptureAsync(Cutoff, "young");
        await Store.CommitAsync([new BundleSnapshotRemoval("main", await CaptureAsync(Cutoff, "young"), Cutoff.AddDays(1))]);

        (await PruneCodeAsync()).Files.ShouldBe(0);

        (await Store.GetBlobAsync(HashOf("young"))).ShouldNotBeNull();
    }

    [Fact]
    public async Task PruneCode_WhenCodeThatNothingNamedIsStoredAgain_LeavesIt()
    {
        var snapshot = await CaptureAsync(Old, "back again");
        await CaptureAsync(Cutoff, "back again");

        await PruneCodeAsync();

        (await Store.GetTreeAsync(snapshot)).ShouldNotBeNull();
        (await Store.GetBlobAsync(HashOf("back again"))).ShouldNotBeNull();
    }

    [Fact]
    public async Task PruneCode_WhenTheSourceOfAReleaseIsInNoSnapshot_LeavesIt()
    {
        await CommitDefinitionsAsync();
        await Store.CommitAsync([Blob("source", Old), Sample.Release("etl", 7) with { SourceBlob = HashOf("source") }]);

        (await PruneCodeAsync()).Files.ShouldBe(0);
    }

    [Fact]
    public async Task PruneCode_WhenAFolderIsMissing_LeavesAllFiles()
    {
        await CaptureAsync(Cutoff, "in a snapshot");
        await Store.CommitAsync([new CodeTreeRemoval(await CaptureAsync(Cutoff, "damaged"), Cutoff.AddDays(1)), Blob("of nobody", Old)]);

        (await PruneCodeAsync()).Files.ShouldBe(0);

        (await Store.GetBlobAsync(HashOf("of nobody"))).ShouldNotBeNull();
    }

    private static string HashOf(string content) => TreeFormat.HashOf(Encoding.UTF8.GetBytes(content));

    private Task<CodePruneReport> PruneCodeAsync() => new CodePruner((SqlStore)Store).PruneAsync(Cutoff);

    private static CodeBlobRow Blob(string content, DateTimeOffset at) => new() { Hash = HashOf(content), Content = Encoding.UTF8.GetBytes(content), CreatedAt = at };

    /// <summary>Stores a snapshot of bundle main with a file for each content, in folders of their own; answers its hash.</summary>
    private async Task<string> CaptureAsync(DateTimeOffset at, params string[] contents)
    {
        var files = contents.Select(c => new TreeFile($"f{HashOf(c)[..4]}/file", HashOf(c), c.Length, IsExecutable: false)).ToList();
        var tree = SnapshotTree.Of(files);
        await Store.CommitAsync(
        [
            .. contents.Select(c => Blob(c, at)),
            .. tree.Folders.Select(f => new CodeTreeRow { Hash = f.Key, Entries = f.Value, CreatedAt = at }),
            new BundleSnapshotRow { Bundle = "main", Snapshot = tree.Root, FileCount = files.Count, ByteCount = tree.Size, CreatedAt = at },
        ]);
        return tree.Root;
    }
}
