using Orrery.Grains.Interfaces.Dags;
using Orrery.Grains.Interfaces.Identity;

namespace Orrery.Grains.Interfaces.Tokens;

/// <summary>Asks for a token.</summary>
[GenerateSerializer, Immutable, Alias("orrery.token_request")]
public sealed record TokenRequest
{
    /// <summary>What it is for: 1 to 250 characters.</summary>
    [Id(0)] public required string Name { get; init; }

    /// <summary>What it may do: <c>viewer</c>, <c>user</c>, <c>op</c>, <c>admin</c> or <c>deploy</c>; with grants also <c>none</c>.</summary>
    [Id(1)] public required string Role { get; init; }

    /// <summary>Of the role <c>deploy</c>: the only bundle it may deploy to; null: to all.</summary>
    [Id(2)] public string? Bundle { get; init; }

    /// <summary>From when on it is refused; null: never.</summary>
    [Id(3)] public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>Who asks.</summary>
    [Id(4)] public string Actor { get; init; } = "api";

    /// <summary>What it may do with single DAGs besides.</summary>
    [Id(5)] public ImmutableArray<GrantInfo> Grants { get; init; } = [];

    /// <summary>Whether it is the asking user's own: it can never do more than they, and ends with them.</summary>
    [Id(6)] public bool IsPersonal { get; init; }

    /// <summary>Whose own it is; filled in from who asks.</summary>
    [Id(7)] public string? UserName { get; init; }
}

/// <summary>The answer to a <see cref="TokenRequest"/>.</summary>
[GenerateSerializer, Immutable, Alias("orrery.token_result")]
public sealed record TokenResult
{
    /// <summary>What became of it.</summary>
    [Id(0)] public required ActionResult Outcome { get; init; }

    /// <summary>The token itself: only its hash is kept. Null: there is none.</summary>
    [Id(1)] public string? Token { get; init; }

    /// <summary>What is known of it from now on. Null: there is none.</summary>
    [Id(2)] public TokenInfo? Info { get; init; }
}

/// <summary>What is known of a token.</summary>
[GenerateSerializer, Immutable, Alias("orrery.token_info")]
public sealed record TokenInfo
{
    /// <summary>Its public part.</summary>
    [Id(0)] public required string TokenId { get; init; }

    /// <summary>What it is for.</summary>
    [Id(1)] public required string Name { get; init; }

    /// <summary>What it may do.</summary>
    [Id(2)] public required string Role { get; init; }

    /// <summary>The only bundle it may do that in; null: in all.</summary>
    [Id(3)] public string? Bundle { get; init; }

    /// <summary>Who made it.</summary>
    [Id(4)] public required string CreatedBy { get; init; }

    /// <summary>When.</summary>
    [Id(5)] public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>From when on it is refused; null: never.</summary>
    [Id(6)] public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>When it was revoked; null: it was not.</summary>
    [Id(7)] public DateTimeOffset? RevokedAt { get; init; }

    /// <summary>When it was last used, to the minute; null: never.</summary>
    [Id(8)] public DateTimeOffset? LastUsedAt { get; init; }

    /// <summary>What it may do with single DAGs besides.</summary>
    [Id(9)] public ImmutableArray<GrantInfo> Grants { get; init; } = [];

    /// <summary>Whose own it is; null: the installation's.</summary>
    [Id(10)] public string? UserName { get; init; }
}
