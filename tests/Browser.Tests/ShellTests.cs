using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace Orrery.Browser.Tests;

public sealed class ShellTests(BrowserFixture fixture) : DashboardTest(fixture)
{
    [BrowserFact]
    public async Task Theme_WhenChosen_HoldsAndIsThereBeforeTheFirstPaint()
    {
        await OpenAsync("dags");
        await Expect(Page.Locator("html")).ToHaveAttributeAsync("data-theme", "light");
        await Page.Locator("[data-theme-switch] label", new() { HasText = "Dark theme" }).ClickAsync();
        await Expect(Page.Locator("html")).ToHaveAttributeAsync("data-theme", "dark");
        await Expect(Page.Locator("html")).ToHaveCSSAsync("background-color", "rgb(23, 25, 31)");
        await Page.ReloadAsync(new() { WaitUntil = WaitUntilState.Commit });
        await Expect(Page.Locator("html")).ToHaveAttributeAsync("data-theme", "dark");
        await Expect(Page.GetByRole(AriaRole.Radio, new() { Name = "Dark theme" })).ToBeCheckedAsync();
        await Page.Locator("[data-theme-switch] label", new() { HasText = "Theme of the system" }).ClickAsync();
        await Expect(Page.Locator("html")).ToHaveAttributeAsync("data-theme", "light");
        await Page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Dark });
        await Expect(Page.Locator("html")).ToHaveAttributeAsync("data-theme", "dark");
    }

    [BrowserFact]
    public async Task Zone_WhenChosen_RewritesTimesAndHolds()
    {
        await OpenAsync("runs");
        await Expect(Page.Locator("table.runs thead")).ToContainTextAsync("Started UTC");
        await Page.GetByLabel("Time zone").SelectOptionAsync("browser");
        await Expect(Page.Locator("table.runs thead")).ToContainTextAsync("Started Europe/Berlin");
        await Page.ReloadAsync();
        await Expect(Page.Locator("table.runs thead")).ToContainTextAsync("Started Europe/Berlin");
    }

    [BrowserFact]
    public async Task Keys_AreListedAndDoWhatTheListSays()
    {
        await OpenAsync("dags");
        await Expect(Page.Locator("table.dags")).ToBeVisibleAsync();
        await Page.Keyboard.PressAsync("?");
        var help = Page.GetByRole(AriaRole.Dialog, new() { Name = "Keys" });
        await Expect(help).ToContainTextAsync("Go to runs");
        await Page.Keyboard.PressAsync("Escape");
        await Expect(help).ToBeHiddenAsync();
        await Page.Keyboard.PressAsync("g");
        await Page.Keyboard.PressAsync("r");
        await ExpectPage().ToHaveURLAsync(new Regex("/runs$"));
        await Expect(Page.Locator("table.runs")).ToBeVisibleAsync();
        await Page.Keyboard.PressAsync("/");
        await Page.Keyboard.TypeAsync("gd");
        await ExpectPage().ToHaveURLAsync(new Regex(@"/runs\?q=gd$"));
    }

    [BrowserFact]
    public async Task Elapsed_WhileARunGoesOn_TicksInTheBrowser()
    {
        await OpenAsync(LiveRunUrl);
        var elapsed = Page.Locator(".facts .ticking");
        var before = await elapsed.InnerTextAsync();
        await Expect(elapsed).Not.ToHaveTextAsync(before);
    }

    [BrowserFact]
    public async Task Feed_WhenTheInstallationGoesAndReturns_IsStaleThenLive()
    {
        await OpenAsync("dags");
        var feed = Page.Locator(".feed");
        await Expect(feed).ToHaveTextAsync("live");
        Client.SetDown(true);
        await Expect(feed).ToHaveTextAsync(new Regex(@"^stale since \d\d:\d\d:\d\d$"));
        await Expect(Page.Locator("table.dags tbody tr")).ToHaveCountAsync(12);
        Client.SetDown(false);
        await Expect(feed).ToHaveTextAsync("live");
    }

    [BrowserFact]
    public async Task Page_WhenTheInstallationIsAway_SaysSoAndComesBack()
    {
        Client.SetDown(true);
        await OpenAsync("dags");
        await Expect(Page.GetByRole(AriaRole.Heading, new() { Name = "The installation cannot be reached" })).ToBeVisibleAsync();
        Client.SetDown(false);
        await Expect(Page.Locator("table.dags tbody tr")).ToHaveCountAsync(12);
    }

    [BrowserFact]
    public async Task Shell_BeforeTheCircuit_IsVisible()
    {
        await Page.RouteAsync("**/_blazor/**", route => route.AbortAsync());
        Forgiven = _ => true;
        await OpenAsync("dags");
        await Expect(Page.GetByRole(AriaRole.Navigation, new() { Name = "Pages" })).ToBeVisibleAsync();
        await Expect(Page.GetByRole(AriaRole.Status, new() { Name = "Loading" })).ToBeVisibleAsync();
    }

    [BrowserFact]
    public async Task ReducedMotion_StopsEveryAnimation()
    {
        await Page.EmulateMediaAsync(new() { ReducedMotion = ReducedMotion.Reduce });
        await OpenAsync(LiveRunUrl);
        await Expect(Page.Locator("table.tasks .pulse .icon").First).ToHaveCSSAsync("animation-name", "none");
    }
}
