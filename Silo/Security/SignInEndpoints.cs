using System.Globalization;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Orrery.Client.Http.Wire;
using Orrery.Silo.Api;

namespace Orrery.Silo.Security;

/// <summary>Lets people in, by a link, by name and password, or from where else they sign in; and out.</summary>
internal static class SignInEndpoints
{
    public const string Path = "/sign-in";
    public const string OutPath = "/sign-out";
    public const string StylePath = $"{Path}/page.css";
    private const string Style = "orrery.security.page.css";
    private const int MaxFormBytes = 16 * 1024;

    public static void Map(IEndpointRouteBuilder endpoints, SecurityOptions options)
    {
        endpoints.MapGet(Path, SignInAsync).ExcludeFromDescription();
        endpoints.MapPost(Path, SignInWithPasswordAsync).ExcludeFromDescription();
        endpoints.MapGet(StylePath, () => TypedResults.Stream(typeof(SignInEndpoints).Assembly.GetManifestResourceStream(Style)!, "text/css; charset=utf-8")).ExcludeFromDescription();
        endpoints.MapPost(OutPath, SignOutAsync).ExcludeFromDescription();
        endpoints.MapPost("/auth/token", (HttpContext http, PasswordSignIn passwords, SignInPasses passes) => GetPassAsync(http, passwords, passes));
        endpoints.MapPost("/auth/token/cli", (HttpContext http, PasswordSignIn passwords, SignInPasses passes) => GetPassAsync(http, passwords, passes));
        endpoints.MapGet("/api/v2/auth/login", (HttpContext http) => Results.LocalRedirect($"{Path}?next={Uri.EscapeDataString(Next(http.Request.Query["next"]))}"));
        endpoints.MapGet("/api/v2/auth/logout", () => Results.LocalRedirect($"{Path}?out=1"));
        endpoints.MapPost("/api/v2/sign-in-links", async (HttpContext http, SignInLinks links, IAccountSource accounts) =>
        {
            await accounts.NoteAsync("create_sign_in_link", name: null, reason: null);
            http.Response.Headers.CacheControl = "no-store";
            var link = links.Create(new Uri($"{http.Request.Scheme}://{http.Request.Host}/"));
            return TypedResults.Json(new SignInLinkWire(link.Url.AbsoluteUri, link.ExpiresAt), OrreryJson.Wire.SignInLinkWire);
        });
        foreach (var external in options.External)
        {
            endpoints.MapGet($"{Path}/{external.Name}", (HttpContext http) => Results.Challenge(
                new AuthenticationProperties { RedirectUri = Next(http.Request.Query["next"]) }, [ExternalSignIns.SchemeOf(external)])).ExcludeFromDescription();
        }
    }

    private static async Task SignInAsync(HttpContext http, SignInLinks links, ServerCredential credential, FixedWindowRateLimiter attempts, IAccountSource accounts)
    {
        if (!http.Request.Query.ContainsKey("token"))
        {
            await SignInPages.WriteFormAsync(http, StatusCodes.Status200OK, Next(http.Request.Query["next"]), problem: null);
            return;
        }

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
        await accounts.NoteAsync("sign_in", "owner", "a sign-in link");
        await SignInPages.WriteSignedInAsync(http, "/");
    }

    private static async Task SignInWithPasswordAsync(HttpContext http, PasswordSignIn passwords)
    {
        if (!http.Request.HasFormContentType || http.Request.ContentLength is null or > MaxFormBytes)
        {
            await SignInPages.WriteFormAsync(http, StatusCodes.Status400BadRequest, "/", "Fill in the form on this page.");
            return;
        }

        var form = await http.Request.ReadFormAsync(http.RequestAborted);
        var next = Next(form["next"]);
        var outcome = await passwords.CheckAsync(form["username"].ToString(), form["password"].ToString(), AddressOf(http), http.RequestAborted);
        if (outcome.RetryAfter is { } wait)
        {
            SetRetryAfter(http, wait);
            await SignInPages.WriteFormAsync(http, StatusCodes.Status429TooManyRequests, next, $"Too many attempts. Wait {Seconds(wait)} s, then try again.");
        }
        else if (outcome.Account is not { } account)
        {
            await SignInPages.WriteFormAsync(http, StatusCodes.Status401Unauthorized, next, "Wrong name or password.");
        }
        else
        {
            await http.SignInAsync(SessionCookie.Scheme, Principals.User(SessionCookie.Scheme, account));
            await SignInPages.WriteSignedInAsync(http, next);
        }
    }

    private static async Task SignOutAsync(HttpContext http, IAccountSource accounts)
    {
        await accounts.NoteAsync("sign_out", http.User.Identity?.Name, reason: null);
        await http.SignOutAsync(SessionCookie.Scheme);
        http.Response.Redirect(Path);
    }

    private static async Task<IResult> GetPassAsync(HttpContext http, PasswordSignIn passwords, SignInPasses passes)
    {
        var (body, problem) = await BodyReader.ReadAsync(http.Request);
        if (body is null)
        {
            return problem!;
        }

        body.Require("username");
        body.Require("password");
        var (name, password) = (body.Text("username", maxLength: 1_000) ?? "", body.Text("password", maxLength: 1_000) ?? "");
        if (body.Problem() is { } invalid)
        {
            return invalid;
        }

        var outcome = await passwords.CheckAsync(name, password, AddressOf(http), http.RequestAborted);
        http.Response.Headers.CacheControl = "no-store";
        if (outcome.RetryAfter is { } wait)
        {
            SetRetryAfter(http, wait);
            return ApiProblem.Of(StatusCodes.Status429TooManyRequests, $"Too many attempts. Wait {Seconds(wait)} s, then try again.");
        }

        return outcome.Account is { } account
            ? TypedResults.Json(new AccessTokenWire(passes.Create(account)), OrreryJson.Wire.AccessTokenWire, statusCode: StatusCodes.Status201Created)
            : ApiProblem.Of(StatusCodes.Status401Unauthorized, "Wrong name or password.");
    }

    private static string AddressOf(HttpContext http) => http.Connection.RemoteIpAddress?.ToString() ?? "";

    private static void SetRetryAfter(HttpContext http, TimeSpan wait) => http.Response.Headers.RetryAfter = Seconds(wait);

    private static string Seconds(TimeSpan wait) => Math.Ceiling(wait.TotalSeconds).ToString(CultureInfo.InvariantCulture);

    // Only to pages of this server: a link must not sign somebody in and lead them elsewhere.
    private static string Next(string? next) =>
        next is ['/', ..] && next.Length < 2_000 && !next.StartsWith("//", StringComparison.Ordinal) && !next.StartsWith("/\\", StringComparison.Ordinal)
            && !next.AsSpan().ContainsAnyInRange('\0', '\x1f')
            ? next
            : "/";
}
