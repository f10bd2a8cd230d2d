using Microsoft.AspNetCore.Http;
using Orrery.Silo.Api;

namespace Orrery.Silo.Security;

/// <summary>
/// Lets a browser change something, sign in, or open a socket, only from the server's own pages. Cookies that keep to their site are not enough:
/// browsers take all ports of a host for one site, and another port of this machine may be anybody's.
/// </summary>
internal static class SameOriginGuard
{
    public static Task InvokeAsync(HttpContext context, RequestDelegate next) =>
        MayChange(context.Request) && IsByBrowser(context) && !IsFromHere(context.Request)
            ? ApiProblem.Of(
                StatusCodes.Status403Forbidden,
                "A browser may do this only from this server's own pages. Programs send a token instead.")
                .ExecuteAsync(context)
            : next(context);

    // What a session does, and the form that begins one: nobody is to be signed in as somebody else without their knowledge.
    private static bool IsByBrowser(HttpContext context) =>
        context.User.Identity is { IsAuthenticated: true, AuthenticationType: SessionCookie.Scheme }
        || context.Request.Path.StartsWithSegments(SignInEndpoints.Path, StringComparison.OrdinalIgnoreCase);

    private static bool MayChange(HttpRequest request) =>
        !(HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method) || HttpMethods.IsOptions(request.Method))
        || request.Headers.Upgrade.Count > 0;

    private static bool IsFromHere(HttpRequest request) => request.Headers.Origin.Count == 0
        ? request.Headers["Sec-Fetch-Site"] == "same-origin"
        : request.Headers.Origin is [{ } origin] && string.Equals(origin, $"{request.Scheme}://{request.Host}", StringComparison.OrdinalIgnoreCase);
}
