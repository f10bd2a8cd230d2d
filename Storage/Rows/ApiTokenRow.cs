namespace Orrery.Storage.Rows;

/// <summary>A token of a program. Key: token id. Only the hash of its secret is kept.</summary>
public sealed record ApiTokenRow : StoreRow
{
    /// <summary>Public part of the token, by which it is found.</summary>
    public required string TokenId { get; init; }

    /// <summary>What it is for.</summary>
    public required string Name { get; init; }

    /// <summary>SHA-256 of the secret part, 64 hex digits.</summary>
    public required string SecretHash { get; init; }

    /// <summary>What it may do: a role, or <c>deploy</c>.</summary>
    public required string Role { get; init; }

    /// <summary>The only bundle it may do that in; null: in all.</summary>
    public string? Bundle { get; init; }

    /// <summary>Whose it is, and whose rights it cannot exceed; null: the installation's.</summary>
    public string? UserName { get; init; }

    /// <summary>What it may do with single DAGs, as a JSON array.</summary>
    public string GrantsJson { get; init; } = "[]";

    /// <summary>Who made it.</summary>
    public required string CreatedBy { get; init; }

    /// <summary>When.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>From when on it is refused; null: never.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>When it was revoked; null: it was not.</summary>
    public DateTimeOffset? RevokedAt { get; init; }

    /// <summary>When it was last used, to the minute; null: never.</summary>
    public DateTimeOffset? LastUsedAt { get; init; }
}
