using Microsoft.Playwright;
using Orrery.Browser.Tests.Demo;
using Orrery.Client;

namespace Orrery.Browser.Tests;

public sealed class LogTests(BrowserFixture fixture) : DashboardTest(fixture)
{
    private ILocator Scroller => Page.Locator(".log-scroll");

    private ILocator Pill => Page.Locator(".pill");

    [BrowserFact]
    public async Task Log_WhileItGrows_FollowsUntilItsReaderScrollsUp()
    {
        var log = await OpenGrowingAsync();
        await Append(log, 401, 300);
        await Expect(Line(700)).ToBeInViewportAsync();

        await Scroller.HoverAsync();
        await Page.Mouse.WheelAsync(0, -2_000);
        await Expect(Pill).ToHaveTextAsync("Follow");
        await Page.WaitForFunctionAsync("() => document.querySelector('.log-scroll').scrollTop < 12000");
        var top = await ScrollTopAsync();
        await Append(log, 701, 10_000);
        await Expect(Pill).ToHaveTextAsync("10,000 new lines");
        (await ScrollTopAsync()).ShouldBe(top, "nothing may move under a reader");

        await Pill.ClickAsync();
        await Expect(Line(10_700)).ToBeInViewportAsync();
        await Append(log, 10_701, 5);
        await Expect(Line(10_705)).ToBeInViewportAsync();
        await Expect(Pill).ToHaveCountAsync(0);
    }

    [BrowserFact]
    public async Task Log_ScrolledBackToTheEnd_FollowsAgain()
    {
        var log = await OpenGrowingAsync();
        await Scroller.HoverAsync();
        await Page.Mouse.WheelAsync(0, -600);
        await Expect(Pill).ToBeVisibleAsync();
        await Page.Mouse.WheelAsync(0, 5_000);
        await Expect(Pill).ToHaveCountAsync(0);
        await Append(log, 401, 50);
        await Expect(Line(450)).ToBeInViewportAsync();
    }

    [BrowserFact]
    public async Task Log_EndKey_FollowsAgain()
    {
        await OpenGrowingAsync();
        await Scroller.HoverAsync();
        await Page.Mouse.WheelAsync(0, -600);
        await Expect(Pill).ToBeVisibleAsync();
        await Page.Keyboard.PressAsync("End");
        await Expect(Pill).ToHaveCountAsync(0);
        await Expect(Line(400)).ToBeInViewportAsync();
    }

    [BrowserFact]
    public async Task Log_DeepLink_ShowsAndMarksTheLine()
    {
        await OpenAsync(LiveRunUrl + "/tasks/load_orders?try=1#L42");
        await Expect(Line(42)).ToBeInViewportAsync();
        await Expect(Page.Locator(".line.marked")).ToHaveCountAsync(1);
        await Expect(Line(42)).ToContainTextAsync("partition 042");
    }

    [BrowserFact]
    public async Task Log_HostileText_StaysText()
    {
        await OpenAsync(FailedTaskUrl);
        await Expect(Page.GetByText("<script>window.hacked = true</script>")).ToBeVisibleAsync();
        await Expect(Page.GetByText("<img src=x onerror=\"window.hacked=true\">")).ToBeVisibleAsync();
        await Expect(Page.Locator(".log-rows img, .log-rows script")).ToHaveCountAsync(0);
        (await Page.Locator(".log-rows a[target]").EvaluateAllAsync<string[]>("links => links.map(l => l.href)")).ShouldAllBe(h => h.StartsWith("https://"));
        (await Page.EvaluateAsync<bool>("window.hacked === true")).ShouldBeFalse();
    }

    [BrowserFact]
    public async Task Log_Tries_AreTabsWithAddressesOfTheirOwn()
    {
        await OpenAsync(FailedTaskUrl);
        await Expect(Page.Locator(".failure")).ToContainTextAsync("totals differ by 12.40 EUR");
        await Page.GetByRole(AriaRole.Navigation, new() { Name = "Tries" }).GetByRole(AriaRole.Link, new() { Name = "Try 1" }).ClickAsync();
        await ExpectPage().ToHaveURLAsync(new System.Text.RegularExpressions.Regex(@"\?try=1$"));
        await Expect(Page.GetByText("reading invoices")).ToBeVisibleAsync();
        await Expect(Page.Locator(".failure")).ToContainTextAsync("Signal 9");
    }

    [BrowserFact]
    public async Task Log_Search_StepsThroughItsHits()
    {
        await OpenGrowingAsync();
        await Page.Keyboard.PressAsync("/");
        await Page.Keyboard.TypeAsync("partition 01");
        await Page.Keyboard.PressAsync("Enter");
        await Expect(Page.Locator(".hits")).ToContainTextAsync("1 of 10");
        await Expect(Line(10)).ToBeInViewportAsync();
        await Page.GetByRole(AriaRole.Button, new() { Name = "Next match" }).ClickAsync();
        await Expect(Page.Locator(".hits")).ToContainTextAsync("2 of 10");
        await Expect(Line(11).Locator("mark.current")).ToHaveTextAsync("partition 01");
    }

    [BrowserFact]
    public async Task Log_Download_IsTheWholeText()
    {
        await OpenAsync(FailedTaskUrl);
        var download = await Page.RunAndWaitForDownloadAsync(() => Page.GetByRole(AriaRole.Link, new() { Name = "Download" }).ClickAsync());
        download.SuggestedFilename.ShouldBe("billing_export.check_totals.2.log");
        var text = await File.ReadAllTextAsync(await download.PathAsync());
        text.Split('\n', StringSplitOptions.RemoveEmptyEntries).ShouldBe(HostileLines.All.Select(l => l.Text));
    }

    [BrowserFact]
    public async Task Task_NotStarted_SaysWhy()
    {
        await OpenAsync(LiveRunUrl + "/tasks/mart_refunds");
        await Expect(Page.GetByRole(AriaRole.Region, new() { Name = "Why it is not running" })).ToContainTextAsync("Pool 'warehouse' has no free slot");
        await Expect(Page.GetByRole(AriaRole.Heading, new() { Name = "Not started yet" })).ToBeVisibleAsync();
    }

    private ILocator Line(int number) => Page.Locator($"[data-line='{number}']");

    private Task<double> ScrollTopAsync() => Scroller.EvaluateAsync<double>("element => element.scrollTop");

    private async Task<DemoLog> OpenGrowingAsync()
    {
        var log = Client.PutLog(DemoData.LiveDag, DemoData.LiveRun(Host.Now), "load_orders", 1, isComplete: false);
        await Append(log, 1, 400);
        await OpenAsync(LiveRunUrl + "/tasks/load_orders");
        await Expect(Line(400)).ToBeInViewportAsync();
        await Expect(Page.Locator(".log-end")).ToContainTextAsync("following");
        return log;
    }

    private Task Append(DemoLog log, int first, int count)
    {
        log.Append(Host.Now, [.. Enumerable.Range(first, count).Select(i => (LogSource.Stdout, $"partition {i:000}"))]);
        return Task.CompletedTask;
    }
}
