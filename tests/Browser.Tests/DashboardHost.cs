using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orrery.Browser.Tests.Demo;
using Orrery.Client;
using Orrery.Dashboard;

namespace Orrery.Browser.Tests;

/// <summary>The dashboard in a plain host on a port of its own: no web SDK, no manifest of static assets, only the assembly.</summary>
public sealed class DashboardHost : IAsyncDisposable
{
    private readonly WebApplication _app;
    private bool _isDisposed;

    private DashboardHost(WebApplication app, DemoClient client, DateTimeOffset now) => (_app, Client, Now, Address) = (app, client, now, app.Urls.Single() + "/");

    /// <summary>The installation behind it.</summary>
    public DemoClient Client { get; }

    /// <summary>When its data was made.</summary>
    public DateTimeOffset Now { get; }

    /// <summary>Where it listens, with a slash at the end.</summary>
    public string Address { get; }

    public static async Task<DashboardHost> StartAsync(string address = "http://127.0.0.1:0", Func<DateTimeOffset, DemoClient>? data = null)
    {
        var now = TimeProvider.System.GetUtcNow();
        var client = (data ?? DemoData.Create)(now);
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { EnvironmentName = "Production" });
        builder.WebHost.UseKestrelCore().UseUrls(address);
        builder.Logging.SetMinimumLevel(LogLevel.Warning).AddConsole();
        builder.Services.AddRouting();
        builder.Services.AddSingleton<IOrreryClient>(client);
        builder.Services.AddOrreryDashboard(o => o.InstallationName = "demo");
        var app = builder.Build();
        app.UseRouting();
        app.MapOrreryDashboard();
        await app.StartAsync();
        return new DashboardHost(app, client, now);
    }

    public async ValueTask DisposeAsync()
    {
        if (_isDisposed)
        {
            return;
        }

        _isDisposed = true;
        using var soon = new CancellationTokenSource(TimeSpan.FromMilliseconds(200), TimeProvider.System);
        await _app.StopAsync(soon.Token);
        await _app.DisposeAsync();
    }
}
