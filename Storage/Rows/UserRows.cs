namespace Orrery.Storage.Rows;

/// <summary>Somebody who may sign in. Key: name.</summary>
public sealed record UserRow : FencedRow
{
    /// <summary>Name they sign in with.</summary>
    public required string Name { get; init; }

    /// <summary>Name shown to others.</summary>
    public string? DisplayName { get; init; }

    /// <summary>Hash of the password, with how it was hashed; null: they sign in elsewhere.</summary>
    public string? PasswordHash { get; init; }

    /// <summary>Who they are where they sign in: issuer and subject. Unique.</summary>
    public string? ExternalId { get; init; }

    /// <summary>What they may do everywhere.</summary>
    public required string Role { get; init; }

    /// <summary>What they may do with single DAGs, as a JSON array.</summary>
    public required string GrantsJson { get; init; }

    /// <summary>Whether they may sign in.</summary>
    public required bool IsActive { get; init; }

    /// <summary>Number their sessions carry: raised, it ends them all.</summary>
    public required int SessionNumber { get; init; }

    /// <summary>Who made the account.</summary>
    public required string CreatedBy { get; init; }

    /// <summary>When.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it was last changed.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>When they last signed in.</summary>
    public DateTimeOffset? LastSignInAt { get; init; }
}

/// <summary>Takes an account away; refused when somebody changed it meanwhile.</summary>
public sealed record UserRemoval : FencedRemoval
{
    /// <summary>Name of the user.</summary>
    public required string Name { get; init; }
}

/// <summary>A DAG that somebody keeps at hand. Key: user and DAG.</summary>
public sealed record DagFavoriteRow : StoreRow
{
    /// <summary>Who.</summary>
    public required string UserName { get; init; }

    /// <summary>Which DAG.</summary>
    public required string DagId { get; init; }
}

/// <summary>Takes a favourite away.</summary>
/// <param name="UserName">Whose.</param>
/// <param name="DagId">Which DAG.</param>
public sealed record DagFavoriteRemoval(string UserName, string DagId) : StoreRow;
