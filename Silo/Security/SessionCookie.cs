using System.Globalization;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Orrery.Silo.Security;

/// <summary>Knows somebody by the cookie their browser got when they signed in.</summary>
internal static class SessionCookie
{
    public const string Scheme = "Session";

    // When the session began: the cookie slides, this does not.
    private const string BeganItem = "orrery.began";

    public static void Configure(CookieAuthenticationOptions options, SecurityOptions security, ServerCredential credential)
    {
        // Browsers share cookies between the ports of a host, and two servers on one machine must not take each other's. Elsewhere a server has its
        // host to itself, and one that takes over from it must know its cookies.
        options.Cookie.Name = security.IsLoopback ? $"orrery-{credential.Fingerprint}" : "__Host-orrery";
        options.Cookie.HttpOnly = true;
        options.Cookie.Path = "/";

        // Who comes back from signing in elsewhere comes from another site.
        options.Cookie.SameSite = security.IsLoopback && security.External.Count == 0 ? SameSiteMode.Strict : SameSiteMode.Lax;
        options.Cookie.SecurePolicy = security.IsLoopback ? CookieSecurePolicy.SameAsRequest : CookieSecurePolicy.Always;
        options.ExpireTimeSpan = security.SessionLifetime;
        options.SlidingExpiration = true;
        options.Events.OnRedirectToLogin = context => SignInChallenge.WriteAsync(context.HttpContext);
        options.Events.OnRedirectToAccessDenied = context => SignInChallenge.WriteAsync(context.HttpContext);
        options.Events.OnSigningIn = context =>
        {
            context.Properties.Items.TryAdd(BeganItem, Now(context.HttpContext).ToString("O", CultureInfo.InvariantCulture));
            return Task.CompletedTask;
        };
        options.Events.OnValidatePrincipal = async context =>
        {
            var hasEnded = context.Properties.Items.TryGetValue(BeganItem, out var began)
                && DateTimeOffset.TryParse(began, CultureInfo.InvariantCulture, out var at) && Now(context.HttpContext) - at >= security.SessionLimit;
            if (hasEnded || await context.HttpContext.RequestServices.GetRequiredService<RightsSource>().FindAsync(context.Principal!) is null)
            {
                context.RejectPrincipal();
            }
        };
    }

    private static DateTimeOffset Now(HttpContext context) => context.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow();
}
