using Microsoft.Playwright;
using Orrery.Browser.Tests.Demo;

namespace Orrery.Browser.Tests;

public sealed class VersionsPageTests(BrowserFixture fixture) : DashboardTest(fixture)
{
    [BrowserFact]
    public async Task Versions_WhenAnotherPairIsPicked_ShowsWhatDiffersBetweenThem()
    {
        await OpenAsync($"dags/{DemoData.FailedDag}");
        await Page.GetByRole(AriaRole.Link, new() { Name = "Versions" }).ClickAsync();
        await Expect(Page.GetByRole(AriaRole.Heading, new() { Name = "What differs between v2 and v3" })).ToBeVisibleAsync();

        await Page.GetByLabel("Earlier release").SelectOptionAsync("1");

        await Expect(Page.GetByRole(AriaRole.Heading, new() { Name = "What differs between v1 and v3" })).ToBeVisibleAsync();
        await ExpectPage().ToHaveURLAsync(new System.Text.RegularExpressions.Regex("versions\\?from=1$"));
        await Expect(Page.Locator(".diff .removed")).ToHaveTextAsync("-- {task_id: load, bash: one}");
    }

    [BrowserFact]
    public async Task Rollout_WhenPromoted_MakesTheCandidateLive()
    {
        await OpenAsync($"dags/{DemoData.FailedDag}/versions");
        await Page.GetByRole(AriaRole.Button, new() { Name = "Roll out…" }).ClickAsync();
        await Page.GetByRole(AriaRole.Button, new() { Name = "Promote v3" }).ClickAsync();

        await Expect(Page.Locator(".versions tr", new() { HasText = "v3" }).Locator(".tag")).ToHaveTextAsync("live");
        Client.MemoryVersions.Asked.ShouldBe(["promote "]);
    }

    [BrowserFact]
    public async Task Rollout_WhenAShareIsChosen_AsksForIt()
    {
        await OpenAsync($"dags/{DemoData.FailedDag}/versions");
        await Page.GetByRole(AriaRole.Button, new() { Name = "Roll out…" }).ClickAsync();
        await Page.GetByLabel("Percent of new runs").FillAsync("35");
        await Page.GetByLabel("Promote after").FillAsync("7");
        await Page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();

        await Expect(Page.GetByText("New releases take 35 % of new runs before they are live; promoted after 7 successes")).ToBeVisibleAsync();
        Client.MemoryVersions.Asked.ShouldBe(["rollout 35  7 2  False"]);
    }
}
