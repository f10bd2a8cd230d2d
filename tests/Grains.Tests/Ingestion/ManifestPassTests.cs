using Orrery.Core.Bundles;
using Orrery.Grains.Tests.Support;

namespace Orrery.Grains.Tests.Ingestion;

public sealed class ManifestPassTests : BundleSuite
{
    [Fact]
    public async Task Manifest_WhenItNamesFolders_OnlyThoseAreRead()
    {
        WriteDag("dags/a.yaml", "a");
        WriteDag("drafts/b.yaml", "b");
        await ConfigureAsync();
        await Parser.ParseAsync(force: false);
        (await IsActiveAsync("b")).ShouldBeTrue();

        Write("bundle.yaml", "version: v1beta\nbundle_config:\n  directories_to_scan:\n    - path: dags\n");
        (await Parser.ParseAsync(force: false)).Deactivated.ShouldBe(["b"]);
        (await IsActiveAsync("a")).ShouldBeTrue();
    }

    [Fact]
    public async Task Manifest_WhenItIsBroken_TheLastGoodOneStaysInEffect()
    {
        WriteDag("dags/a.yaml", "a");
        Write("bundle.yaml", "version: v1beta\nbundle_config:\n  directories_to_scan: [{path: dags}]\n");
        await ConfigureAsync();
        await Parser.ParseAsync(force: false);

        Write("bundle.yaml", "version: v1beta\nbundle_parsr: x\n");
        WriteDag("drafts/b.yaml", "b");
        (await Parser.ParseAsync(force: false)).Errors.ShouldHaveSingleItem().ShouldBe("bundle.yaml:2:1: the key 'bundle_parsr' is not known; did you mean 'bundle_parser'?");

        (await ImportErrorsAsync()).ShouldHaveSingleItem().File.ShouldBe(BundleManifest.FileName);
        (await Fixture.Store.GetDagAsync("b")).ShouldBeNull("the folder that was named is still the only one");

        Delete("bundle.yaml");
        (await Parser.ParseAsync(force: false)).Errors.ShouldBeEmpty();
        (await ImportErrorsAsync()).ShouldBeEmpty();
        (await IsActiveAsync("b")).ShouldBeTrue();
    }

    [Theory]
    [InlineData(BundleManifest.EventBased, false)]
    [InlineData(BundleManifest.SinglePass, true)]
    [InlineData(BundleManifest.Standard, true)]
    public async Task Start_DependsOnTheParser(string parser, bool reads)
    {
        WriteDag("a.yaml", "a");
        Write("bundle.yaml", $"version: v1beta\nbundle_parser: {parser}\n");
        await ConfigureAsync();

        await Parser.StartAsync();

        (await Fixture.Store.GetDagAsync("a") is not null).ShouldBe(reads);
        await Parser.ParseAsync(force: false);
        (await IsActiveAsync("a")).ShouldBeTrue("whoever asks is answered");
    }

    [Fact]
    public async Task SinglePass_WhenAFileChangesLater_ReadsItOnlyWhenAsked()
    {
        WriteDag("a.yaml", "a");
        Write("bundle.yaml", $"version: v1beta\nbundle_parser: {BundleManifest.SinglePass}\n");
        await ConfigureAsync();
        await Parser.StartAsync();
        WriteDag("a.yaml", "a", "changed");

        Fixture.Clock.Advance(TimeSpan.FromMinutes(10));
        await Parser.NudgeAsync();
        Fixture.Clock.Advance(TimeSpan.FromSeconds(1));
        await Bundle.GetAsync();
        (await DagRowAsync("a")).Release.ShouldBe(1);

        (await Parser.ParseAsync(force: false)).Published.ShouldHaveSingleItem().Release.ShouldBe(2);
    }

    [Fact]
    public async Task Interval_WhenAFileKeepsChanging_ItIsNotReadMoreOftenThanAllowed()
    {
        WriteDag("a.yaml", "a", "1");
        Write("bundle.yaml", "version: v1beta\nbundle_config:\n  directories_to_scan: [{path: ., scan_interval: 1 second, min_file_parse_interval: 10 minutes}]\n");
        await ConfigureAsync();
        await Parser.StartAsync();
        WriteDag("a.yaml", "a", "2");

        for (var i = 0; i < 5; i++)
        {
            Fixture.Clock.Advance(TimeSpan.FromSeconds(31));
            await Parser.ParsePathAsync(new Interfaces.Bundles.ParsePath { Path = "nothing" });
        }

        (await DagRowAsync("a")).Release.ShouldBe(1);
        Fixture.Clock.Advance(TimeSpan.FromMinutes(10));
        await UntilAsync(async () => (await DagRowAsync("a")).Release == 2, "the file was read once its interval had passed");
    }
}
