using System.Collections.Immutable;
using Orrery.Grains.Interfaces.Dags;
using Orrery.Grains.Interfaces.Tokens;

namespace Orrery.Client;

/// <summary>Tokens of programs.</summary>
public interface ITokenClient
{
    /// <summary>All tokens, by id; also those that are revoked or have expired. None of them itself: only their hashes are kept.</summary>
    Task<ImmutableArray<TokenInfo>> ListAsync(CancellationToken cancellationToken = default);

    /// <summary>Makes a token; the answer holds it, this once.</summary>
    Task<TokenResult> CreateAsync(TokenRequest request, CancellationToken cancellationToken = default);

    /// <summary>Revokes a token for ever.</summary>
    Task<ActionResult> RevokeAsync(string tokenId, CancellationToken cancellationToken = default);
}
