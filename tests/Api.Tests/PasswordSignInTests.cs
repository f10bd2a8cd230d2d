using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Orrery.Api.Tests.Support;
using Orrery.Core.Identity;
using Orrery.Silo.Security;

namespace Orrery.Api.Tests;

/// <summary>Users who sign in with name and password: browsers by a form, programs at <c>/auth/token</c>.</summary>
public sealed class PasswordSignInTests : IAsyncLifetime
{
    private const string Password = "correct horse battery";
    private ApiServer _server = null!;
    private HttpClient _http = null!;

    public async Task InitializeAsync()
    {
        _server = await ApiServer.StartAsync();
        _http = _server.CreateHttp(withToken: false);
        _server.Accounts.Set(new KnownAccount("ada", CheapHash(Password), IsActive: true, SessionNumber: 1, new Rights { Role = ApiRoles.User, IsUser = true }));
    }

    public async Task DisposeAsync()
    {
        _http.Dispose();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task Form_WithTheRightPassword_SignsInAndLeadsOn()
    {
        using var page = await _http.GetAsync("sign-in?next=%2Fdags%2Fsales");
        page.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await page.Content.ReadAsStringAsync()).ShouldContain("value=\"/dags/sales\"");

        using var response = await PostFormAsync("ADA ", Password, "/dags/sales");
        response.StatusCode.ShouldBe(HttpStatusCode.OK, await response.Content.ReadAsStringAsync());
        (await response.Content.ReadAsStringAsync()).ShouldContain("url=/dags/sales");
        var cookie = CookieOf(response);
        (await GetAsync("api/v2/dags", cookie)).ShouldBe(HttpStatusCode.OK);
        (await GetAsync("api/v2/users", cookie)).ShouldBe(HttpStatusCode.Forbidden);
        _server.Accounts.Notes.ShouldContain("in ada password rehashed");
        _server.Accounts.FindAsync("ada").Result!.PasswordHash.ShouldNotBeNull().ShouldStartWith("pbkdf2-sha256$600000$");
    }

    [Theory]
    [InlineData("ada", "wrong horse battery")]
    [InlineData("ada", "")]
    [InlineData("nobody", Password)]
    [InlineData("<b>", Password)]
    public async Task Form_WithAnythingElse_SaysTheSame(string name, string password)
    {
        using var response = await PostFormAsync(name, password, "/");
        response.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        response.Headers.Contains("Set-Cookie").ShouldBeFalse();
        (await response.Content.ReadAsStringAsync()).ShouldContain("Wrong name or password.");
    }

    [Theory]
    [InlineData("https://evil.example/")]
    [InlineData("//evil.example")]
    [InlineData("/\\evil.example")]
    [InlineData("javascript:alert(1)")]
    [InlineData("\"><script>")]
    public async Task Form_ThatWouldLeadElsewhere_LeadsHome(string next)
    {
        using var response = await PostFormAsync("ada", Password, next);
        (await response.Content.ReadAsStringAsync()).ShouldContain("content=\"0;url=/\"");
        using var page = await _http.GetAsync($"sign-in?next={Uri.EscapeDataString(next)}");
        (await page.Content.ReadAsStringAsync()).ShouldContain("name=\"next\" value=\"/\"");
    }

    [Theory]
    [InlineData(null, HttpStatusCode.Forbidden)]
    [InlineData("null", HttpStatusCode.Forbidden)]
    [InlineData("http://evil.example", HttpStatusCode.Forbidden)]
    public async Task Form_FromAnotherPage_SignsNobodyIn(string? origin, HttpStatusCode expected)
    {
        using var response = await PostFormAsync("ada", Password, "/", origin);
        response.StatusCode.ShouldBe(expected);
        response.Headers.Contains("Set-Cookie").ShouldBeFalse();
    }

