using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Orrery.Grains.Telemetry;

namespace Orrery.Silo.Telemetry.Tracing;

/// <summary>
/// Spans of requests to the API, from the activities the framework makes of them: those of who brought a trace are part of it. Probes, pages and
/// files are left out.
/// </summary>
internal sealed class RequestSpans : IDisposable
{
    private const string Source = "Microsoft.AspNetCore";
    private const string Wanted = "orrery.request";
    private readonly ActivityListener _listener;

    /// <summary>Begins to listen.</summary>
    public RequestSpans(ISpanSink spans)
    {
        _listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == Source,
            Sample = static (ref ActivityCreationOptions<ActivityContext> options) =>
                options.Parent == default || (options.Parent.TraceFlags & ActivityTraceFlags.Recorded) != ActivityTraceFlags.None
                    ? ActivitySamplingResult.AllDataAndRecorded
                    : ActivitySamplingResult.PropagationData,
            ActivityStopped = activity =>
            {
                if (activity.Recorded && activity.GetCustomProperty(Wanted) is not null)
                {
                    spans.Emit(ToSpan(activity));
                }
            },
        };
        ActivitySource.AddActivityListener(_listener);
    }

    /// <summary>Says of a request to the API what its span is to say. What has no route has no span.</summary>
    public static async Task DescribeAsync(HttpContext context, RequestDelegate next)
    {
        try
        {
            await next(context);
        }
        finally
        {
            if (Activity.Current is { IsAllDataRequested: true } activity
                && context.Request.Path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase)
                && context.GetEndpoint() is RouteEndpoint { RoutePattern.RawText: { } route })
            {
                activity.SetCustomProperty(Wanted, route);
                activity.DisplayName = $"{context.Request.Method} {route}";
                activity.SetTag("http.request.method", context.Request.Method);
                activity.SetTag("http.route", route);
                activity.SetTag("url.path", context.Request.Path.Value);
                activity.SetTag("http.response.status_code", (long)context.Response.StatusCode);
                if (context.Response.StatusCode >= StatusCodes.Status500InternalServerError)
                {
                    activity.SetStatus(ActivityStatusCode.Error, $"HTTP {context.Response.StatusCode}");
                }
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _listener.Dispose();

    private static SpanRecord ToSpan(Activity activity) => new()
    {
        TraceId = activity.TraceId,
        SpanId = activity.SpanId,
        ParentSpanId = activity.ParentSpanId,
        Name = activity.DisplayName,
        Kind = ActivityKind.Server,
        StartedAt = new DateTimeOffset(activity.StartTimeUtc),
        EndedAt = new DateTimeOffset(activity.StartTimeUtc + activity.Duration),
        Error = activity.Status == ActivityStatusCode.Error ? activity.StatusDescription ?? "failed" : null,
        Attributes = [.. activity.TagObjects],
        Links = [.. activity.Links.Select(l => l.Context)],
    };
}
