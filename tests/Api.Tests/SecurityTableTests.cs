using System.Net;
using System.Text;
using Orrery.Api.Tests.Support;

namespace Orrery.Api.Tests;

/// <summary>Who gets what: every kind of address by every kind of caller.</summary>
public sealed class SecurityTableTests(ApiServerFixture fixture) : IClassFixture<ApiServerFixture>
{
    private static readonly Caller[] Callers =
    [
        new("nobody"), new("wrong token"), new("token"), new("cookie"), new("cookie, own origin"), new("cookie, other origin"), new("cookie, other port"),
        new("token, other origin"), new("token, wrong host"), new("cookie, wrong host"), new("wrong token and cookie"), new("forged cookie"),
    ];

    private static readonly (string Method, string Path, string? Body, int[] Statuses)[] Targets =
    [
        ("GET", "api/v2/dags", null, [401, 401, 200, 200, 200, 200, 200, 200, 421, 421, 401, 401]),
        ("GET", "api/v2/version", null, [401, 401, 200, 200, 200, 200, 200, 200, 421, 421, 401, 401]),
        ("GET", "api/v2/nothing", null, [401, 401, 404, 404, 404, 404, 404, 404, 421, 421, 401, 401]),
        ("PATCH", "api/v2/dags/sales", """{"is_paused":true}""", [401, 401, 200, 403, 200, 403, 403, 200, 421, 421, 401, 401]),
        ("POST", "api/v2/dags/sales/dagRuns", "{}", [401, 401, 200, 403, 200, 403, 403, 200, 421, 421, 401, 401]),
        ("POST", "api/v2/bundles/main/parse", "{}", [401, 401, 200, 403, 200, 403, 403, 200, 421, 421, 401, 401]),
        ("POST", "api/v2/sign-in-links", null, [401, 401, 200, 403, 200, 403, 403, 200, 421, 421, 401, 401]),
        ("GET", "dags", null, [401, 401, 200, 200, 200, 200, 200, 200, 421, 421, 401, 401]),
        ("POST", "_blazor/negotiate", null, [401, 401, 200, 403, 200, 403, 403, 200, 421, 421, 401, 401]),
        ("UPGRADE", "dags", null, [401, 401, 200, 403, 200, 403, 403, 200, 421, 421, 401, 401]),
        ("GET", "_orrery/1/app.css", null, [200, 200, 200, 200, 200, 200, 200, 200, 421, 421, 200, 200]),
        ("GET", "health", null, [200, 200, 200, 200, 200, 200, 200, 200, 421, 421, 200, 200]),
        ("GET", "no/such/page", null, [401, 401, 404, 404, 404, 404, 404, 404, 421, 421, 401, 401]),
    ];

    public static TheoryData<string, string, string?, string, int> Table()
    {
        var table = new TheoryData<string, string, string?, string, int>();
        foreach (var (method, path, body, statuses) in Targets)
        {
            foreach (var (caller, status) in Callers.Zip(statuses))
            {
                table.Add(method, path, body, caller.Name, status);
            }
        }

        return table;
    }

