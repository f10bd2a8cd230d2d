using System.Security.Claims;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Orrery.Client;
using Orrery.Client.Http.Wire;
using Orrery.Core.Identity;

namespace Orrery.Silo.Security;

/// <summary>Makes sign-in links, and lets browsers in by them.</summary>
internal static class SignInEndpoints
{
    public const string Path = "/sign-in";

    public static void Map(IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet(Path, SignInAsync).ExcludeFromDescription();
        endpoints.MapPost("/api/v2/sign-in-links", (HttpContext http, SignInLinks links) =>
        {
            http.Response.Headers.CacheControl = "no-store";
            var link = links.Create(new Uri($"{http.Request.Scheme}://{http.Request.Host}/"));
            return TypedResults.Json(new SignInLinkWire(link.Url.AbsoluteUri, link.ExpiresAt), OrreryJson.Wire.SignInLinkWire);
        });
    }

    private static async Task SignInAsync(HttpContext http, SignInLinks links, ServerCredential credential, FixedWindowRateLimiter attempts)
    {
        using var attempt = attempts.AttemptAcquire();
        if (!attempt.IsAcquired)
        {
            http.Response.Headers.RetryAfter = "60";
            await SignInPages.WriteTooManyAsync(http);
            return;
        }

        if (http.Request.Query["token"] is not [{ Length: > 0 and < 200 } token] || !links.Redeem(token))
        {
            await SignInPages.WriteLinkInvalidAsync(http);
            return;
        }

        await http.SignInAsync(SessionCookie.Scheme, Principals.Owner(SessionCookie.Scheme, credential));
        await SignInPages.WriteSignedInAsync(http);
    }
}

/// <summary>Who may be behind a request. On a loopback address there is one: the owner of the credential file.</summary>
internal static class Principals
{
    /// <summary>Claim that names the credential by which the owner was let in.</summary>
    public const string CredentialClaim = "orrery:credential";

    /// <summary>Claim that names the only bundle a token is for.</summary>
    public const string BundleClaim = "orrery:bundle";

    /// <summary>What somebody who is known may do.</summary>
    public static Rights RightsOf(ClaimsPrincipal user) => new()
    {
        Role = user.FindFirstValue(ClaimTypes.Role) ?? ApiRoles.None,
        Bundle = user.FindFirstValue(BundleClaim),
    };

    /// <summary>A program with a token of its own.</summary>
    public static ClaimsPrincipal Program(string scheme, KnownToken token)
    {
        List<Claim> claims = [new(ClaimTypes.Name, $"token:{token.Name}"), new(ClaimTypes.Role, token.Role)];
        if (token.Bundle is { } bundle)
        {
            claims.Add(new Claim(BundleClaim, bundle));
        }

        return new ClaimsPrincipal(new ClaimsIdentity(claims, scheme));
    }

    /// <summary>The owner.</summary>
    public static ClaimsPrincipal Owner(string scheme, ServerCredential credential) => new(new ClaimsIdentity(
        [new Claim(ClaimTypes.Name, "owner"), new Claim(ClaimTypes.Role, OrreryRoles.Admin), new Claim(CredentialClaim, credential.Fingerprint)], scheme));
}
