using System.Net;
using Orrery.Api.Tests.Support;
using Orrery.Silo.Security;

namespace Orrery.Api.Tests;

/// <summary>Links and the sessions they open.</summary>
public sealed class SignInTests : IAsyncLifetime
{
    private ApiServer _server = null!;
    private HttpClient _browser = null!;

    public async Task InitializeAsync()
    {
        _server = await ApiServer.StartAsync(signInAttempts: 5);
        _browser = _server.CreateHttp(withToken: false);
    }

    public async Task DisposeAsync()
    {
        _browser.Dispose();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task Link_WhenOpened_SetsACookieThatOnlyTheServerSees()
    {
        using var response = await _browser.GetAsync(_server.Links.Create(_server.Address).Url);
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        var cookie = response.Headers.GetValues("Set-Cookie").Single();
        cookie.ShouldStartWith("orrery-");
        cookie.ShouldContain("; path=/");
        cookie.ShouldContain("; samesite=strict");
        cookie.ShouldContain("; httponly");
        cookie.ShouldNotContain("expires");
        response.Headers.GetValues("Referrer-Policy").ShouldBe(["no-referrer"]);
        response.Headers.CacheControl!.NoStore.ShouldBeTrue();
        (await response.Content.ReadAsStringAsync()).ShouldContain("url=/");
    }

    [Fact]
    public async Task Page_BeforeSigningIn_RunsNothingAndHasAStyle()
    {
        using var page = await _browser.GetAsync("sign-in");
        page.StatusCode.ShouldBe(HttpStatusCode.OK);
        page.Headers.GetValues("Content-Security-Policy").ShouldHaveSingleItem().ShouldStartWith("default-src 'none'; style-src 'self'; form-action 'self';");
        (await page.Content.ReadAsStringAsync()).ShouldContain("href=\"/sign-in/page.css\"");

        using var style = await _browser.GetAsync("sign-in/page.css");
        style.StatusCode.ShouldBe(HttpStatusCode.OK);
        style.Content.Headers.ContentType!.MediaType.ShouldBe("text/css");
    }

    [Fact]
    public async Task Link_WhenOpenedTwice_WorksOnce()
    {
        var link = _server.Links.Create(_server.Address).Url;
        using var first = await _browser.GetAsync(link);
        using var second = await _browser.GetAsync(link);
        first.StatusCode.ShouldBe(HttpStatusCode.OK);
        second.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        second.Headers.Contains("Set-Cookie").ShouldBeFalse();
        (await second.Content.ReadAsStringAsync()).ShouldContain("orrery sign-in");
    }

    [Theory]
    [InlineData(599, HttpStatusCode.OK)]
    [InlineData(600, HttpStatusCode.Unauthorized)]
    public async Task Link_WhenItWaitsTooLong_Expires(int seconds, HttpStatusCode expected)
    {
        var link = _server.Links.Create(_server.Address);
        link.ExpiresAt.ShouldBe(_server.Clock.GetUtcNow().AddMinutes(10));
        _server.Clock.Advance(TimeSpan.FromSeconds(seconds));
        using var response = await _browser.GetAsync(link.Url);
        response.StatusCode.ShouldBe(expected);
    }

    [Fact]
    public async Task Link_WhenManyWait_TheOldestGoes()
    {
        var links = Enumerable.Range(0, SignInLinks.MaxWaiting + 1).Select(_ => _server.Links.Create(_server.Address).Url).ToList();
        using var oldest = await _browser.GetAsync(links[0]);
        using var second = await _browser.GetAsync(links[1]);
        oldest.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        second.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("sign-in?token=")]
    [InlineData("sign-in?token=wrong")]
    [InlineData("sign-in?token=a&token=b")]
    public async Task Link_WhenItIsNone_OpensNothing(string path)
    {
        using var response = await _browser.GetAsync(path);
        response.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        response.Headers.Contains("Set-Cookie").ShouldBeFalse();
    }

    [Fact]
    public async Task SignIn_WhenTriedTooOften_HasToWait()
    {
        for (var i = 0; i < 5; i++)
        {
            using var wrong = await _browser.GetAsync("sign-in?token=wrong");
            wrong.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        }

        using var response = await _browser.GetAsync(_server.Links.Create(_server.Address).Url);
        response.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        response.Headers.RetryAfter.ShouldNotBeNull();
    }

    [Theory]
    [InlineData(11, HttpStatusCode.OK)]
    [InlineData(13, HttpStatusCode.Unauthorized)]
    public async Task Session_WhenNotUsed_Ends(int hours, HttpStatusCode expected)
    {
        var cookie = await _server.SignInAsync();
        _server.Clock.Advance(TimeSpan.FromHours(hours));
        using var request = new HttpRequestMessage(HttpMethod.Get, "api/v2/version");
        request.Headers.Add("Cookie", cookie);
        using var response = await _browser.SendAsync(request);
        response.StatusCode.ShouldBe(expected);
    }

    [Fact]
    public async Task Session_WhenTheCredentialIsOfAnotherServer_IsNone()
    {
        await using var other = await ApiServer.StartAsync();
        var value = (await other.SignInAsync()).Split('=', 2)[1];
        var name = (await _server.SignInAsync()).Split('=', 2)[0];
        using var request = new HttpRequestMessage(HttpMethod.Get, "api/v2/version");
        request.Headers.Add("Cookie", $"{name}={value}");
        using var response = await _browser.SendAsync(request);
        response.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }
}
