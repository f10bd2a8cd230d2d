using System.Text.Json;
using System.Text.Json.Serialization;
using Orrery.Core.Identity;
using Orrery.Silo.Security;

namespace Orrery.Silo;

/// <summary>Reads a sign-in elsewhere from a JSON file: the fields of <see cref="ExternalSignInOptions"/> in snake_case, with the secret in a file or the environment.</summary>
public static class ExternalSignInFile
{
    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="environment">Looks up environment variables.</param>
    /// <exception cref="ServerStartException">It cannot be used; the message says everything that is wrong.</exception>
    public static ExternalSignInOptions Read(string path, Func<string, string?> environment)
    {
        ExternalSignInWire wire;
        try
        {
            wire = JsonSerializer.Deserialize(File.ReadAllBytes(path), ExternalSignInJson.Default.ExternalSignInWire) ?? throw new JsonException("The file holds null.");
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new ServerStartException($"The sign-in of '{path}' cannot be read: {e.Message}");
        }

        var problems = new List<string>();
        var options = new ExternalSignInOptions
        {
            Name = wire.Name,
            DisplayName = wire.DisplayName,
            Issuer = wire.Issuer,
            AuthorizationEndpoint = Endpoint(wire.AuthorizationEndpoint, "authorization_endpoint"),
            TokenEndpoint = Endpoint(wire.TokenEndpoint, "token_endpoint"),
            UserInformationEndpoint = Endpoint(wire.UserinfoEndpoint, "userinfo_endpoint"),
            ClientId = wire.ClientId,
            ClientSecret = Secret(wire, path, environment, problems),
            Scopes = wire.Scopes ?? ["openid", "profile", "email"],
            SubjectClaim = wire.SubjectClaim ?? "sub",
            NameClaim = wire.NameClaim ?? "preferred_username",
            GroupsClaim = wire.GroupsClaim ?? "groups",
            Roles = wire.Roles ?? new Dictionary<string, string>(StringComparer.Ordinal),
            Grants = wire.Grants?.ToDictionary(g => g.Key, g => (IReadOnlyList<string>)g.Value, StringComparer.Ordinal) ?? new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal),
            AllowedDomains = wire.AllowedDomains ?? [],
            DefaultRole = wire.DefaultRole ?? ApiRoles.None,
        };
        if (wire.Name.Length is 0 or > 50 || !wire.Name.All(c => char.IsAsciiLetterOrDigit(c) || c == '-'))
        {
            problems.Add("name: must be 1 to 50 letters, digits and '-'.");
        }

        problems.AddRange(options.Roles.Values.Append(options.DefaultRole).Where(r => !ApiRoles.OfUsers.Contains(r, StringComparer.Ordinal)).Distinct(StringComparer.Ordinal)
            .Select(r => $"There is no role '{r}': choose {string.Join(", ", ApiRoles.OfUsers)}."));
        problems.AddRange(DagGrant.Problems([.. options.Grants.Values.SelectMany(g => g).Select(g => g.Split('=', 2) is [var pattern, var role] ? new DagGrant(pattern, role) : new DagGrant(g, ""))]));
        return problems.Count == 0 ? options : throw new ServerStartException(string.Join(Environment.NewLine, problems.Select(p => $"The sign-in of '{path}': {p}")));

        Uri Endpoint(string text, string field)
        {
            // Codes, tokens and the secret travel there.
            if (Uri.TryCreate(text, UriKind.Absolute, out var uri) && (uri.Scheme == Uri.UriSchemeHttps || (uri.Scheme == Uri.UriSchemeHttp && uri.IsLoopback)))
            {
                return uri;
            }

            problems.Add($"{field}: '{text}' must be an https:// address.");
            return new Uri("https://invalid.invalid");
        }
    }

    private static string Secret(ExternalSignInWire wire, string path, Func<string, string?> environment, List<string> problems)
    {
        if (wire is { ClientSecretEnv: { } variable, ClientSecretFile: null })
        {
            if (environment(variable) is { Length: > 0 } secret)
            {
                return secret;
            }

            problems.Add($"client_secret_env: the environment variable '{variable}' is not set.");
        }
        else if (wire is { ClientSecretFile: { } file, ClientSecretEnv: null })
        {
            try
            {
                return File.ReadAllText(Path.Combine(Path.GetDirectoryName(Path.GetFullPath(path))!, file)).Trim();
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                problems.Add($"client_secret_file: {e.Message}");
            }
        }
        else
        {
            problems.Add("Say where the secret is, with client_secret_env or client_secret_file: this file itself is no place for it.");
        }

        return "";
    }
}

/// <summary>The file as it is written.</summary>
internal sealed record ExternalSignInWire
{
    public required string Name { get; init; }

    public string? DisplayName { get; init; }

    public required string Issuer { get; init; }

    public required string AuthorizationEndpoint { get; init; }

    public required string TokenEndpoint { get; init; }

    public required string UserinfoEndpoint { get; init; }

    public required string ClientId { get; init; }

    public string? ClientSecretEnv { get; init; }

    public string? ClientSecretFile { get; init; }

    public string[]? Scopes { get; init; }

    public string? SubjectClaim { get; init; }

    public string? NameClaim { get; init; }

    public string? GroupsClaim { get; init; }

    public Dictionary<string, string>? Roles { get; init; }

    public Dictionary<string, string[]>? Grants { get; init; }

    public string[]? AllowedDomains { get; init; }

    public string? DefaultRole { get; init; }
}

/// <summary>How the file is read: strictly, so that a mistyped field is not a rule that is silently missing.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow, ReadCommentHandling = JsonCommentHandling.Skip)]
[JsonSerializable(typeof(ExternalSignInWire))]
internal sealed partial class ExternalSignInJson : JsonSerializerContext;
