using System.Text.Json.Nodes;
using Orrery.Grains.Tests.Support;

namespace Orrery.Grains.Tests.Ingestion;

public sealed class FolderBundleTests : BundleSuite
{
    [Fact]
    public async Task Parse_WhenFilesAreNew_MakesTheirDagsLiveAndKeepsTheirCode()
    {
        WriteDag("a.yaml", "a");
        WriteDag("team/b.yaml", "b");
        Write("scripts/run.sh", "echo hi");
        await ConfigureAsync();

        var report = await Parser.ParseAsync(force: false);

        report.Errors.ShouldBeEmpty();
        report.FilesParsed.ShouldBe(2);
        report.Published.Select(p => (p.DagId, p.Release, p.IsNew)).ShouldBe([("a", 1, true), ("b", 1, true)], ignoreOrder: true);
        report.Files.Select(f => f.Path).ShouldBe(["a.yaml", "team/b.yaml"]);
        var bundle = (await Fixture.Store.GetBundleAsync("main")).ShouldNotBeNull();
        bundle.Snapshot.ShouldBe(report.Snapshot);
        bundle.ScannedAt.ShouldNotBeNull();
        var release = (await Fixture.Store.GetReleaseAsync("b", 1)).ShouldNotBeNull();
        release.Snapshot.ShouldBe(report.Snapshot);
        release.SourceBlob.ShouldNotBeNull();
        (await Fixture.Store.GetBlobAsync(release.SourceBlob)).ShouldNotBeNull();
        JsonNode.Parse(release.InputsJson)!.AsArray().ShouldHaveSingleItem()!["name"]!.GetValue<string>().ShouldBe("team/b.yaml");
    }

    [Fact]
    public async Task Parse_WhenNothingHasChanged_ReadsNothing()
    {
        WriteDag("a.yaml", "a");
        await ConfigureAsync();
        await Parser.ParseAsync(force: false);

        (await Parser.ParseAsync(force: false)).FilesParsed.ShouldBe(0);
        await Fixture.CrashAsync(Parser);
        (await Parser.ParseAsync(force: false)).FilesParsed.ShouldBe(0, "what was read is known after a crash too");
        (await DagRowAsync("a")).Release.ShouldBe(1);
    }

    [Fact]
    public async Task Parse_WhenAFileIsOnlyTouched_ReadsNothing()
    {
        WriteDag("a.yaml", "a");
        await ConfigureAsync();
        await Parser.ParseAsync(force: false);
        WriteDag("a.yaml", "a");

        (await Parser.ParseAsync(force: false)).FilesParsed.ShouldBe(0);
    }

    [Fact]
    public async Task Parse_WhenAFileBreaks_KeepsItsLastGoodVersionUntilItIsFixed()
    {
        WriteDag("a.yaml", "a");
        await ConfigureAsync();
        await Parser.ParseAsync(force: false);
        Write("a.yaml", "dag_id: a\ntasks:\n  - {task_id: x, bsh: y}\n");

        var report = await Parser.ParseAsync(force: false);

        var problem = report.Files.ShouldHaveSingleItem().Errors[0];
        (problem.Line, problem.Message).ShouldSatisfyAllConditions(p => p.Line.ShouldBe(3), p => p.Message.ShouldStartWith("a.yaml:3:"));
        var row = (await ImportErrorsAsync()).ShouldHaveSingleItem();
        JsonNode.Parse(row.DetailsJson)!.AsArray()[0]!["line"]!.GetValue<int>().ShouldBe(3);
        (await IsActiveAsync("a")).ShouldBeTrue();
        (await DagRowAsync("a")).Release.ShouldBe(1);
        (await Parser.ParseAsync(force: false)).FilesParsed.ShouldBe(0, "a broken file is not read again for nothing");

        WriteDag("a.yaml", "a", "echo 2");
        (await Parser.ParseAsync(force: false)).Errors.ShouldBeEmpty();
        (await ImportErrorsAsync()).ShouldBeEmpty();
        (await DagRowAsync("a")).Release.ShouldBe(2);
    }

    [Fact]
    public async Task Parse_WhenADagOrAFileIsGone_TakesItOutOfServiceAndBringsItBack()
    {
        Write("two.yaml", $"{Yaml("a", "{task_id: a, bash: a}")}---\n{Yaml("b", "{task_id: a, bash: a}")}");
        WriteDag("c.yaml", "c");
        await ConfigureAsync();
        await Parser.ParseAsync(force: false);
        WriteDag("two.yaml", "a");
        Delete("c.yaml");

        (await Parser.ParseAsync(force: false)).Deactivated.ShouldBe(["b", "c"], ignoreOrder: true);
        (await IsActiveAsync("a")).ShouldBeTrue();
        (await IsActiveAsync("b")).ShouldBeFalse();

        WriteDag("c.yaml", "c");
        await Parser.ParseAsync(force: false);
        (await IsActiveAsync("c")).ShouldBeTrue();
        (await DagRowAsync("c")).Release.ShouldBe(1, "the same content is the same release");
    }

