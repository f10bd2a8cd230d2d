using System.Text.Json.Nodes;
using Orrery.Core.Dags;
using Orrery.Grains.Tests.Support;
using Orrery.Storage.Rows;

namespace Orrery.Grains.Tests.Ingestion;

public sealed class CustomParserTests : BundleSuite
{
    private const string Manifest = "version: v1beta\nbundle_parser: test\nbundle_config: {say: hello}\n";

    [Fact]
    public async Task Parser_OfOnesOwn_IsFoundByNameAndToldItsConfig()
    {
        Write("bundle.yaml", Manifest);
        Write("a.list", "one\ntwo\n");
        WriteDag("ignored.yaml", "ignored");
        await ConfigureAsync();

        var report = await Parser.ParseAsync(force: false);

        report.Errors.ShouldBeEmpty();
        report.Files.SelectMany(f => f.Warnings).ShouldBeEmpty();
        report.Published.Select(p => p.DagId).ShouldBe(["one", "two"], ignoreOrder: true);
        (await Fixture.Store.GetDagAsync("ignored")).ShouldBeNull();
        var version = await Fixture.Store.GetDagVersionAsync((await DagRowAsync("one")).Version);
        System.Text.Encoding.UTF8.GetString(version!.Document).ShouldContain("hello");
    }

    [Theory]
    [InlineData("!throw", "It was told to.")]
    [InlineData("!forget", "did not answer with one result for each file")]
    public async Task Parser_WhenItFails_IsAnErrorOfTheFileAndWhatWasLiveStays(string line, string says)
    {
        Write("bundle.yaml", Manifest);
        Write("a.list", "one\n");
        await ConfigureAsync();
        await Parser.ParseAsync(force: false);
        Write("a.list", $"one\n{line}\n");

        (await Parser.ParseAsync(force: false)).Errors.ShouldHaveSingleItem().ShouldContain(says);
        (await IsActiveAsync("one")).ShouldBeTrue();
        (await ImportErrorsAsync()).ShouldHaveSingleItem().File.ShouldBe("a.list");
    }

    [Fact]
    public async Task File_WhenItReadsDifferentlyEachTime_IsWarnedAboutUntilItIsMended()
    {
        Write("bundle.yaml", Manifest);
        Write("a.list", "one\n!random\n");
        await ConfigureAsync();

        var report = await Parser.ParseAsync(force: false);

        report.Errors.ShouldBeEmpty();
        report.Files.ShouldHaveSingleItem().Warnings.ShouldHaveSingleItem().Message.ShouldContain("at $.env.NOW");
        var warning = (await WarningsAsync()).ShouldHaveSingleItem();
        (warning.DagId, warning.WarningType).ShouldBe(("one", DagWarningTypes.RuntimeVaryingValue));
        warning.Message.ShouldContain("at $.env.NOW");

        Fixture.Clock.Advance(TimeSpan.FromSeconds(1));
        await Fixture.CrashAsync(Parser);
        Write("a.list", "one\ntwo\n!random\n");
        await Parser.ParseAsync(force: false);
        (await WarningsAsync()).Select(w => w.DagId).ShouldContain("one", "who knows of it does not forget it when it starts anew");

        Write("a.list", "one\ntwo\n");
        await Parser.ParseAsync(force: false);
        (await WarningsAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task File_WhenTheNamesInAFolderItListedChange_IsReadAgainAndIsNoNewRelease()
    {
        Write("bundle.yaml", Manifest);
        Write("a.list", "one\n!lists tables\n");
        Write("b.list", "two\n");
        Write("tables/orders.sql", "select 1");
        await ConfigureAsync();
        await Parser.ParseAsync(force: false);

        Write("tables/orders.sql", "select 2");
        (await Parser.ParseAsync(force: false)).FilesParsed.ShouldBe(0, "its name is the same");
        Write("tables/customers.sql", "select 1");
        var report = await Parser.ParseAsync(force: false);
        await Fixture.CrashAsync(Parser);
        (await Parser.ParseAsync(force: false)).FilesParsed.ShouldBe(0, "what was listed is remembered");
        Delete("tables/customers.sql");
        Delete("tables/orders.sql");

        (report.FilesParsed, report.Published.Length).ShouldBe((1, 0));
        (await Parser.ParseAsync(force: false)).FilesParsed.ShouldBe(1, "the folder is gone");
    }

    [Fact]
    public async Task File_WhenOneOfItsInputsChanges_IsReadAgainAndOnlyThat()
    {
        Write("bundle.yaml", Manifest);
        Write("a.list", "one\n!reads shared.txt\n");
        Write("b.list", "two\n");
        Write("shared.txt", "1");
        await ConfigureAsync();
        await Parser.ParseAsync(force: false);
        Write("shared.txt", "2");

        var report = await Parser.ParseAsync(force: false);

        report.FilesParsed.ShouldBe(1);
        report.Published.ShouldHaveSingleItem().ShouldSatisfyAllConditions(p => p.DagId.ShouldBe("one"), p => p.Release.ShouldBe(2));
        (await Parser.ParseAsync(force: false)).FilesParsed.ShouldBe(0);
    }

    [Fact]
    public async Task Dbt_ProjectOfTheExample_BecomesDagsWithItsEdgesTagsAndSchedules()
    {
        await ConfigureAsync("jaffle", Path.Combine(FindRoot(), "examples", "dbt", "jaffle_shop"));

        var report = await ParserOf("jaffle").ParseAsync(force: false);

        report.Errors.ShouldBeEmpty();
        report.Published.Select(p => p.DagId).ShouldBe(["jaffle_shop", "jaffle_shop_0_6_x_x_x"], ignoreOrder: true);
        var main = await DagAsync("jaffle_shop");
        main.Tasks.Select(t => t.TaskId).ShouldBe(
            ["customers", "orders", "raw_customers", "raw_orders", "raw_payments", "stg_customers", "stg_orders", "stg_payments"], ignoreOrder: true);
        main.Tasks.Single(t => t.TaskId == "customers").DependsOn.ShouldBe(["stg_customers", "stg_orders", "stg_payments"], ignoreOrder: true);
        main.Tags.ShouldBe(["core", "dbt", "staging"], ignoreOrder: true);
        main.Schedule.ShouldBeOfType<ScheduleDefinition.None>();
        var daily = await DagAsync("jaffle_shop_0_6_x_x_x");
        daily.Tasks.Single(t => t.TaskId == "revenue_by_customer").DependsOn.ShouldBe(["daily_revenue"]);
        (await DagRowAsync(daily.DagId)).ScheduleSummary.ShouldNotBeNull();
    }

    private async Task<DagDefinition> DagAsync(string dagId) =>
        DagDocument.FromJson(JsonNode.Parse((await Fixture.Store.GetDagVersionAsync((await DagRowAsync(dagId)).Version))!.Document)!.AsObject());

    private static string FindRoot()
    {
        var folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "Cluster.sln")))
        {
            folder = Path.GetDirectoryName(folder);
        }

        return folder ?? throw new DirectoryNotFoundException("The tests run from a build inside the repository.");
    }

    private Task<IReadOnlyList<DagWarningRow>> WarningsAsync() => Fixture.Store.ListDagWarningsAsync(dagId: null, "", 10);
}
