using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Orrery.Browser.Tests.Demo;

namespace Orrery.Browser.Tests;

public sealed class ListPageTests(BrowserFixture fixture) : DashboardTest(fixture)
{
    [BrowserFact]
    public async Task Dags_WhenOpened_ShowAndFilterByTyping()
    {
        await OpenAsync("dags");
        var rows = Page.Locator("table.dags tbody tr");
        await Expect(rows).ToHaveCountAsync(12);
        await Page.Keyboard.PressAsync("/");
        await Page.Keyboard.TypeAsync("_daily");
        await Expect(rows).ToHaveCountAsync(1);
        await ExpectPage().ToHaveURLAsync(new Regex(@"\?q=_daily$"));
        await Page.ReloadAsync();
        await Expect(rows).ToHaveCountAsync(1);
        await Expect(Page.GetByRole(AriaRole.Searchbox, new() { Name = "Filter by name" })).ToHaveValueAsync("_daily");
    }

    [BrowserFact]
    public async Task Dags_FilterWithoutMatch_SaysThatTheFilterIsWhy()
    {
        await OpenAsync("dags?q=nothing-like-this");
        await Expect(Page.GetByRole(AriaRole.Heading, new() { Name = "No DAG matches" })).ToBeVisibleAsync();
        await Page.GetByRole(AriaRole.Link, new() { Name = "Clear the filter" }).ClickAsync();
        await Expect(Page.Locator("table.dags tbody tr")).ToHaveCountAsync(12);
    }

    [BrowserFact]
    public async Task Dags_WhenOneIsPaused_ItsSwitchSaysSo()
    {
        await OpenAsync("dags");
        var toggle = Page.GetByRole(AriaRole.Switch, new() { Name = "Schedule of crm_sync" });
        await Expect(toggle).ToBeCheckedAsync();
        await toggle.ClickAsync();
        await Expect(toggle).Not.ToBeCheckedAsync();
        Client.Requests.ShouldContain("pause crm_sync True");
    }

    [BrowserFact]
    public async Task Dags_NewRun_AppearsWithoutAsking()
    {
        await OpenAsync("dags");
        var bars = Page.Locator("tr", new() { HasText = "gdpr_erasure" }).Locator(".bars a");
        await Expect(Page.Locator("tr", new() { HasText = "gdpr_erasure" })).ToContainTextAsync("none yet");
        Client.PutRun(DemoData.Run("gdpr_erasure", "manual__1", Core.States.DagRunState.Running, Host.Now, null));
        await Expect(bars).ToHaveCountAsync(1);
        await bars.First.ClickAsync();
        await Expect(Page.GetByRole(AriaRole.Heading, new() { Name = "manual__1" })).ToBeVisibleAsync();
    }

    [BrowserFact]
    public async Task Trigger_WithParams_GoesToTheRun()
    {
        await OpenAsync("dags");
        await Page.GetByRole(AriaRole.Button, new() { Name = "Trigger gdpr_erasure" }).ClickAsync();
        var dialog = Page.GetByRole(AriaRole.Dialog);
        await dialog.GetByLabel("Params").FillAsync("[1, 2]");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Trigger" }).ClickAsync();
        await Expect(dialog.GetByRole(AriaRole.Alert)).ToContainTextAsync("no JSON object");
        Client.Requests.ShouldBeEmpty();
        await dialog.GetByLabel("Params").FillAsync("{\"customer\": 4711}");
        await dialog.GetByLabel("Note").FillAsync("asked by mail");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Trigger" }).ClickAsync();
        await ExpectPage().ToHaveURLAsync(new Regex("/dags/gdpr_erasure/runs/manual__demo_1$"));
        await Expect(Page.Locator(".note-bar")).ToContainTextAsync("asked by mail");
        Client.Requests.ShouldBe(["trigger gdpr_erasure conf={\"customer\": 4711} note=asked by mail"]);
    }

