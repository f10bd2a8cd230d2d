using System.Collections.Immutable;
using Orrery.Grains.Interfaces.Identity;
using Orrery.Grains.Interfaces.Tokens;

namespace Orrery.Client.Http.Wire;

/// <summary>Tokens.</summary>
internal sealed record TokenCollectionWire(TokenWire[] Tokens, long TotalEntries);

/// <summary>What is known of a token; of one that was just made also the token.</summary>
internal sealed record TokenWire(
    string TokenId,
    string Name,
    string Role,
    string? Bundle,
    string CreatedBy,
    DateTimeOffset CreatedAt,
    DateTimeOffset? ExpiresAt,
    DateTimeOffset? RevokedAt,
    DateTimeOffset? LastUsedAt,
    string? UserName,
    GrantWire[] Grants,
    string? Token = null)
{
    public static TokenWire Of(TokenInfo info) => new(
        info.TokenId, info.Name, info.Role, info.Bundle, info.CreatedBy, info.CreatedAt, info.ExpiresAt, info.RevokedAt, info.LastUsedAt,
        info.UserName, [.. info.Grants.Select(g => new GrantWire(g.Pattern, g.Role))]);

    public TokenInfo ToInfo() => new()
    {
        TokenId = TokenId,
        Name = Name,
        Role = Role,
        Bundle = Bundle,
        CreatedBy = CreatedBy,
        CreatedAt = CreatedAt,
        ExpiresAt = ExpiresAt,
        RevokedAt = RevokedAt,
        LastUsedAt = LastUsedAt,
        UserName = UserName,
        Grants = Grants.Select(g => new GrantInfo(g.Pattern, g.Role)).ToImmutableArray(),
    };
}
