using System.Diagnostics.CodeAnalysis;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orrery.Core.Identity;

namespace Orrery.Silo.Security;

/// <summary>Knows the owner by the token of the credential file, and programs by theirs.</summary>
[SuppressMessage("Performance", "CA1812:Avoid uninstantiated internal classes", Justification = "Created for the scheme it is registered for.")]
internal sealed class BearerToken(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder, ServerCredential credential, ITokenSource tokens, RightsSource rights, SignInPasses passes)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public const string SchemeName = "Bearer";

    /// <summary>Where GitLab puts the secret of a webhook: it can send no other header.</summary>
    public const string WebhookHeader = "X-Gitlab-Token";

    private const string Prefix = SchemeName + " ";

    /// <summary>Whether the request brings a token in one of the ways there are.</summary>
    public static bool IsBroughtBy(HttpRequest request) => request.Headers.Authorization.Count > 0 || request.Headers.ContainsKey(WebhookHeader);

    /// <inheritdoc/>
    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var text = Request.Headers.Authorization is [{ } header] && header.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase) ? header[Prefix.Length..].Trim()
            : Request.Headers.Authorization.Count == 0 && Request.Headers[WebhookHeader] is [{ } secret] ? secret.Trim()
            : "";
        if (SignInPasses.IsOne(text))
        {
            return passes.Read(text) is { } user && await rights.FindAsync(user) is not null
                ? AuthenticateResult.Success(new AuthenticationTicket(user, SchemeName))
                : AuthenticateResult.Fail("The token has expired, or its user was signed out: get another one from /auth/token.");
        }

        if (!ApiToken.TryParse(text, out var token))
        {
            return credential.Matches(text)
                ? AuthenticateResult.Success(new AuthenticationTicket(Principals.Owner(SchemeName, credential), SchemeName))
                : AuthenticateResult.Fail("The token is not that of the credential file.");
        }

        if (await tokens.FindAsync(token.TokenId) is not { } known || !token.Matches(known.SecretHash) || await rights.OfAsync(known) is not { } may)
        {
            return AuthenticateResult.Fail("There is no such token, or it was revoked or has expired.");
        }

        await tokens.UsedAsync(known.TokenId);
        return AuthenticateResult.Success(new AuthenticationTicket(Principals.Program(SchemeName, known, may.Role), SchemeName));
    }

    /// <inheritdoc/>
    protected override Task HandleChallengeAsync(AuthenticationProperties properties) => SignInChallenge.WriteAsync(Context);
}
