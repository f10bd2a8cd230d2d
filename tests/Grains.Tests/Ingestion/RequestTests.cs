using Orrery.Core.DagFiles;
using Orrery.Grains.Interfaces.Bundles;
using Orrery.Grains.Interfaces.Dags;
using Orrery.Grains.Tests.Support;

namespace Orrery.Grains.Tests.Ingestion;

public sealed class RequestTests : BundleSuite
{
    private const string Good = """{"dag_id": "posted", "tasks": [{"task_id": "a", "bash": "echo \u00e4 \ud83d\ude00"}]}""";

    [Fact]
    public async Task ParsePath_WhenAFileOfItIsBroken_DoesNothingUnlessAPartIsEnough()
    {
        WriteDag("team/a.yaml", "a");
        Write("team/b.yaml", "dag_id: b\ntasks: 7\n");
        WriteDag("other.yaml", "other");
        await ConfigureAsync();

        var all = await Parser.ParsePathAsync(new ParsePath { Path = "team" });
        all.IsRejected.ShouldBeTrue();
        all.Files.Single(f => f.Errors.Length > 0).Path.ShouldBe("team/b.yaml");
        (await Fixture.Store.GetDagAsync("a")).ShouldBeNull();
        (await ImportErrorsAsync()).ShouldBeEmpty("nothing was done");

        var part = await Parser.ParsePathAsync(new ParsePath { Path = "team/", Partial = true });
        part.IsRejected.ShouldBeFalse();
        part.Published.ShouldHaveSingleItem().DagId.ShouldBe("a");
        (await Fixture.Store.GetDagAsync("other")).ShouldBeNull("it is not in the path");
    }

    [Fact]
    public async Task ParsePath_WhenItIsADryRun_SaysWhatWouldChangeAndChangesNothing()
    {
        WriteDag("a.yaml", "a", "old");
        WriteDag("b.yaml", "b");
        await ConfigureAsync();
        await Parser.ParseAsync(force: false);
        WriteDag("a.yaml", "a", "new");
        Delete("b.yaml");

        var report = await Parser.ParsePathAsync(new ParsePath { DryRun = true });

        report.IsDryRun.ShouldBeTrue();
        var change = report.Published.ShouldHaveSingleItem();
        (change.DagId, change.Release, change.IsNew).ShouldBe(("a", 2, true));
        change.DiffJson.ShouldNotBeNull().ShouldContain("new");
        report.Deactivated.ShouldBe(["b"]);
        (await DagRowAsync("a")).Release.ShouldBe(1);
        (await IsActiveAsync("b")).ShouldBeTrue();

        (await Parser.ParsePathAsync(new ParsePath())).Published.ShouldHaveSingleItem().Release.ShouldBe(2);
    }

    [Theory]
    [InlineData("../etc/passwd")]
    [InlineData("/etc/passwd")]
    [InlineData("a/../../b")]
    [InlineData("a//b")]
    [InlineData("a\0b")]
    [InlineData("a\\..\\b")]
    [InlineData(".")]
    public async Task ParsePath_WhenThePathLeadsOut_IsRefused(string path)
    {
        WriteDag("a.yaml", "a");
        await ConfigureAsync();

        (await Parser.ParsePathAsync(new ParsePath { Path = path })).Errors.ShouldHaveSingleItem().ShouldContain("is no path of a bundle");
        (await Fixture.Store.GetDagAsync("a")).ShouldBeNull();
    }

    [Fact]
    public async Task ParsePath_WhenThereIsNothing_SaysSo()
    {
        await ConfigureAsync();
        (await Parser.ParsePathAsync(new ParsePath { Path = "nope" })).Errors.ShouldHaveSingleItem().ShouldBe("The bundle 'main' holds no file or folder 'nope'.");
        (await ParserOf("nobody").ParseAsync(false)).Errors.ShouldHaveSingleItem().ShouldContain("There is no bundle 'nobody'");
    }

