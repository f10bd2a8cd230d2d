using Orrery.Core.Bundles;

namespace Orrery.Core.Tests.Bundles;

public sealed class ManifestParserTests
{
    [Fact]
    public void Parse_WhenEverythingIsSaid_ReadsIt()
    {
        var manifest = Read("""
            version: v1beta
            bundle_parser: StandardBundleParser
            bundle_fetch_interval: 5 minutes
            bundle_config:
              directories_to_scan:
                - path: ./dags/
                  scan_interval: 30 s
                - path: dags/slow
                  min_file_parse_interval: PT1H
            """);

        manifest.FetchInterval.ShouldBe(TimeSpan.FromMinutes(5));
        manifest.Directories.ShouldBe([
            new ScanDirectory("dags", TimeSpan.FromSeconds(30), null), new ScanDirectory("dags/slow", null, TimeSpan.FromHours(1))]);
        manifest.DirectoryOf("dags/a.yaml")!.Path.ShouldBe("dags");
        manifest.DirectoryOf("dags/slow/a.yaml")!.Path.ShouldBe("dags/slow");
        manifest.DirectoryOf("dags2/a.yaml").ShouldBeNull();
        var again = BundleManifest.FromJson(manifest.ToJson());
        again.ToJson().ShouldBe(manifest.ToJson());
        again.Directories.ShouldBe(manifest.Directories);
    }

    [Fact]
    public void Parse_WhenTheConfigIsAListOfMappings_TakesThemTogether() =>
        Read("version: v1beta\nbundle_parser: mine\nbundle_config:\n  - directories_to_scan: [{path: .}]\n  - target: prod\n", "mine")
            .ShouldSatisfyAllConditions(m => m.Directories.Length.ShouldBe(1), m => m.ConfigJson.ShouldContain("\"target\":\"prod\""), m => m.BundleParser.ShouldBe("mine"));

    [Fact]
    public void Parse_WhenMuchIsWrong_SaysAllOfItWithItsPlace()
    {
        var errors = ManifestParser.Parse(
            """
            version: v2
            bundle_parser: StandardBundleParsr
            bundle_fetch_interval: soon
            bundle_confg: {}
            image: {base: python}
            bundle_config:
              directories_to_scan:
                - path: ../up
                - scan_intervall: 5
                - path: a
                  scan_interval: 0.5
                - path: a
            """,
            []).Errors.Select(e => e.ToString()).ToList();

        errors.ShouldBe(
        [
            "bundle.yaml:1:10: version is 'v2', which this server does not know; write v1beta",
            "bundle.yaml:2:16: there is no bundle parser 'StandardBundleParsr'; did you mean 'StandardBundleParser'?",
            "bundle.yaml:3:24: bundle_fetch_interval is 'soon', which is not a duration; write a number of seconds, '5 minutes', '1 h 30 m' or 'PT5M'",
            "bundle.yaml:4:1: the key 'bundle_confg' is not known; did you mean 'bundle_config'?",
            "bundle.yaml:5:1: the key 'image' is not supported yet; leave it out",
            "bundle.yaml:8:13: bundle_config.directories_to_scan.path is '../up', which leads out of the bundle; write the path of a folder from the root of the bundle, with '/'",
            "bundle.yaml:9:7: the folder has no path; write '- path: dags'; '.' is the bundle itself",
            "bundle.yaml:9:7: the key 'scan_intervall' is not known; did you mean 'scan_interval'?",
            "bundle.yaml:11:22: bundle_config.directories_to_scan.scan_interval is shorter than 1 second; write '1 second' or more",
            "bundle.yaml:12:7: directories_to_scan names 'a' twice; keep one",
        ], ignoreOrder: true);
    }

    [Theory]
    [InlineData("")]
    [InlineData("- a")]
    [InlineData("bundle_parser: StandardBundleParser")]
    [InlineData("version: v1beta\n---\nversion: v1beta")]
    [InlineData("version: v1beta\nbundle_config: 7")]
    [InlineData("version: v1beta\nbundle_config: {target: prod}")]
    [InlineData("version: [")]
    public void Parse_WhenItIsNoManifest_SaysSo(string text)
    {
        var result = ManifestParser.Parse(text, []);
        result.Manifest.ShouldBeNull();
        result.Errors.ShouldNotBeEmpty();
    }

    [Fact]
    public void Keys_AreAllInTheDocumentation()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Cluster.sln")))
        {
            folder = Path.GetDirectoryName(folder).ShouldNotBeNull("the tests run from a build inside the repository");
        }

        var page = File.ReadAllText(Path.Combine(folder, "docs", "bundles.md"));
        foreach (var key in ManifestParser.Keys.Concat(ManifestParser.DirectoryKeys.Select(k => $"directories_to_scan[].{k}")).Concat(ManifestParser.NotSupportedYet))
        {
            page.ShouldContain($"`{key}`");
        }
    }

    [Fact]
    public void Allows_WhenThereAreLists_OnlyWhatTheyName()
    {
        var manifest = BundleManifest.FromJson(Read("version: v1beta\nallowed_variables: [region, 'etl_*']\nallowed_connections: []\n").ToJson());

        string[] keys = ["region", "etl_", "etl_day", "Region", "regions", "my_etl_day"];
        keys.Where(manifest.AllowsVariable).ShouldBe(["region", "etl_", "etl_day"]);
        manifest.AllowsConnection("warehouse").ShouldBeFalse("an empty list names nothing");
        var without = BundleManifest.FromJson(Read("version: v1beta\n").ToJson());
        (without.AllowsVariable("region"), without.AllowsConnection("warehouse")).ShouldBe((true, true));
    }

    [Fact]
    public void Json_WhenThereIsNoManifest_IsTheDefault() => BundleManifest.FromJson("{}").ShouldBe(BundleManifest.Default);

    private static BundleManifest Read(string text, params string[] parsers)
    {
        var result = ManifestParser.Parse(text, parsers);
        result.Errors.ShouldBeEmpty();
        return result.Manifest.ShouldNotBeNull();
    }
}
