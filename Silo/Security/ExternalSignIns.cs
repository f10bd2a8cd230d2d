using System.Collections.Immutable;
using System.Net.Http.Headers;
using System.Text.Json;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OAuth;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Orrery.Core.Identity;
using Orrery.Grains.Interfaces.Identity;

namespace Orrery.Silo.Security;

/// <summary>Sign-ins elsewhere, by the framework's OAuth handler: what it learns of somebody becomes a user here, and a session.</summary>
internal static class ExternalSignIns
{
    /// <summary>Name of the authentication scheme of a sign-in.</summary>
    public static string SchemeOf(ExternalSignInOptions options) => $"External-{options.Name}";

    /// <summary>Adds them all.</summary>
    public static void AddTo(AuthenticationBuilder authentication, SecurityOptions security)
    {
        foreach (var external in security.External)
        {
            authentication.AddOAuth(SchemeOf(external), o => Configure(o, external, security));
        }
    }

    private static void Configure(OAuthOptions options, ExternalSignInOptions external, SecurityOptions security)
    {
        options.AuthorizationEndpoint = external.AuthorizationEndpoint.AbsoluteUri;
        options.TokenEndpoint = external.TokenEndpoint.AbsoluteUri;
        options.UserInformationEndpoint = external.UserInformationEndpoint.AbsoluteUri;
        options.ClientId = external.ClientId;
        options.ClientSecret = external.ClientSecret;
        options.CallbackPath = $"{SignInEndpoints.Path}/{external.Name}/callback";
        options.SignInScheme = SessionCookie.Scheme;
        options.UsePkce = true;
        options.Scope.Clear();
        foreach (var scope in external.Scopes)
        {
            options.Scope.Add(scope);
        }

        options.CorrelationCookie.SameSite = SameSiteMode.Lax;
        options.CorrelationCookie.SecurePolicy = security.IsLoopback ? CookieSecurePolicy.SameAsRequest : CookieSecurePolicy.Always;
        options.Events.OnCreatingTicket = context => LetInAsync(context, external);
        options.Events.OnRemoteFailure = async context =>
        {
            context.HandleResponse();
            var why = context.Failure is SignInRefusedException refused ? refused.Message : $"{external.DisplayName ?? external.Name} did not say who you are. Try again.";
            await context.HttpContext.RequestServices.GetRequiredService<IAccountSource>().NoteAsync("refuse_sign_in", name: null, $"{external.Name}: {context.Failure?.Message}");
            await SignInPages.WriteRefusedAsync(context.HttpContext, why);
        };
    }

    private static async Task LetInAsync(OAuthCreatingTicketContext context, ExternalSignInOptions external)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, external.UserInformationEndpoint);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", context.AccessToken);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        using var response = await context.Backchannel.SendAsync(request, context.HttpContext.RequestAborted);
        response.EnsureSuccessStatusCode();
        using var user = JsonDocument.Parse(await response.Content.ReadAsStringAsync(context.HttpContext.RequestAborted));

        var accounts = context.HttpContext.RequestServices.GetRequiredService<IAccountSource>();
        var result = await accounts.SignInExternallyAsync(Read(user.RootElement, external));
        if (result.Name is not { } name)
        {
            throw new SignInRefusedException(string.Join(' ', result.Outcome.Problems));
        }

        accounts.Forget(name);
        var account = await accounts.ReadAsync(name) ?? throw new SignInRefusedException("The account was taken away just now.");
        context.Principal = Principals.User(SessionCookie.Scheme, account);
    }

    /// <summary>What a provider says of somebody, in our terms.</summary>
    /// <exception cref="SignInRefusedException">It does not say enough, or somebody who may not come in.</exception>
    internal static ExternalSignIn Read(JsonElement user, ExternalSignInOptions options)
    {
        var email = Text(user, "email");
        if (options.AllowedDomains.Count > 0 && !IsAllowed(email, user, options.AllowedDomains))
        {
            throw new SignInRefusedException($"Only verified addresses of {string.Join(", ", options.AllowedDomains)} may sign in.");
        }

        var groups = Texts(user, options.GroupsClaim);
        var roles = groups.Select(g => options.Roles.GetValueOrDefault(g)).OfType<string>().ToList();
        return new ExternalSignIn
        {
            Scheme = options.Name,
            ExternalId = $"{options.Issuer} {Text(user, options.SubjectClaim) ?? throw new SignInRefusedException($"The provider did not say who you are: the claim '{options.SubjectClaim}' is missing.")}",
            Name = Text(user, options.NameClaim) ?? email ?? throw new SignInRefusedException($"The provider told no name: the claims '{options.NameClaim}' and 'email' are missing."),
            DisplayName = Text(user, "name"),

            // Where roles are given by groups, who has left them all has none left.
            Role = options.Roles.Count == 0 ? null : ApiRoles.OfUsers.LastOrDefault(r => roles.Contains(r, StringComparer.Ordinal)) ?? options.DefaultRole,
            Grants = options.Grants.Count == 0 ? null
                : groups.SelectMany(g => options.Grants.GetValueOrDefault(g) ?? []).Select(GrantOf).Distinct().ToImmutableArray(),
            DefaultRole = options.DefaultRole,
        };
    }

    private static GrantInfo GrantOf(string text) => text.Split('=', 2) is [var pattern, var role] ? new GrantInfo(pattern, role) : new GrantInfo(text, ApiRoles.Viewer);

    private static bool IsAllowed(string? email, JsonElement user, IReadOnlyList<string> domains) =>
        email is not null && email.LastIndexOf('@') is >= 0 and var at
        && domains.Contains(email[(at + 1)..], StringComparer.OrdinalIgnoreCase)
        && user.TryGetProperty("email_verified", out var verified) && (verified.ValueKind == JsonValueKind.True || (verified.ValueKind == JsonValueKind.String && verified.GetString() == "true"));

    private static string? Text(JsonElement user, string claim) => user.ValueKind == JsonValueKind.Object && user.TryGetProperty(claim, out var value) ? value.ValueKind switch
    {
        JsonValueKind.String when value.GetString() is { Length: > 0 and <= 500 } text => text,

        // Some providers number their users.
        JsonValueKind.Number => value.GetRawText(),
        _ => null,
    }
    : null;

    private static List<string> Texts(JsonElement user, string claim) => user.ValueKind == JsonValueKind.Object && user.TryGetProperty(claim, out var value) ? value.ValueKind switch
    {
        JsonValueKind.String => [value.GetString()!],
        JsonValueKind.Array => [.. value.EnumerateArray().Where(v => v.ValueKind == JsonValueKind.String).Select(v => v.GetString()!).Take(1_000)],
        _ => [],
    }
    : [];
}

/// <summary>Somebody signed in elsewhere, and does not come in here.</summary>
/// <param name="message">Why, for them to read.</param>
internal sealed class SignInRefusedException(string message) : Exception(message);
