using System.Net;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Orrery.Client;
using Orrery.Client.Access;

namespace Orrery.Silo.Security;

/// <summary>Puts sign-in into a host.</summary>
public static class OrrerySecurityExtensions
{
    private const string AnyScheme = "Orrery";
    private const string KeysFolder = "keys";

    /// <summary>
    /// Reads or makes the credential, and registers what sign-in needs, <see cref="ServerCredential"/> and <see cref="SignInLinks"/> among it.
    /// From here on every request needs a token or a session, unless <see cref="AccessRules"/> lets anybody in.
    /// </summary>
    /// <exception cref="CredentialException">The credential file or the folder of keys cannot be used; the message says how to mend it.</exception>
    public static IServiceCollection AddOrrerySecurity(this IServiceCollection services, SecurityOptions options)
    {
        var credential = ServerCredential.LoadOrCreate(options.DataFolder);
        var keys = Directory.CreateDirectory(Path.GetFullPath(options.KeysFolder ?? Path.Combine(options.DataFolder, KeysFolder)));
        PrivateFiles.ClaimFolder(keys.FullName);

        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(options);
        services.AddSingleton(credential);
        services.TryAddSingleton<ITokenSource, NoTokens>();
        services.TryAddSingleton<IAccountSource, NoAccounts>();
        services.AddSingleton<RightsSource>();
        services.AddSingleton<SignInThrottle>();
        services.AddSingleton<SignInPasses>();
        services.AddSingleton<PasswordSignIn>();
        services.AddScoped<RequestCaller>();
        services.AddSingleton(s => new SignInLinks(options, s.GetRequiredService<TimeProvider>()));
        services.AddDataProtection().SetApplicationName("Orrery").PersistKeysToFileSystem(keys);

        // It warns that the keys are not encrypted themselves: they lie in a folder only the owner can open, beside the credential.
        services.AddLogging(l => l.AddFilter("Microsoft.AspNetCore.DataProtection.KeyManagement.XmlKeyManager", LogLevel.Error));

        services.AddOptions<CookieAuthenticationOptions>(SessionCookie.Scheme).Configure<SecurityOptions, ServerCredential>(SessionCookie.Configure);
        var authentication = services.AddAuthentication(AnyScheme)
            .AddPolicyScheme(AnyScheme, displayName: null, o => o.ForwardDefaultSelector = SchemeOf)
            .AddScheme<AuthenticationSchemeOptions, BearerToken>(BearerToken.SchemeName, configureOptions: null)
            .AddCookie(SessionCookie.Scheme);
        ExternalSignIns.AddTo(authentication, options);

        // One limit for all: on a loopback address everybody comes from the same place. The limiter itself, not the middleware: that one wakes
        // ten times a second to look for partitions nobody uses.
        services.AddSingleton(_ => new FixedWindowRateLimiter(
            new FixedWindowRateLimiterOptions { PermitLimit = options.SignInAttemptsPerMinute, Window = TimeSpan.FromMinutes(1) }));
        return services;
    }

    /// <summary>
    /// Registers the installation for faces: each request, and each page that stays connected, gets a client of its caller's.
    /// </summary>
    /// <param name="services">Where to register.</param>
    /// <param name="installation">The client that may do everything; for what serves all at once it is there by the key <see cref="OrreryRoles.Installation"/>.</param>
    public static IServiceCollection AddCallerClients(this IServiceCollection services, Func<IServiceProvider, IOrreryClient> installation)
    {
        services.AddKeyedSingleton(OrreryRoles.Installation, (s, _) => installation(s));
        services.AddScoped<IOrreryClient>(s => new CallerClient(s.GetRequiredKeyedService<IOrreryClient>(OrreryRoles.Installation), s.GetRequiredService<RequestCaller>()));
        return services;
    }

    /// <summary>
    /// Checks every request, and maps <c>/sign-in</c> and what belongs to it. Call it first, before any other middleware or mapping.
    /// </summary>
    public static WebApplication UseOrrerySecurity(this WebApplication app)
    {
        var options = app.Services.GetRequiredService<SecurityOptions>();
        if (options.Proxies.Count > 0)
        {
            app.UseForwardedHeaders(Forwarded(options.Proxies));
        }

        app.Use(new RequestGuard(options).InvokeAsync);
        app.UseRouting();
        app.UseAuthentication();
        app.Use(SameOriginGuard.InvokeAsync);
        app.Use(AccessGuard.InvokeAsync);
        SignInEndpoints.Map(app, options);
        return app;
    }

    /// <summary>What is wrong with the address of a proxy; null when nothing is.</summary>
    internal static string? ProxyProblem(string proxy) => IPAddress.TryParse(proxy, out _) || System.Net.IPNetwork.TryParse(proxy, out _)
        ? null
        : $"'{proxy}' is no address of a proxy: give an IP address, or a network as in 10.0.0.0/8.";

    private static ForwardedHeadersOptions Forwarded(IReadOnlyList<string> proxies)
    {
        var forwarded = new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto | ForwardedHeaders.XForwardedHost };
        forwarded.KnownProxies.Clear();
        forwarded.KnownIPNetworks.Clear();
        foreach (var proxy in proxies)
        {
            if (IPAddress.TryParse(proxy, out var address))
            {
                forwarded.KnownProxies.Add(address);
            }
            else
            {
                forwarded.KnownIPNetworks.Add(System.Net.IPNetwork.Parse(proxy));
            }
        }

        return forwarded;
    }

    // A program that brings a wrong token is told so, whatever cookies it has.
    private static string SchemeOf(HttpContext context) => BearerToken.IsBroughtBy(context.Request) ? BearerToken.SchemeName : SessionCookie.Scheme;
}
