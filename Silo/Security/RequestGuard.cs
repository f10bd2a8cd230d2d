using Microsoft.AspNetCore.Http;
using Orrery.Silo.Api;

namespace Orrery.Silo.Security;

/// <summary>Before anything else: the headers of every answer, and the name the server is called by.</summary>
/// <param name="options">Where the server listens.</param>
internal sealed class RequestGuard(SecurityOptions options)
{
    private const string ContentSecurityPolicy =
        "default-src 'self'; object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'";

    /// <summary>A year, as browsers' lists ask for. Subdomains are others' affair.</summary>
    private const string StrictTransportSecurity = "max-age=31536000";

    public Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        // An endpoint that knows better replaces them.
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = ContentSecurityPolicy;
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        headers["Referrer-Policy"] = "same-origin";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        if (!options.IsLoopback && context.Request.IsHttps)
        {
            headers.StrictTransportSecurity = StrictTransportSecurity;
        }

        var port = context.Connection.LocalPort;
        return !options.IsLoopback || IsOurs(context.Request.Host, port)
            ? next(context)
            : ApiProblem.Of(
                StatusCodes.Status421MisdirectedRequest,
                $"This server answers to localhost:{port}, 127.0.0.1:{port} and [::1]:{port} only, so that no other name can lead a browser here.")
                .ExecuteAsync(context);
    }

    // DNS rebinding: a page's own host name may come to point at this machine, and the browser then takes us for that page's server.
    private static bool IsOurs(HostString host, int port) =>
        host.HasValue && ListenAddress.IsLoopbackName(host.Host) && (host.Port ?? 80) == port;
}
