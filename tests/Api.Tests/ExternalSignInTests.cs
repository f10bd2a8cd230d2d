using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Orrery.Api.Tests.Support;
using Orrery.Core.Identity;
using Orrery.Grains.Interfaces.Identity;
using Orrery.Silo.Security;

namespace Orrery.Api.Tests;

/// <summary>Signing in at a company's directory, played by <see cref="FakeProvider"/>.</summary>
public sealed class ExternalSignInTests : IAsyncLifetime
{
    private FakeProvider _provider = null!;
    private ApiServer _server = null!;
    private HttpClient _browser = null!;

    public async Task InitializeAsync()
    {
        _provider = await FakeProvider.StartAsync();
        _server = await ApiServer.StartAsync(security: o => o with
        {
            External = [_provider.Options() with { Roles = new Dictionary<string, string> { ["data"] = ApiRoles.User, ["ops"] = ApiRoles.Op }, Grants = new Dictionary<string, IReadOnlyList<string>> { ["sales"] = ["sales_*=admin"] } }],
        });

        _browser = Browser(_server.Address);
    }

    public async Task DisposeAsync()
    {
        _browser.Dispose();
        await _server.DisposeAsync();
        await _provider.DisposeAsync();
    }

    // Cookies as a browser keeps them, and redirects as it follows them.
    private static HttpClient Browser(Uri address) => new(new SocketsHttpHandler { CookieContainer = new CookieContainer() }) { BaseAddress = address };

    [Fact]
    public async Task SignIn_AtTheProvider_MakesASessionOfWhoItNames()
    {
        _provider.User["groups"] = new JsonArray("data", "ops", "sales", "others");
        using (var page = await _browser.GetAsync("sign-in"))
        {
            (await page.Content.ReadAsStringAsync()).ShouldContain("Sign in with Corp");
        }

        using var response = await _browser.GetAsync("sign-in/corp?next=/api/v2/dags");
        response.StatusCode.ShouldBe(HttpStatusCode.OK, await response.Content.ReadAsStringAsync());
        response.RequestMessage!.RequestUri!.AbsolutePath.ShouldBe("/api/v2/dags", "it leads on to where they wanted to go");

        _provider.Asked.ShouldContain("code_challenge_method=S256");
        _provider.Asked.ShouldContain("scope=openid%20profile%20email");
        var signIn = _server.Accounts.External.ShouldHaveSingleItem();
        (signIn.ExternalId, signIn.Name, signIn.DisplayName, signIn.Role).ShouldBe(("https://login.example 42", "ada", "Ada", ApiRoles.Op));
        signIn.Grants.ShouldNotBeNull().ShouldBe([new GrantInfo("sales_*", ApiRoles.Admin)]);
        using var users = await _browser.GetAsync("api/v2/users");
        users.StatusCode.ShouldBe(HttpStatusCode.Forbidden, "an op is no admin");
    }

    [Fact]
    public async Task SignIn_WhenTheAccountIsRefused_SaysWhyAndSetsNoSession()
    {
        _server.Accounts.ExternalRefusal = "'ada' may not sign in any more.";
        using var response = await _browser.GetAsync("sign-in/corp");
        response.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await response.Content.ReadAsStringAsync()).ShouldContain("may not sign in any more");
        using var dags = await _browser.GetAsync("api/v2/dags");
        dags.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        _server.Accounts.Notes.ShouldContain(n => n.StartsWith("refuse_sign_in", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Callback_ThatNobodyAskedFor_SignsNobodyIn()
    {
        using var response = await _browser.GetAsync("sign-in/corp/callback?code=the-code&state=made-up");
        response.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        _server.Accounts.External.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("""{"sub": "1", "preferred_username": "ada", "email": "ada@corp.example", "email_verified": true}""", true)]
    [InlineData("""{"sub": "1", "preferred_username": "ada", "email": "ada@corp.example", "email_verified": "true"}""", true)]
    [InlineData("""{"sub": "1", "preferred_username": "ada", "email": "ada@corp.example"}""", false)]
    [InlineData("""{"sub": "1", "preferred_username": "ada", "email": "ada@corp.example", "email_verified": false}""", false)]
    [InlineData("""{"sub": "1", "preferred_username": "ada", "email": "ada@evil.example", "email_verified": true}""", false)]
    [InlineData("""{"sub": "1", "preferred_username": "ada", "email": "ada@corp.example@evil.example", "email_verified": true}""", false)]
    [InlineData("""{"sub": "1", "preferred_username": "ada"}""", false)]
    public void Read_WhenDomainsAreLimited_LetsInVerifiedAddressesOnly(string user, bool isLetIn)
    {
        using var json = JsonDocument.Parse(user);
        var options = _provider.Options() with { AllowedDomains = ["corp.example"] };
        if (isLetIn)
        {
            ExternalSignIns.Read(json.RootElement, options).Name.ShouldBe("ada");
        }
        else
        {
            Should.Throw<SignInRefusedException>(() => ExternalSignIns.Read(json.RootElement, options)).Message.ShouldContain("corp.example");
        }
    }

    [Theory]
    [InlineData("""{"preferred_username": "ada"}""", "'sub' is missing")]
    [InlineData("""{"sub": "1"}""", "told no name")]
    [InlineData("[]", "'sub' is missing")]
    public void Read_WhenTheProviderSaysTooLittle_SaysWhatIsMissing(string user, string problem)
    {
        using var json = JsonDocument.Parse(user);
        Should.Throw<SignInRefusedException>(() => ExternalSignIns.Read(json.RootElement, _provider.Options())).Message.ShouldContain(problem);
    }

    [Fact]
    public void Read_OfSomebodyInNoGroup_GivesTheDefaultRoleWhereRolesComeFromGroups()
    {
        using var json = JsonDocument.Parse("""{"sub": 7, "email": "eve@corp.example", "groups": "others"}""");
        var withRoles = ExternalSignIns.Read(json.RootElement, _provider.Options() with { Roles = new Dictionary<string, string> { ["data"] = ApiRoles.User } });
        (withRoles.ExternalId, withRoles.Name, withRoles.Role).ShouldBe(("https://login.example 7", "eve@corp.example", ApiRoles.None));
        ExternalSignIns.Read(json.RootElement, _provider.Options()).Role.ShouldBeNull("an admin gives roles here, and keeps them");
    }
}
