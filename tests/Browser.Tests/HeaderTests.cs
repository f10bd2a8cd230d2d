using System.Net;

namespace Orrery.Browser.Tests;

/// <summary>What goes over the wire; needs no browser.</summary>
public sealed class HeaderTests : IAsyncLifetime
{
    private DashboardHost _host = null!;

    public async Task InitializeAsync() => _host = await DashboardHost.StartAsync();

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Fact]
    public async Task Pages_WhenServed_CarryThePolicy()
    {
        using var http = Open();
        using var page = await http.GetAsync(new Uri("dags", UriKind.Relative));
        page.Headers.GetValues("Content-Security-Policy").ShouldHaveSingleItem().ShouldStartWith("default-src 'none'; script-src 'self';");
        page.Headers.GetValues("X-Frame-Options").ShouldHaveSingleItem().ShouldBe("DENY");
    }

    [Fact]
    public async Task Assets_ByTheAddressInThePage_AreKeptForEver()
    {
        using var http = Open();
        var page = await http.GetStringAsync(new Uri("dags", UriKind.Relative));
        var address = System.Text.RegularExpressions.Regex.Match(page, "src=\"(_orrery/[^\"]*blazor.web.js)\"").Groups[1].Value;
        using var script = await http.GetAsync(new Uri(address, UriKind.Relative));
        script.StatusCode.ShouldBe(HttpStatusCode.OK);
        script.Headers.CacheControl!.ToString().ShouldContain("immutable");
        script.Content.Headers.ContentType!.MediaType.ShouldBe("text/javascript");

        using var again = new HttpRequestMessage(HttpMethod.Get, new Uri(address, UriKind.Relative));
        again.Headers.IfNoneMatch.Add(script.Headers.ETag!);
        using var unchanged = await http.SendAsync(again);
        unchanged.StatusCode.ShouldBe(HttpStatusCode.NotModified);
    }

    [Fact]
    public async Task Assets_UnderAnOldVersion_AreNotKept()
    {
        using var http = Open();
        using var script = await http.GetAsync(new Uri("_orrery/000000000000/js/app.js", UriKind.Relative));
        script.StatusCode.ShouldBe(HttpStatusCode.OK);
        script.Headers.CacheControl!.NoCache.ShouldBeTrue();
        using var missing = await http.GetAsync(new Uri("_orrery/000000000000/js/gone.js", UriKind.Relative));
        missing.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData("https://evil.example", HttpStatusCode.Forbidden)]
    [InlineData("null", HttpStatusCode.Forbidden)]
    [InlineData(null, HttpStatusCode.OK)]
    public async Task Circuit_OpenedByAnotherOrigin_IsRefused(string? origin, HttpStatusCode expected)
    {
        using var http = Open();
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri("_blazor/negotiate?negotiateVersion=1", UriKind.Relative));
        request.Headers.Add("Origin", origin ?? _host.Address.TrimEnd('/'));
        using var answer = await http.SendAsync(request);
        answer.StatusCode.ShouldBe(expected);
    }

    private HttpClient Open() => new() { BaseAddress = new Uri(_host.Address) };
}
