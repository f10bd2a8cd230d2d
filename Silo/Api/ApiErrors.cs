using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Orrery.Silo.Api;

/// <summary>Around everything under <c>/api</c>: bounds bodies, and turns every error into a problem that shows nothing of the inside.</summary>
internal static class ApiErrors
{
    /// <summary>Largest body of a request: 1 MiB.</summary>
    public const long MaxBodyBytes = 1 << 20;

    private const string RetryAfterSeconds = "5";

    /// <summary>Runs the rest of the pipeline.</summary>
    public static async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = MaxBodyBytes;
        }

        try
        {
            await next(context);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            return;
        }
        catch (Exception e) when (!context.Response.HasStarted)
        {
            context.Response.Clear();
            var problem = ApiFailures.Explain(e, context);
            if (problem.Wire.Status == StatusCodes.Status503ServiceUnavailable)
            {
                context.Response.Headers.RetryAfter = RetryAfterSeconds;
            }

            await problem.ExecuteAsync(context);
            return;
        }

        if (context.Response is { HasStarted: false, StatusCode: >= StatusCodes.Status400BadRequest, ContentLength: null, ContentType: null } response)
        {
            await ApiFailures.Bare(response.StatusCode, context.Request).ExecuteAsync(context);
        }
    }
}
