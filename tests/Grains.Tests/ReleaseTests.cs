using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Orrery.Core.Bundles;
using Orrery.Core.Versions;
using Orrery.Grains.Interfaces.Dags;
using Orrery.Grains.Tests.Support;
using Orrery.Storage.Rows;

namespace Orrery.Grains.Tests;

/// <summary>Publishing releases, looking before one leaps, and going back.</summary>
public sealed class ReleaseTests : ReleaseSuite
{
    [Fact]
    public async Task Preview_WhenDagIsUnknown_WritesNothing()
    {
        var preview = await Dag("new").PreviewAsync(Request("new", "one"));

        preview.IsNew.ShouldBeTrue();
        preview.Release.ShouldBe(1);
        preview.DiffJson.ShouldBeNull();
        (await Fixture.Store.GetDagAsync("new")).ShouldBeNull();
    }

    [Fact]
    public async Task Preview_WhenContentDiffers_SaysWhatWouldChangeAndChangesNothing()
    {
        await Dag("etl").PublishAsync(Request("etl", "one"));

        var preview = await Dag("etl").PreviewAsync(Request("etl", "two"));

        preview.IsNew.ShouldBeTrue();
        preview.Release.ShouldBe(2);
        LinesOf(preview).ShouldBe(["~ task a", "    bash: \"one\" -> \"two\"", "~ file etl.yaml"]);
        (await Fixture.Store.GetDagAsync("etl"))!.Release.ShouldBe(1);
        (await Fixture.Store.ListReleasesAsync("etl", null, 10)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task Publish_WhenOnlyTheInputsChange_IsANewReleaseOfTheSameVersion()
    {
        await Dag("etl").PublishAsync(Request("etl", "one"));

        var result = await Dag("etl").PublishAsync(Request("etl", "one") with { CodeReference = "other", InputsJson = """[{"kind":"file","name":"lib.py","hash":"x"}]""" });

        result.Release.ShouldBe(2);
        LinesOf(result).ShouldBe(["- file etl.yaml", "+ file lib.py"]);
        var releases = await Fixture.Store.ListReleasesAsync("etl", null, 10);
        releases.Select(r => r.Version).Distinct().ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Publish_WhenABlobHasTheSource_KeepsItOnceAndShowsIt()
    {
        var text = Encoding.UTF8.GetBytes("dag_id: etl # as written");
        await Fixture.Store.CommitAsync([new CodeBlobRow { Hash = "blob", Content = text, CreatedAt = Fixture.Clock.GetUtcNow() }]);

        await Dag("etl").PublishAsync(Request("etl", "one") with { SourceBlob = "blob" });

        (await Fixture.Store.GetSourceAsync("etl", 1)).ShouldBeNull();
        (await Versions.GetSourceAsync("etl", null))!.Content.ShouldBe("dag_id: etl # as written");
    }

    [Theory]
    [InlineData("as it was", true)]
    [InlineData("broken", false)]
    public async Task Trigger_WhenTheBundleHasMovedOn_PinsTheRunToItsCodeAsItIsNowIfItsInputsAreThere(string file, bool isCurrent)
    {
        var (first, second) = (await SnapshotAsync("as it was", "old"), await SnapshotAsync(file, "new"));
        var request = Request("etl", "one") with { Snapshot = first, SourceReference = "commit1", InputsJson = $$"""[{"kind":"file","name":"etl.yaml","hash":"{{HashOf("as it was")}}"}]""" };
        await Dag("etl").PublishAsync(request);
        var before = await TriggerAsync("etl");
        await Fixture.Store.CommitAsync([new BundleRow { Revision = 0, Name = "test", Backend = "folder", Location = "/x", Snapshot = second }]);
        Fixture.Clock.Advance(TimeSpan.FromSeconds(1));

        var after = await TriggerAsync("etl");

        (await Fixture.Store.GetDagRunAsync("etl", before))!.Snapshot.ShouldBe(first);
        (await Fixture.Store.GetDagRunAsync("etl", after))!.Snapshot.ShouldBe(isCurrent ? second : first);
    }

    [Fact]
    public async Task Trigger_WhenAReleaseIsNamed_RunsThatOneWithItsCode()
    {
        await Dag("etl").PublishAsync(Request("etl", "one") with { Snapshot = "s1" });
        await Dag("etl").PublishAsync(Request("etl", "two") with { Snapshot = "s2" });

        var result = await TriggerAsync("etl", new TriggerRequest { Release = 1 });

        var run = (await Fixture.Store.GetDagRunAsync("etl", result.RunId!))!;
        (run.Release, run.Snapshot).ShouldBe((1, "s1"));
        (await TakeAsync()).Script.ShouldBe("one");
        (await TriggerAsync("etl", new TriggerRequest { Release = 9 })).Outcome.Problems.ShouldHaveSingleItem().ShouldContain("has no release 9");
    }

    [Fact]
    public async Task Rollback_WhenTheSameContentIsPublishedAgain_StaysBack()
    {
        await Dag("etl").PublishAsync(Request("etl", "one"));
        await Dag("etl").PublishAsync(Request("etl", "two"));

        (await Dag("etl").RollbackAsync(null, "me")).Rollout!.Live.ShouldBe(1);
        var again = await Dag("etl").PublishAsync(Request("etl", "two"));

        again.IsNew.ShouldBeFalse();
        again.Warnings.ShouldHaveSingleItem().ShouldContain("This is release 2 of DAG 'etl', which was rolled back (by me at ");
        (await Fixture.Store.GetDagAsync("etl"))!.Release.ShouldBe(1);
        await TriggerAsync("etl");
        (await TakeAsync()).Script.ShouldBe("one");
    }

    [Fact]
    public async Task Rollback_WhenTheFileIsSetRightAndChangedAgain_LetsTheChangeBeLive()
    {
        await Dag("etl").PublishAsync(Request("etl", "one"));
        await Dag("etl").PublishAsync(Request("etl", "two"));
        await Dag("etl").RollbackAsync(null, "me");

        (await Dag("etl").PublishAsync(Request("etl", "one"))).Release.ShouldBe(1);
        var again = await Dag("etl").PublishAsync(Request("etl", "two"));

        again.IsNew.ShouldBeTrue();
        again.Release.ShouldBe(3);
        (await Fixture.Store.GetDagAsync("etl"))!.Release.ShouldBe(3);
    }

    [Fact]
    public async Task Rollback_WhenDoneTwice_DoesNotComeForwardAgain()
    {
        await Dag("etl").PublishAsync(Request("etl", "one"));
        await Dag("etl").PublishAsync(Request("etl", "two"));
        await Dag("etl").RollbackAsync(null, "me");

        var second = await Dag("etl").RollbackAsync(null, "me");

        second.Outcome.Status.ShouldBe(ActionStatus.Conflict);
        second.Outcome.Problems.ShouldHaveSingleItem().ShouldContain("name the one to go back to");
        (await Dag("etl").PromoteAsync(2, "me")).Rollout.ShouldBe(new RolloutInfo { Live = 2, Previous = 1 });
    }

    [Fact]
    public async Task Rollback_WhenScheduleDiffers_TakesTheSchedulesOfTheOldRelease()
    {
        await Dag("etl").PublishAsync(Request("etl", "one", "schedule: \"@daily\""));
        var daily = (await Fixture.Store.GetDagAsync("etl"))!.NextRunAfter;
        await Dag("etl").PublishAsync(Request("etl", "one"));
        (await Fixture.Store.GetDagAsync("etl"))!.NextRunAfter.ShouldBeNull();

        await Dag("etl").RollbackAsync(1, "me");

        (await Fixture.Store.GetDagAsync("etl"))!.NextRunAfter.ShouldBe(daily);
    }

    [Fact]
    public async Task Diff_WhenNothingIsNamed_ComparesTheLiveReleaseWithTheOneBefore()
    {
        await Dag("etl").PublishAsync(Request("etl", "one"));
        await Dag("etl").PublishAsync(Request("etl", "two"));

        var diff = (await Versions.DiffAsync("etl", null, null))!;

        (diff.From, diff.To).ShouldBe((1, 2));
        diff.Source.ShouldContain(line => line.StartsWith('-') && line.Contains("bash: one", StringComparison.Ordinal));
        (await Versions.DiffAsync("etl", 1, 7)).ShouldBeNull();
    }

    private static string HashOf(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    /// <summary>Stores the folders of a bundle of the DAG's file and another one.</summary>
    private async Task<string> SnapshotAsync(string dagFile, string helper)
    {
        var tree = SnapshotTree.Of([new TreeFile("etl.yaml", HashOf(dagFile), 1, false), new TreeFile("lib/helper.sh", HashOf(helper), 1, true)]);
        await Fixture.Store.CommitAsync([.. tree.Folders.Select(f => new CodeTreeRow { Hash = f.Key, Entries = f.Value, CreatedAt = Fixture.Clock.GetUtcNow() })]);
        return tree.Root;
    }

    private static IEnumerable<string> LinesOf(PublishResult result) => DagDiff.FromJson(JsonNode.Parse(result.DiffJson!)!.AsObject()).ToLines();
}
