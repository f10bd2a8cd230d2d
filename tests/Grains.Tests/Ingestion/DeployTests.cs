using System.IO.Compression;
using System.Text;
using Orrery.Grains.Interfaces.Bundles;
using Orrery.Grains.Interfaces.Tokens;
using Orrery.Grains.Tests.Support;

namespace Orrery.Grains.Tests.Ingestion;

public sealed class DeployTests : BundleSuite
{
    private IBundleParserGrain Reports => ParserOf("reports");

    [Fact]
    public async Task Deploy_WhenTheBundleIsNew_MakesItAndItsDagsLive()
    {
        var report = await DeployAsync(("a.yaml", Yaml("a", "{task_id: a, bash: one}")), ("sub/b.yaml", Yaml("b", "{task_id: a, bash: one}")));

        report.Errors.ShouldBeEmpty();
        report.Published.Select(p => p.DagId).ShouldBe(["a", "b"], ignoreOrder: true);
        report.SourceReference.ShouldNotBeNull().ShouldStartWith("sha256:");
        var bundle = (await Fixture.Store.GetBundleAsync("reports")).ShouldNotBeNull();
        (bundle.Backend, bundle.Snapshot, bundle.SourceReference).ShouldBe((BundleSettings.Archive, report.Snapshot, report.SourceReference));
        (await Fixture.Store.GetReleaseAsync("a", 1))!.SourceReference.ShouldBe(report.SourceReference);
    }

    [Fact]
    public async Task Deploy_WhenAFileIsBroken_ChangesNothingAndTheNextOneDoes()
    {
        await DeployAsync(("a.yaml", Yaml("a", "{task_id: a, bash: one}")), ("b.yaml", Yaml("b", "{task_id: a, bash: one}")));
        var before = (await Fixture.Store.GetBundleAsync("reports"))!.Snapshot;

        var rejected = await DeployAsync(("a.yaml", Yaml("a", "{task_id: a, bash: two}")), ("c.yaml", "dag_id: ["));
        rejected.IsRejected.ShouldBeTrue();
        rejected.Files.ShouldContain(f => f.Path == "c.yaml" && f.Errors.Length > 0);
        (await DagRowAsync("a")).Release.ShouldBe(1);
        (await IsActiveAsync("b")).ShouldBeTrue();
        (await Fixture.Store.GetBundleAsync("reports"))!.Snapshot.ShouldBe(before);

        await Fixture.CrashAsync(Reports);
        (await Reports.ParseAsync(force: true)).Errors.ShouldBeEmpty("what was deployed before is what there is");

        var report = await DeployAsync(("a.yaml", Yaml("a", "{task_id: a, bash: two}")));
        report.Published.ShouldHaveSingleItem().Release.ShouldBe(2);
        report.Deactivated.ShouldBe(["b"]);
    }

    [Fact]
    public async Task Deploy_WhenTheManifestIsBrokenOrTheRestIsRejected_TheOneBeforeStaysInEffect()
    {
        await DeployAsync(("bundle.yaml", "version: v1beta\nbundle_config: {directories_to_scan: [{path: dags}]}\n"), ("dags/a.yaml", Yaml("a", "{task_id: a, bash: one}")));

        var broken = await DeployAsync(("bundle.yaml", "version: v9\n"), ("dags/a.yaml", Yaml("a", "{task_id: a, bash: two}")));
        broken.IsRejected.ShouldBeTrue();
        broken.Files.ShouldHaveSingleItem().Errors.ShouldHaveSingleItem().Line.ShouldBe(1);
        var rejected = await DeployAsync(("bundle.yaml", "version: v1beta\nbundle_parser: test\n"), ("x.list", "!throw\n"));
        rejected.IsRejected.ShouldBeTrue();

        (await Reports.ParseAsync(force: true)).Errors.ShouldBeEmpty();
        (await DagRowAsync("a")).ShouldSatisfyAllConditions(d => d.Release.ShouldBe(1), d => d.IsActive.ShouldBeTrue());
        (await Fixture.Store.ListImportErrorsAsync("reports")).ShouldBeEmpty();
    }

