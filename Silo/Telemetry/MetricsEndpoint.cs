using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Net.Http.Headers;
using Orrery.Silo.Security;
using Orrery.Silo.Telemetry.Metrics;

namespace Orrery.Silo.Telemetry;

/// <summary><c>/metrics</c>, for Prometheus.</summary>
internal static class MetricsEndpoint
{
    public const string Path = "/metrics";

    /// <summary>Maps it, unless it is off.</summary>
    public static void Map(IEndpointRouteBuilder endpoints, TelemetryOptions options)
    {
        if (options.Metrics != MetricsAccess.Off)
        {
            var endpoint = endpoints.MapGet(Path, GetAsync).ExcludeFromDescription();
            if (options.Metrics == MetricsAccess.Anonymous)
            {
                endpoint.WithMetadata(OpenToAnybody.ByOption);
            }
        }
    }

    private static async Task<IResult> GetAsync(HttpContext http, MetricSource source)
    {
        var wantsOpenMetrics = http.Request.GetTypedHeaders().Accept is { } accepted
            && accepted.Any(a => a.MediaType.Equals("application/openmetrics-text", StringComparison.OrdinalIgnoreCase) && a.Quality is not 0);
        var text = PrometheusText.Write(await source.ReadAsync(http.RequestAborted), wantsOpenMetrics);
        http.Response.Headers[HeaderNames.CacheControl] = "no-store";
        return TypedResults.Bytes(Encoding.UTF8.GetBytes(text), wantsOpenMetrics ? PrometheusText.OpenMetricsType : PrometheusText.PlainType);
    }
}
