using System.Reflection;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orrery.Client;
using Orrery.Client.Http.Wire;
using Orrery.Core.Identity;
using Orrery.Silo.Security;

namespace Orrery.Silo.Api;

/// <summary>How the installation is: in full for those who may read, in a word for probes.</summary>
internal static class MonitorEndpoints
{
    private static readonly TimeSpan OverviewSpan = TimeSpan.FromDays(1);

    // Without these no request is answered as it should be. Hosts and parsers may be away, and come back.
    private static readonly string[] Essential = [HealthComponents.Store, HealthComponents.Scheduler];

    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/monitor/health", async (HttpContext http, IOrreryClient client) =>
            TypedResults.Json(HealthWire.Of(await client.GetHealthAsync(http.RequestAborted)), OrreryJson.Wire.HealthWire)).Says("How the installation is.", OrreryJson.Wire.HealthWire);
        api.MapGet("/overview", OverviewAsync).Says("What goes on, in a few numbers. Runs that have ended are counted from since on, a day ago unless asked otherwise.", OrreryJson.Wire.OverviewWire)
            .Query("since:date-time");
        api.MapGet("/version", () => TypedResults.Json(Version(), OrreryJson.Wire.VersionWire)).Says("Version of the product.", OrreryJson.Wire.VersionWire);
    }

    /// <summary>
    /// Maps <c>/health</c> and <c>/ready</c>, for probes that cannot sign in. The first answers 200 for as long as the process answers at all, since
    /// starting it again mends no store; the second 503 while requests should go elsewhere.
    /// </summary>
    public static void MapProbes(IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet("/health", async (HttpContext http, IOrreryClient client) =>
        {
            var health = await AskAsync(http, client);
            return await AnswerAsync(http, health, health.IsHealthy, reason: null, StatusCodes.Status200OK);
        });
        endpoints.MapGet("/ready", async (HttpContext http, IOrreryClient client, IHostApplicationLifetime lifetime) =>
        {
            var health = await AskAsync(http, client);
            var reason = !lifetime.ApplicationStarted.IsCancellationRequested ? "The server is starting."
                : lifetime.ApplicationStopping.IsCancellationRequested ? "The server is stopping."
                : Essential.Where(name => health.Find(name) is not { IsHealthy: true }).Select(name => $"The {name} is not available.").FirstOrDefault();
            return await AnswerAsync(http, health, reason is null, reason, reason is null ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
        });
    }

    private static async Task<IResult> OverviewAsync(HttpContext http, IOrreryClient client, TimeProvider clock)
    {
        var query = new QueryReader(http.Request);
        var since = query.Moment("since") ?? clock.GetUtcNow() - OverviewSpan;
        return query.Problem() is { } problem
            ? problem
            : TypedResults.Json(OverviewWire.Of(await client.GetOverviewAsync(since, http.RequestAborted)), OrreryJson.Wire.OverviewWire);
    }

    private static async Task<HealthInfo> AskAsync(HttpContext http, IOrreryClient client)
    {
        try
        {
            return await client.GetHealthAsync(http.RequestAborted);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            ApiFailures.Explain(e, http);
            return new HealthInfo(IsHealthy: false, "", []);
        }
    }

    private static async Task<JsonHttpResult<ProbeWire>> AnswerAsync(HttpContext http, HealthInfo health, bool isHealthy, string? reason, int status)
    {
        var mayRead = await MayReadAsync(http);
        return TypedResults.Json(
            new ProbeWire(ProbeWire.StatusOf(isHealthy), health.Components.ToDictionary(c => c.Name, c => ProbeWire.StatusOf(c.IsHealthy), StringComparer.Ordinal))
            {
                Reason = reason,
                Details = mayRead ? health.Components.ToDictionary(c => c.Name, c => c.Detail, StringComparer.Ordinal) : null,
            },
            OrreryJson.Wire.ProbeWire,
            statusCode: status);
    }

    private static async Task<bool> MayReadAsync(HttpContext http)
    {
        try
        {
            return http.User.Identity is { IsAuthenticated: true }
                && await http.RequestServices.GetRequiredService<RightsSource>().FindAsync(http.User) is { } rights
                && rights.Has(ApiRoles.Viewer);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // Who somebody is may be in the store that is away; a probe is answered all the same.
            ApiFailures.Explain(e, http);
            return false;
        }
    }

    /// <summary>Version of the product.</summary>
    public static VersionWire Version()
    {
        var version = typeof(MonitorEndpoints).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;
        return version.Split('+', 2) is [var product, var git] ? new VersionWire(product, git) : new VersionWire(version, GitVersion: null);
    }
}
