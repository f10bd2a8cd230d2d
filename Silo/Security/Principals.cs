using System.Globalization;
using System.Security.Claims;
using Orrery.Core.Identity;

namespace Orrery.Silo.Security;

/// <summary>Who may be behind a request. The claims say who it is; what they may do is looked up each time.</summary>
internal static class Principals
{
    /// <summary>Claim that names the credential by which the owner was let in.</summary>
    public const string CredentialClaim = "orrery:credential";

    /// <summary>Claim that names a token.</summary>
    public const string TokenClaim = "orrery:token";

    /// <summary>Claim that names the user behind a session or a token.</summary>
    public const string UserClaim = "orrery:user";

    /// <summary>Claim that holds the number of a user's sessions.</summary>
    public const string SessionClaim = "orrery:session";

    /// <summary>Claim that holds the network address a request came from.</summary>
    public const string AddressClaim = "orrery:address";

    /// <summary>The owner of the credential file.</summary>
    public static ClaimsPrincipal Owner(string scheme, ServerCredential credential) =>
        Of(scheme, "owner", ApiRoles.Admin, new Claim(CredentialClaim, credential.Fingerprint));

    /// <summary>A program with a token of its own, or somebody's.</summary>
    public static ClaimsPrincipal Program(string scheme, KnownToken token, string role) => token.UserName is { } user
        ? Of(scheme, user, role, new Claim(TokenClaim, token.TokenId), new Claim(UserClaim, user))
        : Of(scheme, $"token:{token.Name}", role, new Claim(TokenClaim, token.TokenId));

    /// <summary>A user who has signed in.</summary>
    public static ClaimsPrincipal User(string scheme, KnownAccount account) => Of(
        scheme,
        account.Name,
        account.Rights.Role,
        new Claim(UserClaim, account.Name),
        new Claim(SessionClaim, account.SessionNumber.ToString(CultureInfo.InvariantCulture)));

    private static ClaimsPrincipal Of(string scheme, string name, string role, params ReadOnlySpan<Claim> claims) =>
        new(new ClaimsIdentity([new Claim(ClaimTypes.Name, name), new Claim(ClaimTypes.Role, role), .. claims], scheme));
}
