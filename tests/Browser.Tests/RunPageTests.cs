using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Orrery.Browser.Tests.Demo;
using Orrery.Core.States;

namespace Orrery.Browser.Tests;

public sealed class RunPageTests(BrowserFixture fixture) : DashboardTest(fixture)
{
    [BrowserFact]
    public async Task Run_ReachedByClicks_GoesLiveToItsFinalColours()
    {
        await OpenAsync("dags");
        await Page.GetByRole(AriaRole.Link, new() { Name = DemoData.LiveDag, Exact = true }).ClickAsync();
        await Page.GetByRole(AriaRole.Navigation, new() { Name = "DAG" }).GetByRole(AriaRole.Link, new() { Name = "Runs" }).ClickAsync();
        await Page.Locator("table.runs tbody th a").First.ClickAsync();
        var row = Page.Locator("table.tasks tbody tr", new() { HasText = "load_orders" });
        await Expect(row.Locator(".badge")).ToHaveTextAsync("Running");

        var runId = DemoData.LiveRun(Host.Now);
        Client.Move(DemoData.LiveDag, runId, "load_orders", t => t with { State = TaskInstanceState.Failed, EndDate = Host.Now, FailureMessage = "Exit code 9: no space left." });
        await Expect(row.Locator(".badge")).ToHaveTextAsync("Failed");
        await Expect(row.Locator(".chip")).ToHaveCSSAsync("background-color", "rgb(197, 19, 55)");
        await Expect(row).ToContainTextAsync("no space left");
        await Expect(Page.Locator(".state-filter")).ToContainTextAsync("Failed 1");

        Client.LoseAnUpdate(DemoData.LiveDag, runId);
        Client.Move(DemoData.LiveDag, runId, "export_parquet", t => t with { State = TaskInstanceState.Success, EndDate = Host.Now });
        await Expect(Page.Locator("table.tasks tbody tr", new() { HasText = "export_parquet" }).Locator(".badge")).ToHaveTextAsync("Success");

        Client.Move(DemoData.LiveDag, runId, r => r with { State = DagRunState.Failed, EndDate = Host.Now });
        await Expect(Page.Locator(".page-title .badge")).ToHaveTextAsync("Failed");
    }

    [BrowserFact]
    public async Task Run_AfterItHasEnded_GoesOnWhenTasksAreCleared()
    {
        await OpenAsync(LiveRunUrl);
        var runId = DemoData.LiveRun(Host.Now);
        Client.Move(DemoData.LiveDag, runId, r => r with { State = DagRunState.Failed, EndDate = Host.Now });
        await Expect(Page.Locator(".page-title .badge")).ToHaveTextAsync("Failed");
        Client.PutRun(DemoData.Run(DemoData.LiveDag, runId, DagRunState.Running, Host.Now, null));
        await Expect(Page.Locator(".page-title .badge")).ToHaveTextAsync("Running");
    }

    [BrowserFact]
    public async Task Tasks_FilteredByState_KeepItInTheAddress()
    {
        await OpenAsync(LiveRunUrl);
        await Page.Locator(".state-filter a", new() { HasText = "Up for retry" }).ClickAsync();
        await Expect(Page.Locator("table.tasks tbody tr:not(.space)")).ToHaveCountAsync(1);
        await ExpectPage().ToHaveURLAsync(new Regex(@"\?state=up_for_retry$"));
        await Page.GoBackAsync();
        await Expect(Page.Locator("table.tasks tbody tr:not(.space)")).ToHaveCountAsync(26);
    }

    [BrowserFact]
    public async Task Tasks_TenThousand_StayFewElementsAndScrollToTheLast()
    {
        await OpenAsync($"dags/{DemoData.LargeDag}/runs/{Uri.EscapeDataString(DemoData.LargeRun)}");
        await Expect(Page.GetByRole(AriaRole.Link, new() { Name = "rebuild.part_0000" })).ToBeVisibleAsync();
        (await CountElementsAsync()).ShouldBeLessThan(3_000);
        await Page.EvaluateAsync("scrollTo(0, document.documentElement.scrollHeight)");
        await Expect(Page.GetByRole(AriaRole.Link, new() { Name = "rebuild.part_9999" })).ToBeInViewportAsync();
        (await CountElementsAsync()).ShouldBeLessThan(3_000);
        await Page.Locator(".strip canvas").ScrollIntoViewIfNeededAsync();
        (await Page.EvaluateAsync<int>("(() => { const c = document.querySelector('.strip canvas'); return [...c.getContext('2d').getImageData(0, 0, c.width, c.height).data].filter(v => v > 0).length; })()")).ShouldBeGreaterThan(10_000);
    }

    [BrowserFact]
    public async Task Clear_BeforeItIsDone_ListsWhatIsAffected()
    {
        await OpenAsync($"dags/{DemoData.FailedDag}/runs/{Uri.EscapeDataString(DemoData.FailedRun(Host.Now))}");
        await Page.GetByRole(AriaRole.Button, new() { Name = "Clear failed" }).ClickAsync();
        var dialog = Page.GetByRole(AriaRole.Dialog, new() { Name = "Clear failed?" });
        await Expect(dialog.Locator(".affected li")).ToHaveTextAsync(["Failedcheck_totals", "Upstream failedupload", "Upstream failedconfirm"]);
        await Page.Keyboard.PressAsync("Escape");
        await Expect(dialog).ToHaveCountAsync(0);
        Client.Requests.ShouldBeEmpty();
        await Page.GetByRole(AriaRole.Button, new() { Name = "Clear failed" }).ClickAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Clear failed" }).ClickAsync();
        await Expect(dialog).ToHaveCountAsync(0);
        Client.Requests.ShouldBe([$"clear {DemoData.FailedRun(Host.Now)} check_totals,upload,confirm"]);
    }

    [BrowserFact]
    public async Task Mark_WhenRefused_ShowsWhy()
    {
        await OpenAsync(LiveRunUrl);
        await Page.GetByRole(AriaRole.Button, new() { Name = "Mark failed" }).ClickAsync();
        var dialog = Page.GetByRole(AriaRole.Dialog);
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Mark failed" }).ClickAsync();
        await Expect(dialog.GetByRole(AriaRole.Alert)).ToContainTextAsync("has just ended");
    }

    private Task<int> CountElementsAsync() => Page.EvaluateAsync<int>("document.querySelectorAll('*').length");
}
