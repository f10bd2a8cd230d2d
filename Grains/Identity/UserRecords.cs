using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Orrery.Core.Identity;
using Orrery.Grains.Interfaces.Identity;
using Orrery.Storage.Rows;

namespace Orrery.Grains.Identity;

/// <summary>Between rows of users and what is said of them. Pure.</summary>
internal static class UserRecords
{
    /// <summary>What is told of a user; never the hash.</summary>
    public static UserInfo ToInfo(UserRow row) => new()
    {
        Name = row.Name,
        DisplayName = row.DisplayName,
        Role = row.Role,
        Grants = GrantsOf(row.GrantsJson),
        IsActive = row.IsActive,
        HasPassword = row.PasswordHash is not null,
        ExternalId = row.ExternalId,
        CreatedBy = row.CreatedBy,
        CreatedAt = row.CreatedAt,
        UpdatedAt = row.UpdatedAt,
        LastSignInAt = row.LastSignInAt,
    };

    /// <summary>Grants as they are told.</summary>
    public static ImmutableArray<GrantInfo> GrantsOf(string json) => [.. DagGrant.Parse(json).Select(g => new GrantInfo(g.Pattern, g.Role))];

    /// <summary>Grants as they are kept.</summary>
    public static string ToJson(ImmutableArray<GrantInfo> grants) => DagGrant.ToJson(Grants(grants));

    /// <summary>What of a user the audit shows before and after a change.</summary>
    public static JsonObject ToAudit(UserRow row) => new()
    {
        ["display_name"] = row.DisplayName,
        ["role"] = row.Role,
        ["grants"] = JsonNode.Parse(row.GrantsJson),
        ["is_active"] = row.IsActive,
        ["has_password"] = row.PasswordHash is not null,
    };

    /// <summary>Everything that is wrong with a role and grants; either null: it is not asked for.</summary>
    public static IEnumerable<string> Problems(string? role, ImmutableArray<GrantInfo>? grants, string? displayName)
    {
        if (role is not null && !ApiRoles.OfUsers.Contains(role, StringComparer.Ordinal))
        {
            yield return $"There is no role '{role}' for users: choose {string.Join(", ", ApiRoles.OfUsers)}.";
        }

        foreach (var problem in grants is { } asked ? DagGrant.Problems(Grants(asked)) : [])
        {
            yield return problem;
        }

        if (displayName?.Length > Ids.MaxLength)
        {
            yield return $"The name to show has {displayName.Length} characters: give at most {Ids.MaxLength}.";
        }
    }

    private static DagGrant[] Grants(ImmutableArray<GrantInfo> grants) => [.. grants.Select(g => new DagGrant(g.Pattern, g.Role)).Distinct()];
}
