using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orrery.Client;

namespace Orrery.Silo.Api;

/// <summary>What callers are told of failures: everything they can act on, nothing of the inside.</summary>
internal static partial class ApiFailures
{
    /// <summary>What the caller is told of an exception; what is not the caller's affair is logged.</summary>
    public static ApiProblem Explain(Exception exception, HttpContext context)
    {
        var logger = context.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(ApiFailures));
        switch (exception)
        {
            case BadHttpRequestException bad:
                return Bare(bad.StatusCode, context.Request);
            case OrreryUnavailableException:
                LogUnavailable(logger, exception, context.Request.Method, context.Request.Path);
                return ApiProblem.Of(StatusCodes.Status503ServiceUnavailable, exception.Message);
            case TimeoutException or OrleansMessageRejectionException:
                LogUnavailable(logger, exception, context.Request.Method, context.Request.Path);
                return ApiProblem.Of(
                    StatusCodes.Status503ServiceUnavailable,
                    "The part of the installation that knows this does not answer now; another one takes over within seconds. A change may have been carried out: look, then ask again.");
            case var _ when StoreProblem(exception) is { } store:
                LogUnavailable(logger, exception, context.Request.Method, context.Request.Path);
                return ApiProblem.Of(StatusCodes.Status503ServiceUnavailable, store.Message);
            default:
                LogFailed(logger, exception, context.Request.Method, context.Request.Path, context.TraceIdentifier);
                return ApiProblem.Of(
                    StatusCodes.Status500InternalServerError,
                    $"The server failed at this request; its log says why under '{context.TraceIdentifier}'. Nothing is known about what was carried out: look, then ask again.");
        }
    }

    /// <summary>The problem for a status nobody has explained.</summary>
    public static ApiProblem Bare(int status, HttpRequest request) => ApiProblem.Of(status, status switch
    {
        StatusCodes.Status404NotFound => $"There is nothing at {request.Method} {request.Path}: see the list of calls in the API's documentation.",
        StatusCodes.Status405MethodNotAllowed => $"{request.Path} does not take {request.Method}; the header 'Allow' says what it takes.",
        StatusCodes.Status413PayloadTooLarge => $"The body is larger than {ApiErrors.MaxBodyBytes} bytes: send less.",
        StatusCodes.Status415UnsupportedMediaType => "The body must be JSON: send 'Content-Type: application/json'.",
        _ => "The request is not well formed.",
    });

    // Known by name: from a cluster it comes wrapped, and not from this assembly.
    private static Exception? StoreProblem(Exception exception)
    {
        for (var e = exception; e is not null; e = e.InnerException)
        {
            if (e.GetType().FullName is "Orrery.Storage.StoreUnavailableException" or "Orrery.Storage.StoreFencedException")
            {
                return e;
            }
        }

        return null;
    }

    [LoggerMessage(EventId = ApiEventIds.RequestFailed, Level = LogLevel.Error, Message = "{Method} {Path} failed ({TraceId})")]
    private static partial void LogFailed(ILogger logger, Exception exception, string method, PathString path, string traceId);

    [LoggerMessage(EventId = ApiEventIds.RequestUnavailable, Level = LogLevel.Warning, Message = "{Method} {Path} was answered 503")]
    private static partial void LogUnavailable(ILogger logger, Exception exception, string method, PathString path);
}
