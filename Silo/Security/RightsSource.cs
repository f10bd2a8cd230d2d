using System.Globalization;
using System.Security.Claims;
using Orrery.Core.Identity;

namespace Orrery.Silo.Security;

/// <summary>What somebody who is known may do now: roles that change, and tokens and accounts that end, do so within seconds, also where somebody stays connected.</summary>
/// <param name="credential">The owner's.</param>
/// <param name="tokens">Tokens.</param>
/// <param name="accounts">Users.</param>
internal sealed class RightsSource(ServerCredential credential, ITokenSource tokens, IAccountSource accounts)
{
    /// <summary>Their rights; null: they are nobody (any more).</summary>
    public async ValueTask<Rights?> FindAsync(ClaimsPrincipal user)
    {
        if (user.FindFirstValue(Principals.CredentialClaim) is { } fingerprint)
        {
            // A new credential file ends the owner's sessions.
            return fingerprint == credential.Fingerprint ? Rights.Everything : null;
        }

        if (user.FindFirstValue(Principals.TokenClaim) is { } tokenId)
        {
            return await tokens.FindAsync(tokenId) is { } token ? await OfAsync(token) : null;
        }

        return user.FindFirstValue(Principals.UserClaim) is { } name
            && await accounts.FindAsync(name) is { IsActive: true } account
            && user.FindFirstValue(Principals.SessionClaim) == account.SessionNumber.ToString(CultureInfo.InvariantCulture)
            ? account.Rights
            : null;
    }

    /// <summary>The rights of a token; null: whose it is has none (any more).</summary>
    public async ValueTask<Rights?> OfAsync(KnownToken token) =>
        token.UserName is not { } owner ? token.Rights
        : await accounts.FindAsync(owner) is { IsActive: true } account ? token.Rights with { Limit = account.Rights }
        : null;
}