    [Fact]
    public async Task SignIn_WhenGuessedTooOften_HasToWaitAlsoWithTheRightPassword()
    {
        for (var i = 0; i < 5; i++)
        {
            using var wrong = await PostFormAsync("ada", "wrong horse battery", "/");
            wrong.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        }

        using (var early = await PostFormAsync("ada", Password, "/"))
        {
            early.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
            early.Headers.RetryAfter!.Delta.ShouldBe(TimeSpan.FromSeconds(1));
        }

        using (var token = await _http.PostAsync("auth/token", Json($$"""{"username": "ada", "password": "{{Password}}"}""")))
        {
            token.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        }

        _server.Clock.Advance(TimeSpan.FromSeconds(2));
        using var late = await PostFormAsync("ada", Password, "/");
        late.StatusCode.ShouldBe(HttpStatusCode.OK);
        _server.Accounts.Notes.ShouldContain(n => n.StartsWith("refuse_sign_in ada", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Session_WhenItsNumberIsRaised_Ends()
    {
        using var response = await PostFormAsync("ada", Password, "/");
        var cookie = CookieOf(response);
        (await GetAsync("api/v2/dags", cookie)).ShouldBe(HttpStatusCode.OK);

        _server.Accounts.Change("ada", a => a with { SessionNumber = 2 });
        (await GetAsync("api/v2/dags", cookie)).ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Session_WhenTheUserIsDisabledOrGone_Ends()
    {
        using var response = await PostFormAsync("ada", Password, "/");
        var cookie = CookieOf(response);
        _server.Accounts.Change("ada", a => a with { IsActive = false });
        (await GetAsync("api/v2/dags", cookie)).ShouldBe(HttpStatusCode.Unauthorized);
        using (var again = await PostFormAsync("ada", Password, "/"))
        {
            again.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        }

        _server.Accounts.Remove("ada");
        (await GetAsync("api/v2/dags", cookie)).ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Session_WhenItIsUsedAllTheTime_EndsAtItsLimit()
    {
        using var response = await PostFormAsync("ada", Password, "/");
        var cookie = CookieOf(response);
        for (var hour = 0; hour < 7 * 24; hour += 8)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "api/v2/version");
            request.Headers.Add("Cookie", cookie);
            using var answer = await _http.SendAsync(request);
            answer.StatusCode.ShouldBe(HttpStatusCode.OK, $"after {hour} h");
            cookie = answer.Headers.Contains("Set-Cookie") ? CookieOf(answer) : cookie;
            _server.Clock.Advance(TimeSpan.FromHours(8));
        }

        (await GetAsync("api/v2/version", cookie)).ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task SignOut_FromOwnPage_TakesTheCookieAway()
    {
        using var signIn = await PostFormAsync("ada", Password, "/");
        using var request = new HttpRequestMessage(HttpMethod.Post, "sign-out");
        request.Headers.Add("Cookie", CookieOf(signIn));
        request.Headers.Add("Origin", _server.Address.AbsoluteUri.TrimEnd('/'));
        using var response = await _http.SendAsync(request);
        response.StatusCode.ShouldBe(HttpStatusCode.Found);
        response.Headers.GetValues("Set-Cookie").Single().ShouldContain("expires=Thu, 01 Jan 1970");
        _server.Accounts.Notes.ShouldContain(n => n.StartsWith("sign_out ada", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("auth/token")]
    [InlineData("auth/token/cli")]
    public async Task Token_ForNameAndPassword_IsWhatAirflowsClientsUse(string path)
    {
        using var response = await _http.PostAsync(path, Json($$"""{"username": "ada", "password": "{{Password}}"}"""));
        response.StatusCode.ShouldBe(HttpStatusCode.Created);
        response.Headers.CacheControl!.NoStore.ShouldBeTrue();
        var token = JsonNode.Parse(await response.Content.ReadAsStringAsync())!["access_token"]!.GetValue<string>();
        (await BearerAsync("api/v2/dags", token)).ShouldBe(HttpStatusCode.OK);
        (await BearerAsync("api/v2/users", token)).ShouldBe(HttpStatusCode.Forbidden);
        (await BearerAsync("api/v2/dags", token[..^2] + "xx")).ShouldBe(HttpStatusCode.Unauthorized);

        _server.Clock.Advance(TimeSpan.FromHours(25));
        (await BearerAsync("api/v2/dags", token)).ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Token_WhenTheUserIsSignedOut_IsNone()
    {
        using var response = await _http.PostAsync("auth/token", Json($$"""{"username": "ada", "password": "{{Password}}"}"""));
        var token = JsonNode.Parse(await response.Content.ReadAsStringAsync())!["access_token"]!.GetValue<string>();
        _server.Accounts.Change("ada", a => a with { SessionNumber = 2 });
        (await BearerAsync("api/v2/dags", token)).ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Theory]
    [InlineData("""{"username": "ada", "password": "wrong horse battery"}""", HttpStatusCode.Unauthorized)]
    [InlineData("""{"username": "ada"}""", HttpStatusCode.UnprocessableEntity)]
    [InlineData("""{"username": 1, "password": []}""", HttpStatusCode.UnprocessableEntity)]
    [InlineData("[]", HttpStatusCode.UnprocessableEntity)]
    [InlineData("{", HttpStatusCode.BadRequest)]
    public async Task Token_WithAnythingElse_IsRefused(string body, HttpStatusCode expected)
    {
        using var response = await _http.PostAsync("auth/token", Json(body));
        response.StatusCode.ShouldBe(expected);
        response.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
    }

    [Fact]
    public async Task Login_OfAirflowsAddresses_LeadsToOurPages()
    {
        using var login = await _http.GetAsync("api/v2/auth/login");
        login.StatusCode.ShouldBe(HttpStatusCode.Found);
        login.Headers.Location!.OriginalString.ShouldBe("/sign-in?next=%2F");
    }

    [Fact]
    public async Task PersonalToken_CanDoNoMoreThanItsOwner()
    {
        var token = _server.Tokens.Add("admin", userName: "ada");
        (await BearerAsync("api/v2/dags", token)).ShouldBe(HttpStatusCode.OK);
        (await BearerAsync("api/v2/users", token)).ShouldBe(HttpStatusCode.Forbidden, "ada is no admin");
        (await BearerAsync("api/v2/tokens", token)).ShouldBe(HttpStatusCode.Forbidden, "a token makes no tokens");

        _server.Accounts.Change("ada", a => a with { IsActive = false });
        (await BearerAsync("api/v2/dags", token)).ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Cookie_WhenTheServerIsOnANetwork_IsForTlsAndThisHostOnly()
    {
        await using var server = await ApiServer.StartAsync(security: o => o with { IsLoopback = false, Proxies = ["127.0.0.1"] });
        server.Accounts.Set(new KnownAccount("ada", CheapHash(Password), IsActive: true, SessionNumber: 1, new Rights { Role = ApiRoles.User, IsUser = true }));
        using var http = server.CreateHttp(withToken: false);
        using var request = new HttpRequestMessage(HttpMethod.Post, "sign-in") { Content = Form("ada", Password, "/") };
        request.Headers.Add("X-Forwarded-Proto", "https");
        request.Headers.Add("X-Forwarded-Host", "orrery.example");
        request.Headers.Add("X-Forwarded-For", "203.0.113.9");
        request.Headers.Add("Origin", "https://orrery.example");
        using var response = await http.SendAsync(request);
        response.StatusCode.ShouldBe(HttpStatusCode.OK, await response.Content.ReadAsStringAsync());
        var cookie = response.Headers.GetValues("Set-Cookie").Single();
        cookie.ShouldStartWith("__Host-orrery=");
        cookie.ShouldContain("; secure");
        cookie.ShouldContain("; samesite=lax");
        cookie.ShouldContain("; httponly");
        response.Headers.GetValues("Strict-Transport-Security").Single().ShouldStartWith("max-age=");
    }

    [Fact]
    public async Task Page_WhenTheServerIsOnANetwork_TellsOfNoLinks()
    {
        await using var server = await ApiServer.StartAsync(security: o => o with { IsLoopback = false });
        using var http = server.CreateHttp(withToken: false);
        using var request = new HttpRequestMessage(HttpMethod.Get, "dags");
        request.Headers.Host = "orrery.example";
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/html"));
        using var response = await http.SendAsync(request);
        response.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        var page = await response.Content.ReadAsStringAsync();
        page.ShouldContain("name=\"username\"");
        page.ShouldNotContain("orrery sign-in");
    }

    private static string CheapHash(string password)
    {
        var salt = new byte[16];
        return $"pbkdf2-sha256$10${Convert.ToBase64String(salt)}${Convert.ToBase64String(Rfc2898DeriveBytes.Pbkdf2(password, salt, 10, HashAlgorithmName.SHA256, 32))}";
    }

    private static StringContent Json(string body) => new(body, Encoding.UTF8, "application/json");

    private static FormUrlEncodedContent Form(string name, string password, string next) =>
        new([new("username", name), new("password", password), new("next", next)]);

    private static string CookieOf(HttpResponseMessage response) => response.Headers.GetValues("Set-Cookie").Single().Split(';')[0];

    private async Task<HttpResponseMessage> PostFormAsync(string name, string password, string next, string? origin = "own")
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "sign-in") { Content = Form(name, password, next) };
        if (origin is not null)
        {
            request.Headers.TryAddWithoutValidation("Origin", origin == "own" ? _server.Address.AbsoluteUri.TrimEnd('/') : origin);
        }

        return await _http.SendAsync(request);
    }

    private async Task<HttpStatusCode> GetAsync(string path, string cookie)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Add("Cookie", cookie);
        using var response = await _http.SendAsync(request);
        return response.StatusCode;
    }

    private async Task<HttpStatusCode> BearerAsync(string path, string token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var response = await _http.SendAsync(request);
        return response.StatusCode;
    }
}
