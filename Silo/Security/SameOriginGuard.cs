using Microsoft.AspNetCore.Http;
using Orrery.Silo.Api;

namespace Orrery.Silo.Security;

/// <summary>
/// Lets a session change something, or open a socket, only from the server's own pages. Strict cookies are not enough: browsers take all
/// ports of a host for one site, and another port of this machine may be anybody's.
/// </summary>
internal static class SameOriginGuard
{
    public static Task InvokeAsync(HttpContext context, RequestDelegate next) =>
        context.User.Identity is { IsAuthenticated: true, AuthenticationType: SessionCookie.Scheme } && MayChange(context.Request) && !IsFromHere(context.Request)
            ? ApiProblem.Of(
                StatusCodes.Status403Forbidden,
                "A signed-in browser may do this only from this server's own pages. Programs send the token of the credential file instead.")
                .ExecuteAsync(context)
            : next(context);

    private static bool MayChange(HttpRequest request) =>
        !(HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method) || HttpMethods.IsOptions(request.Method))
        || request.Headers.Upgrade.Count > 0;

    private static bool IsFromHere(HttpRequest request) => request.Headers.Origin.Count == 0
        ? request.Headers["Sec-Fetch-Site"] == "same-origin"
        : request.Headers.Origin is [{ } origin] && string.Equals(origin, $"{request.Scheme}://{request.Host}", StringComparison.OrdinalIgnoreCase);
}