    [Fact]
    public async Task Documents_WhenPosted_AreLiveAndStayAcrossACrash()
    {
        var parser = ParserOf("editor");
        var report = await parser.SubmitDocumentsAsync(new SubmitDocuments { Documents = [Good] });
        report.Errors.ShouldBeEmpty();
        report.Published.ShouldHaveSingleItem().DagId.ShouldBe("posted");

        await Fixture.CrashAsync(parser);
        await parser.SubmitDocumentsAsync(new SubmitDocuments { Documents = [Good.Replace("posted", "second", StringComparison.Ordinal)] });
        (await parser.ParseAsync(force: true)).Errors.ShouldBeEmpty();

        (await IsActiveAsync("posted")).ShouldBeTrue();
        (await IsActiveAsync("second")).ShouldBeTrue();
        (await DagRowAsync("posted")).ShouldSatisfyAllConditions(d => d.Release.ShouldBe(1), d => d.File.ShouldBe("documents/posted.yaml"), d => d.Bundle.ShouldBe("editor"));
    }

    [Theory]
    [InlineData("""{"dag_id": "../x", "tasks": []}""", "dag_id")]
    [InlineData("""{"dag_id": 7}""", "dag_id")]
    [InlineData("""[1]""", "no JSON object")]
    [InlineData("""{"dag_id": "a",""", "no JSON object")]
    [InlineData("""{"dag_id": "a", "dag_id": "b"}""", "no JSON object")]
    [InlineData("""{"dag_id": "a", "tasks": [{"task_id": "a", "bsh": "x"}]}""", "did you mean")]
    public async Task Documents_WhenOneIsWrong_NoneIsTaken(string bad, string says)
    {
        var report = await ParserOf("editor").SubmitDocumentsAsync(new SubmitDocuments { Documents = [Good, bad] });

        report.IsRejected.ShouldBeTrue();
        report.Errors.ShouldContain(e => e.Contains(says, StringComparison.Ordinal));
        (await Fixture.Store.GetDagAsync("posted")).ShouldBeNull();
    }

    [Fact]
    public async Task Documents_WhenTheBundleIsAFolder_AreRefused()
    {
        await ConfigureAsync();
        (await Parser.SubmitDocumentsAsync(new SubmitDocuments { Documents = [Good] })).Errors.ShouldHaveSingleItem().ShouldContain(Folder);
    }

    [Fact]
    public async Task Deactivate_WhenAskedFor_TakesOutOfServiceUntilTheFileChanges()
    {
        WriteDag("team/a.yaml", "a");
        WriteDag("team/b.yaml", "b");
        WriteDag("c.yaml", "c");
        await ConfigureAsync();
        await Parser.ParseAsync(force: false);

        (await Parser.DeactivateSubpathAsync("team")).ShouldBe(["a", "b"], ignoreOrder: true);
        (await Parser.DeactivateDagsAsync(["c", "nobody's"])).ShouldBe(["c"]);
        await Parser.ParseAsync(force: false);
        (await IsActiveAsync("a")).ShouldBeFalse();

        WriteDag("team/a.yaml", "a", "changed");
        await Parser.ParseAsync(force: false);
        (await IsActiveAsync("a")).ShouldBeTrue();
        (await IsActiveAsync("b")).ShouldBeFalse();
    }

    [Fact]
    public async Task Bundle_WhenDeactivatedAndPutBack_IsReadAgain()
    {
        WriteDag("a.yaml", "a");
        await ConfigureAsync();
        await Parser.ParseAsync(force: false);

        (await Parser.DeactivateBundleAsync()).Status.ShouldBe(ActionStatus.Done);
        (await IsActiveAsync("a")).ShouldBeFalse();
        await Bundle.SetActiveAsync(true);
        await Parser.ParseAsync(force: false);

        (await DagRowAsync("a")).ShouldSatisfyAllConditions(d => d.IsActive.ShouldBeTrue(), d => d.Release.ShouldBe(1));
    }

