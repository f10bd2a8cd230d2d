using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Orrery.Browser.Tests.Demo;
using Orrery.Core.States;

namespace Orrery.Browser.Tests;

public sealed class OverviewPageTests(BrowserFixture fixture) : DashboardTest(fixture)
{
    [BrowserFact]
    public async Task Overview_WhenOpened_SaysWhatBrokeAndLeadsToIt()
    {
        await OpenAsync("");
        await Expect(Page.GetByRole(AriaRole.Heading, new() { Name = "Overview", Exact = true })).ToBeVisibleAsync();
        var failure = Page.Locator(".failure", new() { HasText = DemoData.FailedDag }).First;
        await Expect(failure).ToBeVisibleAsync();
        await failure.GetByRole(AriaRole.Link, new() { Name = DemoData.FailedDag }).ClickAsync();
        await ExpectPage().ToHaveURLAsync(new Regex($"/dags/{DemoData.FailedDag}/runs/"));
    }

    [BrowserFact]
    public async Task Overview_WhenARunStarts_CountsItWithoutAsking()
    {
        await OpenAsync("");
        var running = Page.Locator(".tile", new() { HasText = "Running" }).Locator("b");
        var before = int.Parse(await running.InnerTextAsync());
        Client.PutRun(DemoData.Run("gdpr_erasure", "manual__1", DagRunState.Running, Host.Now, null));
        await Expect(running).ToHaveTextAsync($"{before + 1}");
        await Page.Locator(".tile", new() { HasText = "Running" }).ClickAsync();
        await ExpectPage().ToHaveURLAsync(new Regex(@"/runs\?state=running$"));
    }
}
