using System.Reflection;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Hosting;
using Orrery.Client;
using Orrery.Client.Http.Wire;

namespace Orrery.Silo.Api;

/// <summary>How the installation is: in full for those who are signed in, in a word for probes.</summary>
internal static class MonitorEndpoints
{
    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/monitor/health", async (HttpContext http, IOrreryClient client) =>
            TypedResults.Json(HealthWire.Of(await client.GetHealthAsync(http.RequestAborted)), OrreryJson.Wire.HealthWire)).Says("How the installation is.", OrreryJson.Wire.HealthWire);
        api.MapGet("/version", () => TypedResults.Json(Version(), OrreryJson.Wire.VersionWire)).Says("Version of the product.", OrreryJson.Wire.VersionWire);
    }

    /// <summary>Maps <c>/health</c> (every component works) and <c>/ready</c> (and requests are taken), for probes that cannot sign in.</summary>
    public static void MapProbes(IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet("/health", ProbeAsync);
        endpoints.MapGet("/ready", (HttpContext http, IOrreryClient client, IHostApplicationLifetime lifetime) =>
            lifetime.ApplicationStarted.IsCancellationRequested && !lifetime.ApplicationStopping.IsCancellationRequested
                ? ProbeAsync(http, client)
                : Task.FromResult<IResult>(Answer(isHealthy: false, [])));
    }

    private static async Task<IResult> ProbeAsync(HttpContext http, IOrreryClient client)
    {
        try
        {
            var health = await client.GetHealthAsync(http.RequestAborted);
            return Answer(health.IsHealthy, health.Components.ToDictionary(c => c.Name, c => ProbeWire.StatusOf(c.IsHealthy), StringComparer.Ordinal));
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            ApiFailures.Explain(e, http);
            return Answer(isHealthy: false, []);
        }
    }

    private static JsonHttpResult<ProbeWire> Answer(bool isHealthy, Dictionary<string, string> components) => TypedResults.Json(
        new ProbeWire(ProbeWire.StatusOf(isHealthy), components),
        OrreryJson.Wire.ProbeWire,
        statusCode: isHealthy ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);

    /// <summary>Version of the product.</summary>
    public static VersionWire Version()
    {
        var version = typeof(MonitorEndpoints).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;
        return version.Split('+', 2) is [var product, var git] ? new VersionWire(product, git) : new VersionWire(version, GitVersion: null);
    }
}