    [Fact]
    public async Task Deploy_WhenItIsADryRun_SaysWhatWouldChange()
    {
        (await DeployAsync(new Deploy { Archive = Zip(("a.yaml", Yaml("a", "{task_id: a, bash: x}"))), DryRun = true })).Errors.ShouldHaveSingleItem().ShouldContain("There is no bundle");
        await DeployAsync(("a.yaml", Yaml("a", "{task_id: a, bash: one}")));

        var report = await DeployAsync(new Deploy { Archive = Zip(("a.yaml", Yaml("a", "{task_id: a, bash: two}"))), DryRun = true });

        report.Published.ShouldHaveSingleItem().DiffJson.ShouldNotBeNull().ShouldContain("two");
        (await DagRowAsync("a")).Release.ShouldBe(1);
    }

    [Fact]
    public async Task Deploy_WhenAnotherBundleOwnsADag_IsRejectedAsAWhole()
    {
        WriteDag("a.yaml", "owned");
        await ConfigureAsync();
        await Parser.ParseAsync(force: false);

        var report = await DeployAsync(("x.yaml", Yaml("owned", "{task_id: a, bash: x}")), ("y.yaml", Yaml("free", "{task_id: a, bash: x}")));

        report.IsRejected.ShouldBeTrue();
        report.Errors.ShouldHaveSingleItem().ShouldContain("belongs to bundle 'main'");
        (await Fixture.Store.GetDagAsync("free")).ShouldBeNull();
    }

    [Fact]
    public async Task Deploy_WhenItIsNoArchiveOrTheBundleIsAFolder_IsRefused()
    {
        (await DeployAsync(new Deploy { Archive = [1, 2, 3] })).Errors.ShouldHaveSingleItem().ShouldNotBeEmpty();
        (await DeployAsync(("../a.yaml", "dag_id: a"))).Errors.ShouldHaveSingleItem().ShouldContain("a.yaml");
        await ConfigureAsync();
        (await Parser.DeployAsync(new Deploy { Archive = Zip(("a.yaml", "x")) })).Errors.ShouldHaveSingleItem().ShouldContain(Folder);
    }

    [Fact]
    public async Task Token_WhenMadeAndRevoked_IsKeptAsAHashOnly()
    {
        var tokens = Fixture.Grains.GetGrain<ITokenGrain>("0");
        var made = await tokens.CreateAsync(new TokenRequest { Name = "ci", Role = "deploy", Bundle = "reports" });

        var row = (await Fixture.Store.ListApiTokensAsync()).ShouldHaveSingleItem();
        row.ToString().ShouldNotContain(made.Token!.Split('_', 3)[2]);
        Core.Identity.ApiToken.TryParse(made.Token, out var token).ShouldBeTrue();
        token.Matches(row.SecretHash).ShouldBeTrue();
        (await tokens.RevokeAsync(row.TokenId, "me")).Problems.ShouldBeEmpty();
        (await tokens.ListAsync()).ShouldHaveSingleItem().RevokedAt.ShouldNotBeNull();
        (await tokens.RevokeAsync("nope", "me")).Problems.ShouldHaveSingleItem();
        (await tokens.CreateAsync(new TokenRequest { Name = "", Role = "x", Bundle = "..", ExpiresAt = Fixture.Clock.GetUtcNow() })).Outcome.Problems.Length.ShouldBe(4);
    }

    private Task<ParseReport> DeployAsync(params (string Path, string Text)[] files) => DeployAsync(new Deploy { Archive = Zip(files) });

    private Task<ParseReport> DeployAsync(Deploy deploy) => Reports.DeployAsync(deploy);

    private static byte[] Zip(params (string Path, string Text)[] files)
    {
        using var packed = new MemoryStream();
        using (var zip = new ZipArchive(packed, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (path, text) in files)
            {
                using var entry = zip.CreateEntry(path).Open();
                entry.Write(Encoding.UTF8.GetBytes(text));
            }
        }

        return packed.ToArray();
    }
}
