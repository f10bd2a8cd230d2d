using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace Orrery.Silo.Security;

/// <summary>Puts sign-in into a host that listens on a loopback address.</summary>
public static class OrrerySecurityExtensions
{
    private const string AnyScheme = "Orrery";
    private const string KeysFolder = "keys";

    /// <summary>
    /// Reads or makes the credential, and registers what sign-in needs, <see cref="ServerCredential"/> and <see cref="SignInLinks"/> among it.
    /// From here on every request needs the token or a session, unless its endpoint allows anonymous ones.
    /// </summary>
    /// <exception cref="CredentialException">The credential file or the folder of keys cannot be used; the message says how to mend it.</exception>
    public static IServiceCollection AddOrrerySecurity(this IServiceCollection services, SecurityOptions options)
    {
        var credential = ServerCredential.LoadOrCreate(options.DataFolder);
        var keys = Directory.CreateDirectory(Path.GetFullPath(Path.Combine(options.DataFolder, KeysFolder)));
        PrivateFiles.ClaimFolder(keys.FullName);

        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(options);
        services.AddSingleton(credential);
        services.TryAddSingleton<ITokenSource, NoTokens>();
        services.AddSingleton(s => new SignInLinks(options, s.GetRequiredService<TimeProvider>()));
        services.AddDataProtection().SetApplicationName("Orrery").PersistKeysToFileSystem(keys);

        // It warns that the keys are not encrypted themselves: they lie in a folder only the owner can open, beside the credential.
        services.AddLogging(l => l.AddFilter("Microsoft.AspNetCore.DataProtection.KeyManagement.XmlKeyManager", LogLevel.Error));

        services.AddOptions<CookieAuthenticationOptions>(SessionCookie.Scheme).Configure<SecurityOptions, ServerCredential>(SessionCookie.Configure);
        services.AddAuthentication(AnyScheme)
            .AddPolicyScheme(AnyScheme, displayName: null, o => o.ForwardDefaultSelector = SchemeOf)
            .AddScheme<AuthenticationSchemeOptions, BearerToken>(BearerToken.SchemeName, configureOptions: null)
            .AddCookie(SessionCookie.Scheme);

        // One limit for all: on a loopback address everybody comes from the same place. The limiter itself, not the middleware: that one wakes
        // ten times a second to look for partitions nobody uses.
        services.AddSingleton(_ => new FixedWindowRateLimiter(
            new FixedWindowRateLimiterOptions { PermitLimit = options.SignInAttemptsPerMinute, Window = TimeSpan.FromMinutes(1) }));
        return services;
    }

    /// <summary>
    /// Checks every request, and maps <c>/sign-in</c> and <c>/api/v2/sign-in-links</c>. Call it first, before any other middleware or mapping.
    /// </summary>
    public static WebApplication UseOrrerySecurity(this WebApplication app)
    {
        app.Use(RequestGuard.InvokeAsync);
        app.UseRouting();
        app.UseAuthentication();
        app.Use(SameOriginGuard.InvokeAsync);
        app.Use(AccessGuard.InvokeAsync);
        SignInEndpoints.Map(app);
        return app;
    }

    // A program that brings a wrong token is told so, whatever cookies it has.
    private static string SchemeOf(HttpContext context) => BearerToken.IsBroughtBy(context.Request) ? BearerToken.SchemeName : SessionCookie.Scheme;
}
