using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orrery.Silo.Security;

namespace Orrery.Api.Tests.Support;

/// <summary>A company's sign-in on a port of this machine: everybody who comes is who the test says.</summary>
internal sealed class FakeProvider : IAsyncDisposable
{
    private const string Code = "the-code";
    private readonly WebApplication _app;
    private string _challenge = "";

    private FakeProvider(WebApplication app) => _app = app;

    /// <summary>What is told of whoever signs in.</summary>
    public JsonObject User { get; set; } = new() { ["sub"] = "42", ["preferred_username"] = "ada", ["name"] = "Ada" };

    /// <summary>What was asked for at the front door.</summary>
    public string Asked { get; private set; } = "";

    public Uri Address => new(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());

    public static async Task<FakeProvider> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var provider = new FakeProvider(app);
        app.MapGet("/authorize", provider.Authorize);
        app.MapPost("/token", (HttpContext http, CancellationToken _) => provider.ExchangeAsync(http));
        app.MapGet("/userinfo", (HttpContext http) => http.Request.Headers.Authorization == "Bearer the-token" ? Results.Text(provider.User.ToJsonString(), "application/json") : Results.Unauthorized());
        await app.StartAsync();
        return provider;
    }

    public ExternalSignInOptions Options() => new()
    {
        Name = "corp",
        DisplayName = "Corp",
        Issuer = "https://login.example",
        AuthorizationEndpoint = new Uri(Address, "/authorize"),
        TokenEndpoint = new Uri(Address, "/token"),
        UserInformationEndpoint = new Uri(Address, "/userinfo"),
        ClientId = "orrery",
        ClientSecret = "s3cret",
    };

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private IResult Authorize(HttpContext http)
    {
        var query = http.Request.Query;
        Asked = http.Request.QueryString.Value!;
        _challenge = query["code_challenge"].ToString();
        return Results.Redirect(QueryHelpers.AddQueryString(query["redirect_uri"].ToString(), new Dictionary<string, string?> { ["code"] = Code, ["state"] = query["state"].ToString() }));
    }

    private async Task<IResult> ExchangeAsync(HttpContext http)
    {
        var form = await http.Request.ReadFormAsync();
        var proof = WebEncoders.Base64UrlEncode(SHA256.HashData(Encoding.ASCII.GetBytes(form["code_verifier"].ToString())));
        return form["code"] == Code && form["client_id"] == "orrery" && form["client_secret"] == "s3cret" && proof == _challenge
            ? Results.Text("""{"access_token": "the-token", "token_type": "Bearer"}""", "application/json")
            : Results.Text("""{"error": "invalid_grant"}""", "application/json", statusCode: 400);
    }
}
