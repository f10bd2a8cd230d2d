using Orrery.Grains.Interfaces.Dags;

namespace Orrery.Grains.Interfaces.Identity;

/// <summary>What somebody may do with some DAGs.</summary>
/// <param name="Pattern">Id of a DAG, or a pattern in which <c>*</c> stands for any text.</param>
/// <param name="Role"><c>viewer</c>, <c>user</c>, <c>op</c> or <c>admin</c>.</param>
[GenerateSerializer, Immutable, Alias("orrery.grant_info")]
public sealed record GrantInfo([property: Id(0)] string Pattern, [property: Id(1)] string Role);

/// <summary>What is known of a user.</summary>
[GenerateSerializer, Immutable, Alias("orrery.user_info")]
public sealed record UserInfo
{
    /// <summary>Name they sign in with.</summary>
    [Id(0)] public required string Name { get; init; }

    /// <summary>Name shown to others; null: the same.</summary>
    [Id(1)] public string? DisplayName { get; init; }

    /// <summary>What they may do everywhere: <c>none</c>, <c>viewer</c>, <c>user</c>, <c>op</c> or <c>admin</c>.</summary>
    [Id(2)] public required string Role { get; init; }

    /// <summary>What they may do with single DAGs besides.</summary>
    [Id(3)] public ImmutableArray<GrantInfo> Grants { get; init; } = [];

    /// <summary>Whether they may sign in.</summary>
    [Id(4)] public required bool IsActive { get; init; }

    /// <summary>Whether they have a password here.</summary>
    [Id(5)] public required bool HasPassword { get; init; }

    /// <summary>Who they are where they sign in: issuer and subject; null: they have not signed in elsewhere.</summary>
    [Id(6)] public string? ExternalId { get; init; }

    /// <summary>Who made the account.</summary>
    [Id(7)] public required string CreatedBy { get; init; }

    /// <summary>When.</summary>
    [Id(8)] public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it was last changed.</summary>
    [Id(9)] public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>When they last signed in; null: never.</summary>
    [Id(10)] public DateTimeOffset? LastSignInAt { get; init; }
}

/// <summary>Asks for a user.</summary>
[GenerateSerializer, Immutable, Alias("orrery.new_user")]
public sealed record NewUser
{
    /// <summary>Name they sign in with: 1 to 100 characters.</summary>
    [Id(0)] public required string Name { get; init; }

    /// <summary>Name shown to others; null: the same.</summary>
    [Id(1)] public string? DisplayName { get; init; }

    /// <summary>What they may do everywhere.</summary>
    [Id(2)] public required string Role { get; init; }

    /// <summary>What they may do with single DAGs besides.</summary>
    [Id(3)] public ImmutableArray<GrantInfo> Grants { get; init; } = [];

    /// <summary>Hash of their password; null: they sign in elsewhere. Passwords themselves go no further than the face they come in by.</summary>
    [Id(4)] public string? PasswordHash { get; init; }
}

/// <summary>Asks for changes to a user. What is null stays.</summary>
[GenerateSerializer, Immutable, Alias("orrery.user_change")]
public sealed record UserChange
{
    /// <summary>Name shown to others; empty: none of its own.</summary>
    [Id(0)] public string? DisplayName { get; init; }

    /// <summary>What they may do everywhere.</summary>
    [Id(1)] public string? Role { get; init; }

    /// <summary>All they may do with single DAGs besides.</summary>
    [Id(2)] public ImmutableArray<GrantInfo>? Grants { get; init; }

    /// <summary>Whether they may sign in.</summary>
    [Id(3)] public bool? IsActive { get; init; }

    /// <summary>Hash of a new password.</summary>
    [Id(4)] public string? PasswordHash { get; init; }

    /// <summary>Ends their sessions.</summary>
    [Id(5)] public bool SignOut { get; init; }
}

/// <summary>Somebody whom an external sign-in vouches for.</summary>
[GenerateSerializer, Immutable, Alias("orrery.external_sign_in")]
public sealed record ExternalSignIn
{
    /// <summary>Name of the sign-in, for the audit.</summary>
    [Id(0)] public required string Scheme { get; init; }

    /// <summary>Issuer and subject: who they are, for ever.</summary>
    [Id(1)] public required string ExternalId { get; init; }

    /// <summary>Name they get here when they are new.</summary>
    [Id(2)] public required string Name { get; init; }

    /// <summary>Name shown to others; null: the same.</summary>
    [Id(3)] public string? DisplayName { get; init; }

    /// <summary>Role that the issuer's claims map to; null: a new user gets <see cref="DefaultRole"/>, a known one keeps theirs.</summary>
    [Id(4)] public string? Role { get; init; }

    /// <summary>Grants that the issuer's groups map to; null: the user's own stay.</summary>
    [Id(5)] public ImmutableArray<GrantInfo>? Grants { get; init; }

    /// <summary>Role of new users whom no claim gives one.</summary>
    [Id(6)] public required string DefaultRole { get; init; }
}

/// <summary>The answer to an <see cref="ExternalSignIn"/>.</summary>
[GenerateSerializer, Immutable, Alias("orrery.external_sign_in_result")]
public sealed record ExternalSignInResult
{
    /// <summary>What became of it.</summary>
    [Id(0)] public required ActionResult Outcome { get; init; }

    /// <summary>Name of the user; null: nobody was let in.</summary>
    [Id(1)] public string? Name { get; init; }
}
