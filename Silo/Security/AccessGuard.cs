using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Orrery.Client.InProcess;
using Orrery.Silo.Api;

namespace Orrery.Silo.Security;

/// <summary>Holds every request of somebody who is known against <see cref="AccessRules"/>, and says to the audit who it is.</summary>
internal static class AccessGuard
{
    public static Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        if (context.User.Identity is not { IsAuthenticated: true } identity)
        {
            return next(context);
        }

        CallerName.Current = identity.Name ?? "api";
        var isForAnybody = context.GetEndpoint()?.Metadata.GetMetadata<IAllowAnonymous>() is not null;
        return !isForAnybody && AccessRules.Refusal(context.User, context.Request.Method, context.Request.Path) is { } why
            ? ApiProblem.Of(StatusCodes.Status403Forbidden, why).ExecuteAsync(context)
            : next(context);
    }
}
