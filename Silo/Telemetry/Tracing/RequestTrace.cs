using System.Diagnostics;
using Microsoft.AspNetCore.Http;

namespace Orrery.Silo.Telemetry.Tracing;

/// <summary>The trace a request is part of, for what it asks for.</summary>
internal static class RequestTrace
{
    /// <summary>
    /// As W3C's <c>traceparent</c>: the request's own span where requests have spans, else what the caller sent, so that a server which takes no part
    /// in traces passes them on. Null: there is none.
    /// </summary>
    public static string? Of(HttpContext http) =>
        Activity.Current is { IdFormat: ActivityIdFormat.W3C } current && current.Source.HasListeners()
            ? current.Id
            : http.Request.Headers.TraceParent is [{ Length: > 0 } sent] ? sent : null;
}
