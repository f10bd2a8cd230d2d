using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Orrery.Browser.Tests.Demo;
using Orrery.Core.States;

namespace Orrery.Browser.Tests;

public sealed class GridPageTests(BrowserFixture fixture) : DashboardTest(fixture)
{
    private const string GridUrl = $"dags/{DemoData.LiveDag}";

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        Forgiven = complaint => complaint.Contains("willReadFrequently", StringComparison.Ordinal);
    }

    private ILocator Focused => Page.Locator(".grid-layer [tabindex='0']");

    private ILocator Details => Page.Locator(".grid-details");

    [BrowserFact]
    public async Task Keyboard_FromTheFirstCellToTheLog_DoesEverythingTheMouseDoes()
    {
        await OpenGridAsync(GridUrl);
        await Focused.FocusAsync();
        await Page.Keyboard.PressAsync("Control+Home");
        await Expect(Focused).ToHaveTextAsync("Tasks");
        await Page.Keyboard.PressAsync("ArrowDown");
        await Expect(Focused).ToHaveTextAsync("wait_for_partition");
        await Page.Keyboard.PressAsync("ArrowDown");
        await Expect(Focused).ToHaveTextAsync("ingest, group");
        await Expect(Focused).ToHaveAttributeAsync("aria-expanded", "true");
        await Page.Keyboard.PressAsync("Space");
        await Expect(Focused).ToHaveAttributeAsync("aria-expanded", "false");
        await Page.Keyboard.PressAsync("ArrowDown");
        await Expect(Focused).Not.ToHaveTextAsync("extract_orders");
        await Page.Keyboard.PressAsync("ArrowUp");
        await Page.Keyboard.PressAsync("Space");
        await Page.Keyboard.PressAsync("ArrowDown");
        await Page.Keyboard.PressAsync("End");
        await Expect(Focused).ToHaveTextAsync(new Regex(@"^extract_orders, run \d{4}-\d\d-\d\d \d\d:\d\d:\d\d, Success$"));
        await Expect(Focused).ToBeFocusedAsync();
        await Page.Keyboard.PressAsync("Enter");
        await Expect(Details.GetByRole(AriaRole.Heading, new() { Name = "extract_orders" })).ToBeVisibleAsync();
        await ExpectPage().ToHaveURLAsync(new Regex(@"\?run=scheduled__.*&task=extract_orders$"));
        await Expect(Focused).ToBeFocusedAsync();
        await Page.Keyboard.PressAsync("Escape");
        await Expect(Details).ToHaveCountAsync(0);
        await ExpectPage().ToHaveURLAsync(new Regex($"/{GridUrl}$"));
        await Page.Keyboard.PressAsync("Control+Enter");
        await ExpectPage().ToHaveURLAsync(new Regex("/tasks/extract_orders$"));
    }

    [BrowserFact]
    public async Task LiveRun_WhenTasksEnd_ReachesItsFinalColours()
    {
        await OpenGridAsync(GridUrl);
        await ExpectColorAsync("load_orders", "rgb(13, 116, 154)");

        MoveTask("load_orders", TaskInstanceState.Failed);
        await ExpectColorAsync("load_orders", "rgb(197, 19, 55)");
        MoveTask("load_orders", TaskInstanceState.Success);
        await ExpectColorAsync("load_orders", "rgb(10, 107, 44)");

        await Page.Locator("[data-theme-switch] label", new() { HasText = "Dark theme" }).ClickAsync();
        await ExpectColorAsync("load_orders", "rgb(143, 220, 150)");
    }

    [BrowserFact]
    public async Task Feed_WithAGap_Recovers()
    {
        await OpenGridAsync(GridUrl);
        Client.LoseAnUpdate(DemoData.LiveDag, DemoData.LiveRun(Host.Now));
        MoveTask("export_parquet", TaskInstanceState.Failed);
        await ExpectColorAsync("export_parquet", "rgb(197, 19, 55)");

        Client.SetDown(true);
        await Expect(Page.Locator(".feed")).ToHaveTextAsync(new Regex("^stale since"));
        MoveTask("export_parquet", TaskInstanceState.Success);
        Client.SetDown(false);
        await ExpectColorAsync("export_parquet", "rgb(10, 107, 44)");
    }

    [BrowserFact]
    public async Task NewRun_WhenItAppears_BecomesTheLastColumnAndEnds()
    {
        await OpenGridAsync(GridUrl);
        await Expect(Page.Locator(".grid-count")).ToContainTextAsync("25 runs");
        var run = DemoData.Run(DemoData.LiveDag, "manual__new", DagRunState.Running, Host.Now, null);
        Client.PutTasks(run.DagId, run.DagRunId, [DemoData.Task(run.DagId, run.DagRunId, 0, "wait_for_partition", TaskInstanceState.Running)]);
        Client.PutRun(run);
        await ExpectColorAsync("wait_for_partition", "rgb(13, 116, 154)");
        Client.Move(run.DagId, run.DagRunId, "wait_for_partition", t => t with { State = TaskInstanceState.Success });
        Client.Move(run.DagId, run.DagRunId, r => r with { State = DagRunState.Success, EndDate = Host.Now.AddSeconds(9) });
        await ExpectColorAsync("wait_for_partition", "rgb(10, 107, 44)");
    }

    [BrowserFact]
    public async Task Selection_ByClick_IsInTheAddressAndSurvivesReload()
    {
        await OpenGridAsync(GridUrl);
        await ClickCellAsync("detect_duplicates");
        await Expect(Details).ToContainTextAsync("duplicate key 4711");
        await ExpectPage().ToHaveURLAsync(new Regex("&task=detect_duplicates$"));
        await Page.ReloadAsync();
        await Expect(Details).ToContainTextAsync("duplicate key 4711");
        await Expect(Page.Locator(".grid-layer [aria-selected='true']")).ToHaveTextAsync(new Regex("^detect_duplicates, run .*, Up for retry$"));

        MoveTask("detect_duplicates", TaskInstanceState.Running);
        await Expect(Details.Locator(".badge")).ToHaveTextAsync("Running");
        await Details.GetByRole(AriaRole.Link, new() { Name = "Log" }).ClickAsync();
        await ExpectPage().ToHaveURLAsync(new Regex("/tasks/detect_duplicates$"));
        await Page.GoBackAsync();
        await Expect(Details.Locator(".badge")).ToHaveTextAsync("Running");
    }

    [BrowserFact]
    public async Task Filter_ByNameAndState_LeavesTheRowsThatMatch()
    {
        await OpenGridAsync(GridUrl);
        await Page.Keyboard.PressAsync("/");
        await Page.Keyboard.TypeAsync("mart_");
        var rows = Page.Locator(".grid-layer [role='rowheader']");
        await Expect(rows).ToHaveTextAsync(["marts, group", "mart_sales_by_day", "mart_sales_by_region", "mart_sales_by_channel", "mart_refunds"]);
        await ExpectPage().ToHaveURLAsync(new Regex(@"\?q=mart_$"));
        await Page.ReloadAsync();
        await Expect(rows).ToHaveCountAsync(5);
        await Page.GetByLabel("Only failed").CheckAsync();
        await ExpectPage().ToHaveURLAsync(new Regex(@"q=mart_(%20|\+)state%3Afailed|q=mart_(%20|\+)state:failed"));
    }

    [BrowserFact]
    public async Task OlderRuns_WhenAskedFor_ComeInOnTheLeft()
    {
        await OpenGridAsync(GridUrl);
        await Page.GetByRole(AriaRole.Button, new() { Name = "Older runs" }).ClickAsync();
        await Expect(Page.Locator(".grid-count")).ToContainTextAsync("50 runs");
        await Expect(Page.Locator(".grid-layer")).ToHaveAttributeAsync("aria-colcount", "51");
    }

    [BrowserFact]
    public async Task Hover_OverManyCells_SendsNothingAndShowsATip()
    {
        var frames = 0;
        Page.WebSocket += (_, socket) => socket.FrameSent += (_, frame) => _ = Interlocked.Add(ref frames, frame.Binary is { Length: > 8 } ? 1 : 0);
        await OpenGridAsync(GridUrl);
        await Expect(Page.Locator(".feed")).ToHaveTextAsync("live");
        var box = (await Page.Locator(".grid-scroll").BoundingBoxAsync())!;
        await Page.Mouse.MoveAsync(box.X + 320, box.Y + 120);
        await Expect(Page.Locator(".grid-tip")).ToBeVisibleAsync();
        var before = Volatile.Read(ref frames);
        for (var i = 0; i < 60; i++)
        {
            await Page.Mouse.MoveAsync(box.X + 310 + (i * 9), box.Y + 110 + (i * 5));
        }

        Volatile.Read(ref frames).ShouldBe(before);
    }

    [BrowserFact]
    public async Task Grid_OfTenThousandTasks_HasFewElementsAtEveryZoom()
    {
        foreach (var zoom in new[] { "", "?zoom=16", "?zoom=4" })
        {
            await OpenGridAsync($"dags/{DemoData.LargeDag}{zoom}");
            (await Page.EvaluateAsync<int>("document.querySelectorAll('*').length")).ShouldBeLessThan(3_000);
        }

        await Page.GetByRole(AriaRole.Button, new() { Name = "Open all" }).ClickAsync();
        await Expect(Page.Locator(".grid-layer")).ToHaveAttributeAsync("aria-rowcount", "11001");
        (await Page.EvaluateAsync<int>("document.querySelectorAll('*').length")).ShouldBeLessThan(3_000);
    }

    private void MoveTask(string taskId, TaskInstanceState state) =>
        Client.Move(DemoData.LiveDag, DemoData.LiveRun(Host.Now), taskId, t => t with { State = state });

    private async Task OpenGridAsync(string path)
    {
        await OpenAsync(path);
        await Expect(Page.Locator(".grid-host[data-painted]")).ToHaveCountAsync(1);
        await Expect(Page.Locator(".grid-layer [role='row']").Nth(1)).ToBeAttachedAsync();
    }

    private async Task ClickCellAsync(string taskId)
    {
        var place = await PlaceAsync(taskId);
        var box = (await Page.Locator(".grid-scroll").BoundingBoxAsync())!;
        await Page.Mouse.ClickAsync(box.X + place[0] + 10, box.Y + place[1] + 10);
    }

    // Left and top of the cell of a task in the last column, as the script places it, once it is in view.
    private Task<int[]> PlaceAsync(string taskId) => Page.EvaluateAsync<int[]>(
        """
        id => {
            const scroller = document.querySelector('.grid-scroll');
            const header = [...document.querySelectorAll('.grid-layer [role=rowheader]')].find(cell => cell.textContent === id);
            const columns = Number(document.querySelector('.grid-layer').getAttribute('aria-colcount')) - 1;
            scroller.scrollTop = Math.max(0, Number(header.dataset.row) * 24 - 100);
            const names = Math.round(Math.min(300, scroller.parentElement.clientWidth * 0.42));
            return [names + (columns - 1) * 24 - scroller.scrollLeft, 86 + Number(header.dataset.row) * 24 - scroller.scrollTop].map(Math.round);
        }
        """,
        taskId);

    // The fill beside the glyph, until it is as expected.
    private async Task ExpectColorAsync(string taskId, string color)
    {
        var place = await PlaceAsync(taskId);
        await Page.WaitForFunctionAsync(
            """
            ({ x, y, color }) => {
                const [red, green, blue] = document.querySelector('.grid-space canvas').getContext('2d').getImageData(x + 4, y + 12, 1, 1).data;
                return `rgb(${red}, ${green}, ${blue})` === color;
            }
            """,
            new { x = place[0], y = place[1], color });
    }
}
