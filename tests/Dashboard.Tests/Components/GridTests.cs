using AngleSharp.Dom;
using Orrery.Browser.Tests.Demo;
using Orrery.Core.States;
using Orrery.Dashboard.Components.Grid;
using Orrery.Dashboard.Components.Pages;
using Orrery.Dashboard.Views.Grid;
using Orrery.Grains.Interfaces.Catalog;

namespace Orrery.Dashboard.Tests.Components;

public sealed class GridTests : ComponentTest
{
    [Fact]
    public async Task Grid_WithTenThousandTasks_RendersAsMuchAsWithTen()
    {
        var ten = await GridOfAsync(10);
        var many = await GridOfAsync(10_000);

        many.QuerySelectorAll("*").Length.ShouldBe(ten.QuerySelectorAll("*").Length);
        many.QuerySelector(".grid-count")!.TextContent.ShouldBe("10,000 tasks · 1 run");
    }

    [Fact]
    public async Task Page_OfADag_BeginsWithTheGrid()
    {
        var page = await RenderPageAsync<DagPage>($"dags/{DemoData.LiveDag}");

        page.QuerySelectorAll(".tabs a").Select(a => a.TextContent).ShouldBe(["Grid", "Runs", "Versions"]);
        page.QuerySelector(".tabs a[aria-current]")!.TextContent.ShouldBe("Grid");
        page.QuerySelector(".grid-layer")!.GetAttribute("role").ShouldBe("grid");
        page.QuerySelector(".grid-details").ShouldBeNull();
        page.QuerySelector("table.runs").ShouldBeNull();
        page.QuerySelectorAll("button").ShouldContain(b => b.TextContent == "Older runs");
    }

    [Fact]
    public async Task Grid_WithoutRuns_SaysWhatIsMissing()
    {
        var page = await RenderPageAsync<DagPage>("dags/gdpr_erasure");

        page.QuerySelector(".notice")!.TextContent.ShouldContain("No run yet");
        page.QuerySelector(".grid-host").ShouldBeNull();
    }

    [Fact]
    public async Task Grid_WithAnUnknownVersion_SaysWhatToDo()
    {
        Client.PutDag((await Client.GetDagAsync(DemoData.LiveDag))! with { Version = new string('0', 64) });

        (await RenderPageAsync<DagPage>($"dags/{DemoData.LiveDag}")).QuerySelector(".notice")!.TextContent.ShouldContain("The version is gone");
    }

    [Fact]
    public async Task Details_OfATask_ShowFactsAndWays()
    {
        var details = await DetailsAsync(DemoData.LiveRun(Now), "detect_duplicates");

        details.QuerySelector("h2")!.TextContent.ShouldBe("detect_duplicates");
        details.QuerySelector(".badge")!.TextContent.ShouldContain("Up for retry");
        details.QuerySelector(".failure-text")!.TextContent.ShouldContain("duplicate key 4711");
        details.QuerySelectorAll(".why li").Length.ShouldBe(2);
        details.QuerySelectorAll(".links a").Select(a => a.TextContent).ShouldBe(["Log", "Run"]);
        details.QuerySelector(".facts")!.TextContent.ShouldContain("1 of 3");
    }

    [Fact]
    public async Task Details_OfAGroup_CountItsTasks() =>
        (await DetailsAsync(DemoData.LiveRun(Now), "ingest")).QuerySelectorAll(".state-counts li").Sum(li => int.Parse(li.QuerySelector("b")!.TextContent, System.Globalization.CultureInfo.InvariantCulture)).ShouldBe(8);

    [Fact]
    public async Task Details_OfAMappedTask_ListItsInstances()
    {
        var run = (await Client.ListDagRunsAsync(new ListQuery { DagId = DemoData.LiveDag, Limit = 2 })).Items[1];

        var details = await DetailsAsync(run.DagRunId, "detect_duplicates");

        details.QuerySelectorAll(".instances a").Select(a => a.TextContent).ShouldBe(["[0]", "[1]", "[2]"]);
        details.QuerySelector(".state-counts b")!.TextContent.ShouldBe("3");
    }

    [Fact]
    public async Task Details_OfARun_ShowItsCountsAndFacts()
    {
        var details = await DetailsAsync(DemoData.LiveRun(Now), null);

        details.QuerySelector(".links a")!.TextContent.ShouldBe("Open the run");
        details.QuerySelectorAll(".state-counts li").Length.ShouldBeGreaterThan(5);
        details.QuerySelector(".facts")!.TextContent.ShouldContain("Logical date");
    }

    private async Task<IElement> DetailsAsync(string runId, string? taskId)
    {
        var dag = (await Client.GetDagAsync(DemoData.LiveDag))!;
        var model = new GridModel(Client, dag.DagId);
        await model.LoadAsync(dag.Version, 25, new HashSet<string>(StringComparer.Ordinal), default);
        using var watch = new GridWatch(Client, TimeProvider.System, dag.DagId, () => { });
        var at = model.IndexOf(runId);
        return await RenderAsync<GridDetails>(
            ("DagId", dag.DagId),
            ("RunId", runId),
            ("Run", model.Runs[at]),
            ("Column", model.Columns[at]),
            ("Row", taskId is not null && model.Tree!.TryRowOf(taskId, out var row) ? model.Tree.Rows[row] : null),
            ("Tree", model.Tree),
            ("Watch", watch));
    }

    private async Task<IElement> GridOfAsync(int tasks)
    {
        var id = $"of_{tasks}";
        var version = tasks.ToString("x64", System.Globalization.CultureInfo.InvariantCulture);
        Client.PutStructure(version, new DagStructure
        {
            TaskIds = [.. Enumerable.Range(0, tasks).Select(i => $"t{i}")],
            Upstream = [.. Enumerable.Repeat(System.Collections.Immutable.ImmutableArray<int>.Empty, tasks)],
            Operators = [.. Enumerable.Repeat("empty", tasks)],
        });
        Client.PutDag(new DagInfo { DagId = id, BundleName = "b", RelativeFileloc = "f", Version = version });
        Client.PutRun(DemoData.Run(id, "r", DagRunState.Success, Now, TimeSpan.FromSeconds(1)) with { Version = version });
        return await RenderPageAsync<DagPage>($"dags/{id}");
    }
}