    [Fact]
    public async Task Parse_WhenADagMovesBetweenFiles_KeepsItInService()
    {
        WriteDag("z.yaml", "a");
        WriteDag("y.yaml", "b");
        await ConfigureAsync();
        await Parser.ParseAsync(force: false);
        Write("a.yaml", File.ReadAllText(Path.Combine(Folder, "z.yaml")));
        Delete("z.yaml");
        WriteDag("y.yaml", "c");
        WriteDag("b.yaml", "b");

        var report = await Parser.ParseAsync(force: false);

        report.Errors.ShouldBeEmpty();
        report.Deactivated.ShouldBeEmpty();
        (await DagRowAsync("a")).ShouldSatisfyAllConditions(d => d.File.ShouldBe("a.yaml"), d => d.IsActive.ShouldBeTrue(), d => d.Release.ShouldBe(1));
        (await DagRowAsync("b")).File.ShouldBe("b.yaml");
    }

    [Fact]
    public async Task Parse_WhenTwoFilesDefineADag_TheFirstKeepsItUntilItIsGone()
    {
        WriteDag("a.yaml", "same", "first");
        WriteDag("b.yaml", "same", "second");
        await ConfigureAsync();

        var report = await Parser.ParseAsync(force: false);
        report.Errors.ShouldHaveSingleItem().ShouldBe("b.yaml: DAG 'same' is also defined in 'a.yaml': each dag_id may be defined once.");
        (await ImportErrorsAsync()).ShouldHaveSingleItem().File.ShouldBe("b.yaml");

        Delete("a.yaml");
        report = await Parser.ParseAsync(force: false);
        report.Errors.ShouldBeEmpty();
        (await DagRowAsync("same")).ShouldSatisfyAllConditions(d => d.File.ShouldBe("b.yaml"), d => d.IsActive.ShouldBeTrue());
        (await ImportErrorsAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Parse_WhenAnotherBundleOwnsTheDag_IsTriedAgainOnceItMayBeFree()
    {
        using var other = new TempBundle();
        other.Write("x.yaml", Yaml("owned", "{task_id: a, bash: a}"));
        await ConfigureAsync("other", other.Path);
        await ParserOf("other").ParseAsync(force: false);
        WriteDag("a.yaml", "owned");
        await ConfigureAsync();
        (await Parser.ParseAsync(force: false)).Errors.ShouldHaveSingleItem().ShouldContain("belongs to bundle 'other'");

        (await ParserOf("other").DeactivateBundleAsync()).Problems.ShouldBeEmpty();
        (await Parser.ParseAsync(force: false)).Errors.ShouldBeEmpty();

        (await DagRowAsync("owned")).ShouldSatisfyAllConditions(d => d.Bundle.ShouldBe("main"), d => d.IsActive.ShouldBeTrue());
        (await ParserOf("other").ParseAsync(force: false)).Errors.ShouldHaveSingleItem().ShouldContain("out of service");
    }

    [Fact]
    public async Task Parse_WhenTheFolderIsAway_SaysSoAndTakesNothingOutOfService()
    {
        WriteDag("a.yaml", "a");
        await ConfigureAsync();
        await Parser.ParseAsync(force: false);
        var elsewhere = Folder + "-away";
        Directory.Move(Folder, elsewhere);

        (await Parser.ParseAsync(force: false)).Errors.ShouldHaveSingleItem().ShouldContain("does not exist");
        (await IsActiveAsync("a")).ShouldBeTrue();
        (await Bundle.GetAsync())!.Problem.ShouldNotBeNull();

        Directory.Move(elsewhere, Folder);
        (await Parser.ParseAsync(force: false)).Errors.ShouldBeEmpty();
        (await Bundle.GetAsync())!.Problem.ShouldBeNull();
    }

    [Fact]
    public async Task Scan_WhenTheIntervalHasPassed_ReadsWhatHasChanged()
    {
        WriteDag("a.yaml", "a");
        await ConfigureAsync();
        await Parser.StartAsync();
        WriteDag("a.yaml", "a", "echo 2");

        Fixture.Clock.Advance(TimeSpan.FromSeconds(5));

        await UntilAsync(async () => (await DagRowAsync("a")).Release == 2, "the scan made release 2 live");
    }

    [Fact]
    public async Task Nudge_WhenSomethingHasChanged_DoesNotWaitForTheInterval()
    {
        WriteDag("a.yaml", "a");
        await ConfigureAsync();
        await Parser.StartAsync();
        WriteDag("a.yaml", "a", "echo 2");

        await Parser.NudgeAsync();
        Fixture.Clock.Advance(TimeSpan.FromMilliseconds(1));

        await UntilAsync(async () => (await DagRowAsync("a")).Release == 2, "the scan made release 2 live");
    }

    [Fact]
    public async Task Parse_WhenManyFilesAreNew_TakesThemInBatches()
    {
        for (var i = 0; i < 1_100; i++)
        {
            WriteDag($"d{i % 7}/{i:D4}.yaml", $"dag_{i:D4}");
        }

        await ConfigureAsync();
        var report = await Parser.ParseAsync(force: false);

        report.Published.Length.ShouldBe(1_100);
        report.FilesParsed.ShouldBe(1_100);
        (await Fixture.Store.ListBundleFilesAsync("main")).Count.ShouldBe(1_100);
    }
}
