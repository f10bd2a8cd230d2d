using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace Orrery.Cli.Tests.Telemetry;

/// <summary>A collector of telemetry on this machine, which keeps what it is sent.</summary>
internal sealed class Collector : IAsyncDisposable
{
    private readonly WebApplication _app;

    private Collector(WebApplication app) => _app = app;

    public ConcurrentQueue<(string Path, string? Key, JsonNode Body)> Requests { get; } = new();

    /// <summary>What it answers first, one after the other; then 200.</summary>
    public ConcurrentQueue<int> Refusals { get; } = new();

    public Uri Url => new(_app.Urls.First());

    /// <summary>All spans it was sent.</summary>
    public IReadOnlyList<JsonNode> Spans => Items("/v1/traces", "resourceSpans", "scopeSpans", "spans");

    /// <summary>All metrics it was sent.</summary>
    public IReadOnlyList<JsonNode> Metrics => Items("/v1/metrics", "resourceMetrics", "scopeMetrics", "metrics");

    public static async Task<Collector> StartAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var collector = new Collector(app);
        app.Run(collector.TakeAsync);
        await app.StartAsync();
        return collector;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task TakeAsync(HttpContext http)
    {
        if (Refusals.TryDequeue(out var status))
        {
            http.Response.StatusCode = status;
            return;
        }

        var body = await JsonNode.ParseAsync(http.Request.Body);
        Requests.Enqueue((http.Request.Path, http.Request.Headers["x-key"], body!));
    }

    private List<JsonNode> Items(string path, string resources, string scopes, string items) =>
    [
        .. from request in Requests
           where request.Path == path
           from resource in request.Body[resources]!.AsArray()
           from scope in resource![scopes]!.AsArray()
           from item in scope![items]!.AsArray()
           select item,
    ];
}
