using Orrery.Grains.Interfaces.Dags;

namespace Orrery.Grains.Interfaces.Tokens;

/// <summary>Makes and revokes the tokens of programs. A stateless worker; any key.</summary>
[Alias("orrery.ITokenGrain")]
public interface ITokenGrain : IGrainWithStringKey
{
    /// <summary>Makes a token; the answer holds it, this once. Refused: a role that is not known, a bundle without the role <c>deploy</c>, an end in the past.</summary>
    [Alias("Create")]
    Task<TokenResult> CreateAsync(TokenRequest request);

    /// <summary>All tokens, by id; also those that are revoked or have expired.</summary>
    [Alias("List")]
    Task<ImmutableArray<TokenInfo>> ListAsync();

    /// <summary>Revokes a token: it is refused within seconds, for ever. One that was revoked before stays so.</summary>
    /// <param name="tokenId">Its id.</param>
    /// <param name="actor">Who asks.</param>
    [Alias("Revoke")]
    Task<ActionResult> RevokeAsync(string tokenId, string actor);
}
