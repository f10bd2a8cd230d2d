using Microsoft.Playwright;

namespace Orrery.Browser.Tests;

public sealed class ReconnectTests(BrowserFixture fixture) : DashboardTest(fixture)
{
    [BrowserFact]
    public async Task Server_WhenRestarted_BringsThePageBackAtTheSameAddress()
    {
        Forgiven = _ => true;
        await OpenAsync("dags?q=crm");
        await Expect(Page.Locator("table.dags tbody tr")).ToHaveCountAsync(1);
        var address = Host.Address.TrimEnd('/');
        await Host.DisposeAsync();
        await Expect(Page.GetByRole(AriaRole.Dialog, new() { Name = "Connection lost" })).ToBeVisibleAsync();
        await using var again = await DashboardHost.StartAsync(address);
        await Expect(Page.GetByRole(AriaRole.Dialog, new() { Name = "Connection lost" })).ToBeHiddenAsync(new() { Timeout = 15_000 });
        await Expect(Page.Locator("table.dags tbody tr")).ToHaveCountAsync(1);
        await ExpectPage().ToHaveURLAsync(address + "/dags?q=crm");
        await Page.CloseAsync();
    }
}
