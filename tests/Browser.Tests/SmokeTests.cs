namespace Orrery.Browser.Tests;

public sealed class SmokeTests
{
    [Fact]
    public async Task Assets_WhenHostHasOnlyTheAssembly_AreServed()
    {
        await using var host = await DashboardHost.StartAsync();
        using var http = new HttpClient { BaseAddress = new Uri(host.Address) };
        var page = await http.GetStringAsync(new Uri("dags", UriKind.Relative));
        page.ShouldContain("blazor.web.js");
        Console.WriteLine(page);
    }
}
