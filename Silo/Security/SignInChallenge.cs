using Microsoft.AspNetCore.Http;
using Orrery.Silo.Api;

namespace Orrery.Silo.Security;

/// <summary>What somebody is told who is not known: programs a problem, people a page.</summary>
internal static class SignInChallenge
{
    public static Task WriteAsync(HttpContext context)
    {
        context.Response.Headers.WWWAuthenticate = BearerToken.SchemeName;
        var isForPeople = !context.Request.Path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase)
            && context.Request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase);
        return isForPeople
            ? SignInPages.WriteSignInNeededAsync(context)
            : ApiProblem.Of(
                StatusCodes.Status401Unauthorized,
                $"Send 'Authorization: Bearer' with a token ('orrery token create'), or on the server's machine with what is in the file '{ServerCredential.FileName}' of its data folder; or sign in at {SignInEndpoints.Path}.")
                .ExecuteAsync(context);
    }
}
