using System.Collections.Immutable;
using Orrery.Grains.Interfaces.Dags;
using Orrery.Grains.Interfaces.Tokens;

namespace Orrery.Client.Testing;

/// <summary>Tokens in memory.</summary>
internal sealed class MemoryTokens : ITokenClient
{
    private static readonly DateTimeOffset Made = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private readonly List<TokenInfo> _tokens = [];

    public Task<ImmutableArray<TokenInfo>> ListAsync(CancellationToken cancellationToken = default) => Task.FromResult(_tokens.ToImmutableArray());

    public Task<TokenResult> CreateAsync(TokenRequest request, CancellationToken cancellationToken = default)
    {
        if (request.Role == "king")
        {
            return Task.FromResult(new TokenResult { Outcome = ActionResult.Refuse(ActionStatus.Invalid, "There is no role 'king'.") });
        }

        var info = new TokenInfo
        {
            TokenId = $"{_tokens.Count:x16}", Name = request.Name, Role = request.Role, Bundle = request.Bundle, CreatedBy = "owner", CreatedAt = Made, ExpiresAt = request.ExpiresAt,
        };
        _tokens.Add(info);
        return Task.FromResult(new TokenResult { Outcome = ActionResult.Done, Token = $"ort_{info.TokenId}_secret", Info = info });
    }

    public Task<ActionResult> RevokeAsync(string tokenId, CancellationToken cancellationToken = default)
    {
        var index = _tokens.FindIndex(t => t.TokenId == tokenId);
        if (index < 0)
        {
            return Task.FromResult(ActionResult.Refuse(ActionStatus.NotFound, $"There is no token '{tokenId}'."));
        }

        _tokens[index] = _tokens[index] with { RevokedAt = Made };
        return Task.FromResult(ActionResult.Done);
    }
}
