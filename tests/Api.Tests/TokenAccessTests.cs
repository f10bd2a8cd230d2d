using System.Net;
using System.Text;
using Orrery.Api.Tests.Support;

namespace Orrery.Api.Tests;

/// <summary>What a token of each role may do.</summary>
public sealed class TokenAccessTests(ApiServerFixture fixture) : IClassFixture<ApiServerFixture>
{
    private static readonly (string Method, string Path, string? Body, string[] Roles)[] Targets =
    [
        ("GET", "api/v2/dags", null, ["viewer", "user", "op", "admin"]),
        ("GET", "api/v2/bundles", null, ["viewer", "user", "op", "admin"]),
        ("GET", "api/v2/tokens", null, ["admin"]),
        ("GET", "API/V2/TOKENS", null, ["admin"]),
        ("POST", "api/v2/tokens", """{"name": "x", "role": "admin"}""", ["admin"]),
        ("POST", "api/v2/sign-in-links", null, ["admin"]),
        ("PATCH", "api/v2/dags/sales", """{"is_paused": true}""", ["user", "op", "admin"]),
        ("POST", "api/v2/dags/sales/dagRuns", "{}", ["user", "op", "admin"]),
        ("PATCH", "api/v2/pools/default_pool", """{"slots": 4}""", ["op", "admin"]),
        ("POST", "api/v2/bundles/main/parse", "{}", ["op", "admin", "deploy", "deploy main"]),
        ("POST", "api/v2/bundles/main/refresh", null, ["op", "admin", "deploy", "deploy main"]),
        ("POST", "api/v2/bundles/main/parsePath", "{}", ["op", "admin", "deploy", "deploy main"]),
        ("POST", "api/v2/bundles/main/deploy", "x", ["op", "admin", "deploy", "deploy main"]),
        ("POST", "api/v2/bundles/main/documents", """{"documents": [{}]}""", ["op", "admin", "deploy", "deploy main"]),
        ("POST", "api/v2/bundles/main%2F..%2Fother/refresh", null, ["op", "admin", "deploy"]),
        ("PATCH", "api/v2/bundles/main", """{"is_active": true}""", ["admin"]),
        ("DELETE", "api/v2/bundles/main", null, ["admin"]),
        ("POST", "api/v2/bundles/main/deactivate", """{"path": "a"}""", ["admin"]),
        ("GET", "dags", null, ["viewer", "user", "op", "admin"]),
        ("POST", "_blazor/negotiate", null, ["viewer", "user", "op", "admin"]),
        ("GET", "api/v2/users", null, ["admin"]),
        ("POST", "api/v2/users", """{"name": "x", "role": "admin"}""", ["admin"]),
        ("GET", "api/v2/eventLogs", null, ["viewer", "user", "op", "admin"]),
        ("GET", "health", null, ["viewer", "user", "op", "admin", "deploy", "deploy main", "deploy other"]),
    ];

    public static TheoryData<string, string, string?, string, bool> Table()
    {
        var table = new TheoryData<string, string, string?, string, bool>();
        foreach (var (method, path, body, roles) in Targets)
        {
            foreach (var role in new[] { "viewer", "user", "op", "admin", "deploy", "deploy main", "deploy other" })
            {
                table.Add(method, path, body, role, roles.Contains(role));
            }
        }

        return table;
    }

    [Theory]
    [MemberData(nameof(Table))]
    public async Task Request_WithATokenOfThisRole_IsAllowedOrNot(string method, string path, string? body, string role, bool isAllowed)
    {
        ArgumentNullException.ThrowIfNull(role);
        var parts = role.Split(' ');
        using var response = await SendAsync(method, path, body, fixture.Server.Tokens.Add(parts[0], parts.ElementAtOrDefault(1)));

        (response.StatusCode is not (HttpStatusCode.Forbidden or HttpStatusCode.Unauthorized)).ShouldBe(isAllowed, $"{(int)response.StatusCode} {await response.Content.ReadAsStringAsync()}");
        if (!isAllowed)
        {
            response.StatusCode.ShouldBe(HttpStatusCode.Forbidden, "it is known who asks");
            (await response.Content.ReadAsStringAsync()).ShouldContain($"role '{parts[0]}'");
        }
    }

    [Fact]
    public async Task Token_WhenItIsNotExactlyThatOne_IsNone()
    {
        var good = fixture.Server.Tokens.Add("viewer");
        string[] bad = [good[..^1], good + "x", "ort_0000000000000000_x", "ort_", "ort_zz"];
        using (var response = await SendAsync("GET", "api/v2/dags", null, good))
        {
            response.StatusCode.ShouldBe(HttpStatusCode.OK);
        }

        foreach (var token in bad)
        {
            using var response = await SendAsync("GET", "api/v2/dags", null, token);
            response.StatusCode.ShouldBe(HttpStatusCode.Unauthorized, token);
        }
    }

    [Fact]
    public async Task Webhook_WithTheTokenInItsHeader_Refreshes()
    {
        using var http = fixture.Server.CreateHttp(withToken: false);
        using var request = new HttpRequestMessage(HttpMethod.Post, "api/v2/bundles/main/refresh") { Content = new StringContent("ref=main", Encoding.UTF8, "application/x-www-form-urlencoded") };
        request.Headers.Add("X-Gitlab-Token", fixture.Server.Tokens.Add("deploy", "main"));
        using var response = await http.SendAsync(request);
        response.StatusCode.ShouldBe(HttpStatusCode.OK, await response.Content.ReadAsStringAsync());
    }

    private async Task<HttpResponseMessage> SendAsync(string method, string path, string? body, string token)
    {
        using var http = fixture.Server.CreateHttp(withToken: false);
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {token}");
        if (body is not null)
        {
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        }

        return await http.SendAsync(request);
    }
}