    [Fact]
    public async Task Configure_WhenTheSettingsMakeNoSense_SaysEverything()
    {
        var result = await Bundle.ConfigureAsync(new BundleSettings { Backend = "folder", Location = "relative", Ref = "main" });
        result.Problems.Length.ShouldBe(2);
        (await Bundle.ConfigureAsync(new BundleSettings { Backend = "ftp" })).Problems.ShouldHaveSingleItem().ShouldContain("There is no backend 'ftp'");
        (await Bundle.GetAsync()).ShouldBeNull();
    }

    [Fact]
    public async Task File_WhenItIsHuge_IsAnErrorAndNotRead()
    {
        Write("big.yaml", "");
        using (var file = File.OpenWrite(Path.Combine(Folder, "big.yaml")))
        {
            file.SetLength(DagFileLimits.Default.MaxBytes + 1);
        }

        Write("huge.yaml", "");
        using (var file = File.OpenWrite(Path.Combine(Folder, "huge.yaml")))
        {
            file.SetLength(17 << 20);
        }

        var tasks = string.Concat(Enumerable.Range(0, 20_000).Select(i => $"  - {{task_id: t{i}, bash: x, retries: 1, pool: p, queue: q}}\n"));
        Write("many.yaml", $"dag_id: many\ntasks:\n{tasks}");
        WriteDag("good.yaml", "good");
        await ConfigureAsync();

        var report = await Parser.ParseAsync(force: false);

        report.Files.Single(f => f.Path == "big.yaml").Errors.ShouldHaveSingleItem().Message.ShouldContain("more than 1048576 bytes");
        report.Files.Single(f => f.Path == "huge.yaml").Errors.ShouldHaveSingleItem().Message.ShouldContain("at most 16777216 are read");
        report.Files.Single(f => f.Path == "many.yaml").Errors.ShouldNotBeEmpty();
        (await IsActiveAsync("good")).ShouldBeTrue();
    }

    [Fact]
    public async Task File_WhenItHasAMillionTasks_IsAnErrorThatSaysWhatAFileMayHold()
    {
        using (var file = new StreamWriter(Path.Combine(Folder, "million.yaml")))
        {
            file.Write("dag_id: million\ntasks:\n");
            for (var i = 0; i < 1_000_000; i++)
            {
                file.Write(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"- {{task_id: t{i}}}\n"));
            }
        }

        // The same in two kilobytes: each list is the one before, ten times.
        var aliases = string.Concat(Enumerable.Range(1, 5).Select(i => $"  l{i}: &l{i} [{string.Join(", ", Enumerable.Repeat($"*l{i - 1}", 10))}]\n"));
        Write("aliases.yaml", $"dag_id: aliases\nenv:\n  l0: &l0 [{string.Join(", ", Enumerable.Repeat("{task_id: t, bash: x}", 10))}]\n{aliases}tasks: *l5\n");
        WriteDag("good.yaml", "good");
        await ConfigureAsync();

        var report = await Parser.ParseAsync(force: false);

        report.Files.Single(f => f.Path == "million.yaml").Errors.ShouldHaveSingleItem().Message.ShouldContain("at most 16777216 are read");
        report.Files.Single(f => f.Path == "aliases.yaml").Errors.ShouldContain(e => e.Message.Contains("more than 250000 values", StringComparison.Ordinal));
        (await IsActiveAsync("good")).ShouldBeTrue();
    }

    [Fact]
    public async Task Directory_WhenItHasAFileOfAGigabyte_IsRefusedWithoutReadingIt()
    {
        WriteDag("good.yaml", "good");
        await ConfigureAsync();
        await Parser.ParseAsync(force: false);
        using (var file = File.Create(Path.Combine(Folder, "data.bin")))
        {
            file.SetLength(1L << 30);
        }

        (await Parser.ParseAsync(force: false)).Errors.ShouldHaveSingleItem().ShouldContain("data.bin");
        (await IsActiveAsync("good")).ShouldBeTrue();
    }
}
