using System.Collections.Immutable;
using Orrery.Grains.Interfaces.Dags;
using Orrery.Grains.Interfaces.Tokens;

namespace Orrery.Client.InProcess;

/// <summary>Tokens, through their grain.</summary>
/// <param name="grains">Reaches the grains.</param>
internal sealed class GrainTokenClient(IGrainFactory grains) : ITokenClient
{
    private ITokenGrain Tokens => grains.GetGrain<ITokenGrain>("0");

    /// <inheritdoc/>
    public Task<ImmutableArray<TokenInfo>> ListAsync(CancellationToken cancellationToken = default) => Reach.AskAsync(Tokens.ListAsync(), cancellationToken);

    /// <inheritdoc/>
    public Task<TokenResult> CreateAsync(TokenRequest request, CancellationToken cancellationToken = default) =>
        Reach.AskAsync(Tokens.CreateAsync(request with { Actor = CallerName.Current }), cancellationToken);

    /// <inheritdoc/>
    public Task<ActionResult> RevokeAsync(string tokenId, CancellationToken cancellationToken = default) =>
        Reach.AskAsync(Tokens.RevokeAsync(tokenId, CallerName.Current), cancellationToken);
}
