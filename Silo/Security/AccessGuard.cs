using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Orrery.Client.InProcess;
using Orrery.Core.Identity;
using Orrery.Silo.Api;

namespace Orrery.Silo.Security;

/// <summary>Holds every request against <see cref="AccessRules"/>, and says to the audit who it is.</summary>
internal static class AccessGuard
{
    public static Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        // What is no route is the answer to a wrong method, or nothing at all: there is nothing to guard but that it is known who asks.
        var endpoint = context.GetEndpoint() as RouteEndpoint;
        var rule = endpoint is null ? null : AccessRules.Find(endpoint, context.Request.Method);
        if (context.User.Identity is not { IsAuthenticated: true } identity)
        {
            return rule?.Role == AccessRule.Anybody ? next(context) : context.ChallengeAsync();
        }

        CallerName.Current = identity.Name ?? "api";
        if (endpoint is null)
        {
            return next(context);
        }

        var rights = Principals.RightsOf(context.User);
        return rule?.Judge(rights, context.Request.RouteValues) switch
        {
            AccessVerdict.Granted => next(context),
            AccessVerdict.Hidden => ApiProblem.NoDag((string)context.Request.RouteValues["dagId"]!).ExecuteAsync(context),
            AccessVerdict.Refused => ApiProblem.Of(StatusCodes.Status403Forbidden, Refusal(rule, rights)).ExecuteAsync(context),
            _ => ApiProblem.Of(StatusCodes.Status403Forbidden, "Nobody may do this: no rule says who.").ExecuteAsync(context),
        };
    }

    private static string Refusal(AccessRule rule, Rights rights) =>
        $"This needs the role '{rule.Role}'; you have the role '{rights.Role}'{(rights.Bundle is { } bundle ? $" for the bundle '{bundle}'" : "")}"
        + $"{(rights.Grants.IsEmpty ? "" : $" and {string.Join(", ", rights.Grants.Take(5))}")}.";
}
