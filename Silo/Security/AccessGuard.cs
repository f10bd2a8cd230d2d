using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Orrery.Core.Identity;
using Orrery.Grains.Interfaces.Identity;
using Orrery.Silo.Api;

namespace Orrery.Silo.Security;

/// <summary>Holds every request against <see cref="AccessRules"/>, and says to the audit who it is.</summary>
internal static class AccessGuard
{
    public static async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        // What is no route is the answer to a wrong method, or nothing at all: there is nothing to guard but that it is known who asks.
        var endpoint = context.GetEndpoint() as RouteEndpoint;
        var rule = endpoint is null ? null : AccessRules.Find(endpoint, context.Request.Method);
        var address = context.Connection.RemoteIpAddress?.ToString();
        if (context.User.Identity is not { IsAuthenticated: true } identity
            || await context.RequestServices.GetRequiredService<RightsSource>().FindAsync(context.User) is not { } rights)
        {
            Caller.Set("anonymous", address);
            await (rule?.Role == AccessRule.Anybody ? next(context) : context.ChallengeAsync());
            return;
        }

        if (address is not null)
        {
            ((ClaimsIdentity)identity).AddClaim(new Claim(Principals.AddressClaim, address));
        }

        Caller.Set(identity.Name ?? "anonymous", address);
        context.RequestServices.GetRequiredService<RequestCaller>().Use(context.User, HttpMethods.IsGet(context.Request.Method) ? null : rights);
        await ((endpoint is null ? AccessVerdict.Granted : rule?.Judge(rights, context.Request.RouteValues)) switch
        {
            AccessVerdict.Granted => next(context),
            AccessVerdict.Hidden => ApiProblem.NoDag((string)context.Request.RouteValues["dagId"]!).ExecuteAsync(context),
            AccessVerdict.Refused => ApiProblem.Of(StatusCodes.Status403Forbidden, Refusal(rule!, rights)).ExecuteAsync(context),
            _ => ApiProblem.Of(StatusCodes.Status403Forbidden, "Nobody may do this: no rule says who.").ExecuteAsync(context),
        });
    }

    private static string Refusal(AccessRule rule, Rights rights) =>
        $"This needs the role '{rule.Role}'; you have the role '{rights.Role}'{(rights.Bundle is { } bundle ? $" for the bundle '{bundle}'" : "")}"
        + $"{(rights.Grants.IsEmpty ? "" : $" and {string.Join(", ", rights.Grants.Take(5))}")}.";
}
