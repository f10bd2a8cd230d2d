using System.Diagnostics.CodeAnalysis;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Orrery.Silo.Security;

/// <summary>Knows the owner by the token of the credential file.</summary>
[SuppressMessage("Performance", "CA1812:Avoid uninstantiated internal classes", Justification = "Created for the scheme it is registered for.")]
internal sealed class BearerToken(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder, ServerCredential credential)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public const string SchemeName = "Bearer";

    private const string Prefix = SchemeName + " ";

    /// <inheritdoc/>
    protected override Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var given = Request.Headers.Authorization;
        return Task.FromResult(given is [{ } header] && header.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase) && credential.Matches(header[Prefix.Length..].Trim())
            ? AuthenticateResult.Success(new AuthenticationTicket(Principals.Owner(SchemeName, credential), SchemeName))
            : AuthenticateResult.Fail("The token is not that of the credential file."));
    }

    /// <inheritdoc/>
    protected override Task HandleChallengeAsync(AuthenticationProperties properties) => SignInChallenge.WriteAsync(Context);
}