    [Theory]
    [MemberData(nameof(Table))]
    public async Task Request_ByThisCaller_IsAnsweredThus(string method, string path, string? body, string caller, int status)
    {
        var server = fixture.Server;
        using var http = server.CreateHttp(withToken: false);
        using var request = new HttpRequestMessage(method == "UPGRADE" ? HttpMethod.Get : new HttpMethod(method), path);
        if (method == "UPGRADE")
        {
            request.Headers.Connection.Add("Upgrade");
            request.Headers.Upgrade.ParseAdd("websocket");
        }

        if (body is not null)
        {
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        }

        var port = server.Address.Port;
        foreach (var part in caller.Split([", ", " and "], StringSplitOptions.None))
        {
            switch (part)
            {
                case "token":
                    request.Headers.Add("Authorization", $"Bearer {server.Token}");
                    break;
                case "wrong token":
                    request.Headers.Add("Authorization", $"Bearer {server.Token}x");
                    break;
                case "cookie":
                    request.Headers.Add("Cookie", await server.SignInAsync());
                    break;
                case "forged cookie":
                    var cookie = await server.SignInAsync();
                    request.Headers.Add("Cookie", cookie[..(cookie.IndexOf('=', StringComparison.Ordinal) + 1)] + "CfDJ8forged");
                    break;
                case "own origin":
                    request.Headers.Add("Origin", $"http://127.0.0.1:{port}");
                    break;
                case "other origin":
                    request.Headers.Add("Origin", "http://evil.example");
                    break;
                case "other port":
                    request.Headers.Add("Origin", $"http://127.0.0.1:{port + 1}");
                    break;
                case "wrong host":
                    request.Headers.Host = $"evil.example:{port}";
                    break;
                default:
                    part.ShouldBe("nobody");
                    break;
            }
        }

        using var response = await http.SendAsync(request);
        ((int)response.StatusCode).ShouldBe(status, await response.Content.ReadAsStringAsync());
        response.Headers.GetValues("X-Content-Type-Options").ShouldBe(["nosniff"]);
        response.Headers.GetValues("Content-Security-Policy").Single().ShouldContain("default-src 'self'");
        response.Headers.GetValues("Content-Security-Policy").Single().ShouldContain("frame-ancestors 'none'");
        response.Headers.GetValues("Referrer-Policy").Single().ShouldNotBeEmpty();
        if (status >= 400 && path.StartsWith("api/", StringComparison.Ordinal))
        {
            response.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        }
    }

    [Theory]
    [InlineData("localhost", true)]
    [InlineData("LOCALHOST", true)]
    [InlineData("127.0.0.1", true)]
    [InlineData("[::1]", true)]
    [InlineData("127.0.0.2", false)]
    [InlineData("localhost.evil.example", false)]
    [InlineData("evil.localhost", false)]
    [InlineData("0.0.0.0", false)]
    public async Task Host_WhenSent_IsHeldToOurNames(string host, bool isOurs)
    {
        foreach (var (port, isOurPort) in new[] { (fixture.Server.Address.Port, true), (80, false), (1, false) })
        {
            using var http = fixture.Server.CreateHttp();
            using var request = new HttpRequestMessage(HttpMethod.Get, "api/v2/version");
            request.Headers.Host = port == 80 ? host : $"{host}:{port}";
            using var response = await http.SendAsync(request);
            response.StatusCode.ShouldBe(isOurs && isOurPort ? HttpStatusCode.OK : HttpStatusCode.MisdirectedRequest);
        }
    }

    [Theory]
    [InlineData("same-origin", HttpStatusCode.OK)]
    [InlineData("same-site", HttpStatusCode.Forbidden)]
    [InlineData("none", HttpStatusCode.Forbidden)]
    public async Task Session_WhenNoOriginIsSent_DependsOnSecFetchSite(string site, HttpStatusCode expected)
    {
        using var http = fixture.Server.CreateHttp(withToken: false);
        using var request = new HttpRequestMessage(HttpMethod.Post, "api/v2/sign-in-links");
        request.Headers.Add("Cookie", await fixture.Server.SignInAsync());
        request.Headers.Add("Sec-Fetch-Site", site);
        using var response = await http.SendAsync(request);
        response.StatusCode.ShouldBe(expected);
    }

    [Fact]
    public async Task Page_WhenNotSignedIn_SaysHowTo()
    {
        using var http = fixture.Server.CreateHttp(withToken: false);
        using var request = new HttpRequestMessage(HttpMethod.Get, "dags");
        request.Headers.Add("Accept", "text/html,application/xhtml+xml,*/*;q=0.8");
        using var response = await http.SendAsync(request);
        response.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        response.Content.Headers.ContentType!.MediaType.ShouldBe("text/html");
        (await response.Content.ReadAsStringAsync()).ShouldContain("orrery sign-in");
    }

    private sealed record Caller(string Name);
}
