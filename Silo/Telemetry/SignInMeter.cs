using Microsoft.AspNetCore.Http;
using Orrery.Silo.Telemetry.Metrics;

namespace Orrery.Silo.Telemetry;

/// <summary>Counts requests with a credential that was refused, and sign-ins that came to nothing: many of them are an attack, or a token that has expired.</summary>
internal static class SignInMeter
{
    /// <summary>Counts, once the answer is known.</summary>
    public static async Task InvokeAsync(HttpContext context, RequestDelegate next, SiloMetrics metrics)
    {
        await next(context);
        if (KindOf(context) is { } kind)
        {
            metrics.SignInFailures.Add(1, new KeyValuePair<string, object?>("kind", kind));
        }
    }

    private static string? KindOf(HttpContext context) => context.Response.StatusCode switch
    {
        // Who brings nothing is only shown the way.
        StatusCodes.Status401Unauthorized when context.Request.Headers.Authorization.Count > 0 => "token",
        >= StatusCodes.Status400BadRequest and < StatusCodes.Status500InternalServerError
            when context.Request.Path.StartsWithSegments("/sign-in", StringComparison.OrdinalIgnoreCase) => "sign_in",
        _ => null,
    };
}
