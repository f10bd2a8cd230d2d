using System.Security.Claims;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.JSInterop;
using Orrery.Browser.Tests.Demo;
using Orrery.Client;

namespace Orrery.Dashboard.Tests.Components;

/// <summary>Renders components to markup, without a browser.</summary>
public abstract class ComponentTest : IAsyncDisposable
{
    protected static readonly DateTimeOffset Now = new(2026, 8, 21, 14, 3, 12, TimeSpan.Zero);

    private readonly WebApplication _app;
    private readonly HtmlRenderer _renderer;

    protected ComponentTest()
    {
        Client = DemoData.Create(Now);
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { EnvironmentName = "Production" });
        builder.WebHost.UseKestrelCore();
        var services = builder.Services;
        services.AddOrreryDashboard(o => (o.ReadOnly, o.SignOutPath) = (IsReadOnly, SignOutPath));
        services.AddSingleton<TimeProvider>(new ManualTimeProvider(Now));
        services.AddSingleton<IOrreryClient>(Client);
        services.AddSingleton<NavigationManager>(Navigation);
        services.AddSingleton<IJSRuntime, NoBrowser>();
        services.AddSingleton<Microsoft.AspNetCore.Components.Authorization.AuthenticationStateProvider>(_ => new Viewer(SignedIn));
        _app = builder.Build();
        _renderer = new HtmlRenderer(_app.Services, _app.Services.GetRequiredService<ILoggerFactory>());
    }

    protected DemoClient Client { get; }

    protected FakeNavigation Navigation { get; } = new();

    protected virtual bool IsReadOnly => false;

    protected virtual string SignOutPath => "";

    /// <summary>Name of who looks; null: nobody has signed in.</summary>
    protected virtual string? SignedIn => null;

    public async ValueTask DisposeAsync()
    {
        await _renderer.DisposeAsync();
        await _app.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    protected async Task<IElement> RenderAsync<TComponent>(params (string Name, object? Value)[] parameters)
        where TComponent : IComponent
    {
        var html = await _renderer.Dispatcher.InvokeAsync(async () =>
        {
            var root = await _renderer.RenderComponentAsync<TComponent>(ParameterView.FromDictionary(parameters.ToDictionary(p => p.Name, p => p.Value, StringComparer.Ordinal)));
            return root.ToHtmlString();
        });
        return new HtmlParser().ParseDocument($"<table>{(html.TrimStart().StartsWith("<tr", StringComparison.Ordinal) ? html : "")}</table>{(html.TrimStart().StartsWith("<tr", StringComparison.Ordinal) ? "" : html)}").Body!;
    }

    protected Task<IElement> RenderPageAsync<TPage>(string path)
        where TPage : IComponent
    {
        Navigation.Open(path);
        return RenderAsync<TPage>();
    }

    /// <summary>An address that a test sets.</summary>
    protected sealed class FakeNavigation : NavigationManager
    {
        public FakeNavigation() => Initialize("http://localhost/", "http://localhost/");

        public void Open(string path) => Uri = "http://localhost/" + path;

        protected override void NavigateToCore(string uri, NavigationOptions options) => Uri = ToAbsoluteUri(uri).ToString();
    }

    private sealed class Viewer(string? name) : Microsoft.AspNetCore.Components.Authorization.AuthenticationStateProvider
    {
        public override Task<Microsoft.AspNetCore.Components.Authorization.AuthenticationState> GetAuthenticationStateAsync() =>
            Task.FromResult(new Microsoft.AspNetCore.Components.Authorization.AuthenticationState(new ClaimsPrincipal(name is null ? new ClaimsIdentity() : new ClaimsIdentity([new Claim(ClaimTypes.Name, name)], "Session"))));
    }

    private sealed class NoBrowser : IJSRuntime
    {
        public ValueTask<TValue> InvokeAsync<TValue>(string identifier, object?[]? args) => throw new NotSupportedException("Rendering to markup needs no browser.");

        public ValueTask<TValue> InvokeAsync<TValue>(string identifier, CancellationToken cancellationToken, object?[]? args) => InvokeAsync<TValue>(identifier, args);
    }
}