    [BrowserFact]
    public async Task Trigger_OfADagWithParams_AsksForThemInAForm()
    {
        await OpenAsync($"dags/{DemoData.FailedDag}");
        await Page.GetByRole(AriaRole.Button, new() { Name = "Trigger" }).ClickAsync();
        var dialog = Page.GetByRole(AriaRole.Dialog);
        await Expect(dialog.GetByLabel("region")).ToBeFocusedAsync();
        await dialog.GetByLabel("limit").FillAsync("0");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Trigger" }).ClickAsync();
        await Expect(dialog.GetByRole(AriaRole.Alert)).ToContainTextAsync("limit is 0, less than the minimum 1.");
        Client.Requests.ShouldBeEmpty();
        await dialog.GetByLabel("limit").FillAsync("20");
        await dialog.GetByLabel("region").SelectOptionAsync("Asia and Pacific");
        await dialog.GetByLabel("Send again").CheckAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "As JSON" }).ClickAsync();
        await Expect(dialog.GetByLabel("Params")).ToHaveValueAsync(new Regex("\"resend\": true"));
        await dialog.GetByLabel("Params").FillAsync("{\"limit\": 30, \"ticket\": \"A-1\"}");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "As a form" }).ClickAsync();
        await Expect(dialog.GetByLabel("limit")).ToHaveValueAsync("30");
        await Expect(dialog.GetByLabel("Send again")).Not.ToBeCheckedAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Trigger" }).ClickAsync();
        await ExpectPage().ToHaveURLAsync(new Regex($"/dags/{DemoData.FailedDag}/runs/manual__demo_1$"));
        JsonNode.DeepEquals(JsonNode.Parse(Client.Requests.ShouldHaveSingleItem().Split("conf=")[1].Split(" note=")[0]), new JsonObject { ["ticket"] = "A-1", ["limit"] = 30 }).ShouldBeTrue();
    }

    [BrowserFact]
    public async Task ImportErrors_WhenOneIsAdded_AreCountedInTheBar()
    {
        await OpenAsync("import-errors");
        var count = Page.GetByRole(AriaRole.Navigation, new() { Name = "Pages" }).Locator(".count");
        await Expect(count).ToHaveTextAsync("1");
        Client.PutImportError(new() { BundleName = "etl", Filename = "dags/new.yaml", StackTrace = "dags/new.yaml:1:1: <b>not yaml</b>", FirstSeen = Host.Now, Timestamp = Host.Now });
        await Expect(count).ToHaveTextAsync("2");
        await Expect(Page.Locator(".error-card pre").Last).ToContainTextAsync("<b>not yaml</b>");
    }

    [BrowserFact]
    public async Task Addresses_OfWhatDoesNotExist_SayWhatMayBeMeant()
    {
        await OpenAsync("dags/billing_exprt");
        await Page.GetByRole(AriaRole.Link, new() { Name = "billing_export" }).ClickAsync();
        await Expect(Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("billing_export");
        await OpenAsync("dags/billing_export/nonsense/here");
        await Expect(Page.GetByRole(AriaRole.Heading, new() { Name = "There is no such page" })).ToBeVisibleAsync();
    }

    [BrowserFact]
    public async Task Ids_ThatAreHostile_ReachTheirPages()
    {
        foreach (var id in new[] { "a+b:c", "a/b", "a%2Fb", "100%", "😀", "<b>x</b>", "q?x=1#L2" })
        {
            Client.PutDag(new() { DagId = id, BundleName = "b", RelativeFileloc = "f", Version = "0123456789" });
            Client.PutRun(DemoData.Run(id, id, Core.States.DagRunState.Success, Host.Now, TimeSpan.FromSeconds(1)));
            await OpenAsync($"dags/{Uri.EscapeDataString(id)}/runs");
            await Expect(Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync(id);
            await Page.Locator("table.runs tbody th a").ClickAsync();
            await Expect(Page.Locator(".page-title .badge")).ToHaveTextAsync("Success");
            await Page.ReloadAsync();
            await Expect(Page.Locator(".page-title .badge")).ToHaveTextAsync("Success");
            await Expect(Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync(id);
        }
    }
}
