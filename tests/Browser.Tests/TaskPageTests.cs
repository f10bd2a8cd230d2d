using Microsoft.Playwright;
using Orrery.Browser.Tests.Demo;
using Orrery.Grains.Interfaces.Catalog;

namespace Orrery.Browser.Tests;

public sealed class TaskPageTests(BrowserFixture fixture) : DashboardTest(fixture)
{
    [BrowserFact]
    public async Task Approval_WhenAnswered_IsSentAndShown()
    {
        Client.PutApproval(new ApprovalInfo
        {
            DagId = DemoData.LiveDag, DagRunId = DemoData.LiveRun(Host.Now), TaskId = "mart_refunds", TryNumber = 1, Subject = "Release?",
            Options = ["Approve", "Reject"], CreatedAt = Host.Now,
        });
        await OpenAsync($"{LiveRunUrl}/tasks/mart_refunds");
        var panel = Page.Locator(".ask");

        await panel.GetByRole(AriaRole.Button, new() { Name = "Answer" }).ClickAsync();
        await Expect(panel.GetByRole(AriaRole.Alert)).ToContainTextAsync("No option is chosen");
        await panel.GetByLabel("Reject").CheckAsync();
        await panel.GetByLabel("Approve").CheckAsync();
        await panel.GetByLabel("Params").FillAsync("{");
        await panel.GetByRole(AriaRole.Button, new() { Name = "Answer" }).ClickAsync();
        await Expect(panel.GetByRole(AriaRole.Alert)).ToContainTextAsync("not JSON");
        await panel.GetByLabel("Params").FillAsync("{\"day\": 1}");
        await panel.GetByRole(AriaRole.Button, new() { Name = "Answer" }).ClickAsync();

        await Expect(panel).ToContainTextAsync("Approve by");
        await Expect(Page.Locator(".page-title .badge")).ToHaveTextAsync("Success");
        Client.Requests.ShouldBe(["answer mart_refunds  ", "answer mart_refunds Approve {\"day\": 1}"]);
    }

    [BrowserFact]
    public async Task Clear_OfATask_SaysWhatItReachesBeforeItDoesAnything()
    {
        await OpenAsync(FailedTaskUrl);
        await Page.GetByRole(AriaRole.Button, new() { Name = "Clear", Exact = true }).ClickAsync();
        var dialog = Page.GetByRole(AriaRole.Dialog, new() { Name = "Clear check_totals" });
        await Expect(dialog.GetByRole(AriaRole.Status)).ToContainTextAsync("3 tasks will run again");
        await dialog.GetByLabel("what depends on it").UncheckAsync();
        await Expect(dialog.GetByRole(AriaRole.Status)).ToContainTextAsync("1 task will run again");
        Client.Requests.ShouldBeEmpty();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Clear", Exact = true }).ClickAsync();
        await Expect(dialog).ToBeHiddenAsync();
        Client.Requests.ShouldBe(["clear check_totals"]);
    }

    [BrowserFact]
    public async Task Mark_OfATask_GivesItTheChosenState()
    {
        await OpenAsync($"{LiveRunUrl}/tasks/load_orders");
        await Page.GetByRole(AriaRole.Button, new() { Name = "Mark", Exact = true }).ClickAsync();
        var dialog = Page.GetByRole(AriaRole.Dialog, new() { Name = "Mark load_orders" });
        await dialog.GetByLabel("Skipped").CheckAsync();
        await Expect(dialog.GetByRole(AriaRole.Status)).ToContainTextAsync("1 task will be marked");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Mark", Exact = true }).ClickAsync();
        await Expect(Page.Locator(".page-title .badge")).ToHaveTextAsync("Skipped");
        Client.Requests.ShouldBe(["mark skipped load_orders"]);
    }

    [BrowserFact]
    public async Task Note_WhenSaved_IsShownAndCanBeTakenAway()
    {
        await OpenAsync($"{LiveRunUrl}/tasks/load_orders");
        await Page.GetByRole(AriaRole.Button, new() { Name = "Add a note" }).ClickAsync();
        var dialog = Page.GetByRole(AriaRole.Dialog, new() { Name = "Note on load_orders" });
        await dialog.GetByLabel("Note").FillAsync("looked into");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Expect(dialog).ToHaveCountAsync(0);
        await Expect(Page.Locator(".note-bar p")).ToHaveTextAsync("looked into");

        await Page.GetByRole(AriaRole.Button, new() { Name = "Edit note" }).ClickAsync();
        await dialog.GetByLabel("Note").FillAsync("");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Expect(Page.Locator(".note-bar p")).ToHaveTextAsync("No note");
    }
}
