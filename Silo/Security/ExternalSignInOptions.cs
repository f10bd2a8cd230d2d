namespace Orrery.Silo.Security;

/// <summary>A sign-in elsewhere, by OAuth 2 with authorization code and PKCE: any OpenID Connect provider with a user-info endpoint.</summary>
public sealed record ExternalSignInOptions
{
    /// <summary>Name in addresses and in the audit: letters, digits and '-'.</summary>
    public required string Name { get; init; }

    /// <summary>Name on the sign-in page; null: the same.</summary>
    public string? DisplayName { get; init; }

    /// <summary>Who says who somebody is, as in <c>https://login.example.com</c>: with the subject it names a user for ever.</summary>
    public required string Issuer { get; init; }

    /// <summary>Where people are sent to sign in.</summary>
    public required Uri AuthorizationEndpoint { get; init; }

    /// <summary>Where the code is exchanged for a token.</summary>
    public required Uri TokenEndpoint { get; init; }

    /// <summary>Where it is asked who that is.</summary>
    public required Uri UserInformationEndpoint { get; init; }

    /// <summary>Id of this server there.</summary>
    public required string ClientId { get; init; }

    /// <summary>Secret of this server there.</summary>
    public required string ClientSecret { get; init; }

    /// <summary>Scopes to ask for. Default: openid, profile, email.</summary>
    public IReadOnlyList<string> Scopes { get; init; } = ["openid", "profile", "email"];

    /// <summary>Claim that names somebody for ever. Default <c>sub</c>.</summary>
    public string SubjectClaim { get; init; } = "sub";

    /// <summary>Claim that becomes the name of a new user. Default <c>preferred_username</c>; without it, the e-mail address.</summary>
    public string NameClaim { get; init; } = "preferred_username";

    /// <summary>Claim that holds somebody's groups, a text or a list. Default <c>groups</c>.</summary>
    public string GroupsClaim { get; init; } = "groups";

    /// <summary>Role that a group gives; of several the highest. Default: none.</summary>
    public IReadOnlyDictionary<string, string> Roles { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Grants for single DAGs that a group gives, each <c>pattern=role</c>. Default: none.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Grants { get; init; } = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);

    /// <summary>Domains of e-mail addresses that may sign in; the address must be verified. Default: any, also none.</summary>
    public IReadOnlyList<string> AllowedDomains { get; init; } = [];

    /// <summary>Role of new users whom no group gives one. Default <c>none</c>.</summary>
    public string DefaultRole { get; init; } = "none";
}
