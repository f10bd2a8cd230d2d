using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Http;

namespace Orrery.Silo.Security;

/// <summary>Knows the owner by the cookie a browser got for a sign-in link.</summary>
internal static class SessionCookie
{
    public const string Scheme = "Session";

    public static void Configure(CookieAuthenticationOptions options, SecurityOptions security, ServerCredential credential)
    {
        // Browsers share cookies between the ports of a host; two servers must not take each other's.
        options.Cookie.Name = $"orrery-{credential.Fingerprint}";
        options.Cookie.HttpOnly = true;
        options.Cookie.SameSite = SameSiteMode.Strict;
        options.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        options.ExpireTimeSpan = security.SessionLifetime;
        options.SlidingExpiration = true;
        options.Events.OnRedirectToLogin = context => SignInChallenge.WriteAsync(context.HttpContext);
        options.Events.OnRedirectToAccessDenied = context => SignInChallenge.WriteAsync(context.HttpContext);
        options.Events.OnValidatePrincipal = context =>
        {
            // A new credential file ends all sessions.
            if (context.Principal?.FindFirst(Principals.CredentialClaim)?.Value != credential.Fingerprint)
            {
                context.RejectPrincipal();
            }

            return Task.CompletedTask;
        };
    }
}
