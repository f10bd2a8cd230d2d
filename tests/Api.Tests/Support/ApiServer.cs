using System.Net;
using System.Net.Http.Headers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orrery.Client.Http;
using Orrery.Silo.Api;
using Orrery.Silo.Security;

namespace Orrery.Api.Tests.Support;

/// <summary>The API and its security on a real server on a free port of this machine, over a fake installation.</summary>
public sealed class ApiServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly TempFolder _folder;

    private ApiServer(WebApplication app, TempFolder folder, FakeClient client, ManualClock clock)
    {
        _app = app;
        _folder = folder;
        Client = client;
        Clock = clock;
        Address = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single() + "/");
        Token = File.ReadAllText(Path.Combine(folder.Path, ServerCredential.FileName)).Trim();
    }

    public Uri Address { get; }

    public string Token { get; }

    internal FakeClient Client { get; }

    internal ManualClock Clock { get; }

    internal MemoryTokenSource Tokens => (MemoryTokenSource)_app.Services.GetRequiredService<ITokenSource>();

    internal SignInLinks Links => _app.Services.GetRequiredService<SignInLinks>();

    internal MemoryAccounts Accounts => (MemoryAccounts)_app.Services.GetRequiredService<IAccountSource>();

    public static async Task<ApiServer> StartAsync(int signInAttempts = 1_000, Func<SecurityOptions, SecurityOptions>? security = null)
    {
        var folder = new TempFolder();
        var client = new FakeClient();
        var clock = new ManualClock();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddSingleton<TimeProvider>(clock);
        builder.Services.AddCallerClients(_ => client);
        builder.Services.AddSingleton<IAccountSource>(new MemoryAccounts());
        builder.Services.AddSingleton<ITokenSource>(new MemoryTokenSource());
        builder.Services.AddSingleton<IWebhookKeys>(new MemoryKeys());
        var options = new SecurityOptions { DataFolder = folder.Path, SignInAttemptsPerMinute = signInAttempts };
        builder.Services.AddOrrerySecurity(security?.Invoke(options) ?? options);
        builder.Services.AddOrreryApi();
        var app = builder.Build();
        app.UseOrrerySecurity();
        app.MapOrreryApi();

        // As a dashboard would: pages, an asset anybody may have, and a socket.
        app.MapGet("/dags", () => TypedResults.Content("<h1>DAGs</h1>", "text/html"));
        app.MapGet("/_orrery/{version}/{**path}", () => "body {}");
        app.MapPost("/_blazor/negotiate", () => "{}");
        await app.StartAsync();
        return new ApiServer(app, folder, client, clock);
    }

    /// <summary>A client of the API with the right token.</summary>
    internal HttpOrreryClient Connect(string? token = null) => new(Address, token ?? Token);

    /// <summary>A plain client; with the right token unless told otherwise.</summary>
    public HttpClient CreateHttp(bool withToken = true)
    {
        // Who asks first whether to send waits for the answer, however slow the machine is.
        var handler = new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false, Expect100ContinueTimeout = TimeSpan.FromMinutes(1) };
        var http = new HttpClient(handler) { BaseAddress = Address };
        if (withToken)
        {
            http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Token);
        }

        return http;
    }

    /// <summary>Signs a browser in: the cookie it got.</summary>
    public async Task<string> SignInAsync()
    {
        using var http = CreateHttp(withToken: false);
        using var response = await http.GetAsync(Links.Create(Address).Url);
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        return response.Headers.GetValues("Set-Cookie").Single().Split(';')[0];
    }

    public Task StopAsync() => _app.StopAsync();

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _folder.Dispose();
    }
}

/// <summary>A server for all tests of a class.</summary>
public sealed class ApiServerFixture : IAsyncLifetime
{
    private ApiServer? _server;

    public ApiServer Server => _server!;

    public async Task InitializeAsync() => _server = await ApiServer.StartAsync();

    public async Task DisposeAsync() => await Server.DisposeAsync();
}
