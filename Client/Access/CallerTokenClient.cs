using System.Collections.Immutable;
using Orrery.Core.Identity;
using Orrery.Grains.Interfaces.Dags;
using Orrery.Grains.Interfaces.Tokens;

namespace Orrery.Client.Access;

/// <summary>Tokens: an admin's affair, but for those that are somebody's own.</summary>
/// <param name="inner">The installation's.</param>
/// <param name="access">The caller's.</param>
internal sealed class CallerTokenClient(ITokenClient inner, CallerAccess access) : ITokenClient
{
    /// <inheritdoc/>
    public async Task<ImmutableArray<TokenInfo>> ListAsync(CancellationToken cancellationToken = default)
    {
        var rights = await access.Caller.GetRightsAsync();
        return rights.Has(ApiRoles.Admin) ? await inner.ListAsync(cancellationToken)
            : rights.IsUser ? [.. (await inner.ListAsync(cancellationToken)).Where(IsOwn)]
            : [];
    }

    /// <inheritdoc/>
    public async Task<TokenResult> CreateAsync(TokenRequest request, CancellationToken cancellationToken = default)
    {
        var rights = await access.Caller.GetRightsAsync();
        access.Sign();
        if (request.IsPersonal && !rights.IsUser)
        {
            return Refused(ActionResult.Refuse(ActionStatus.Invalid, "A token of one's own needs somebody whose it is: sign in as a user, or make a token for a program."));
        }

        return request.IsPersonal ? await inner.CreateAsync(request with { UserName = access.Caller.UserName }, cancellationToken)
            : rights.Has(ApiRoles.Admin) ? await inner.CreateAsync(request with { UserName = null }, cancellationToken)
            : Refused(ActionResult.Refuse(ActionStatus.Forbidden, "Only an admin may make tokens for programs: ask for one of your own."));
    }

    /// <inheritdoc/>
    public async Task<ActionResult> RevokeAsync(string tokenId, CancellationToken cancellationToken = default)
    {
        var rights = await access.Caller.GetRightsAsync();
        access.Sign();
        return rights.Has(ApiRoles.Admin) || (rights.IsUser && (await inner.ListAsync(cancellationToken)).Any(t => t.TokenId == tokenId && IsOwn(t)))
            ? await inner.RevokeAsync(tokenId, cancellationToken)
            : ActionResult.Refuse(ActionStatus.NotFound, $"You have no token '{tokenId}'.");
    }

    private static TokenResult Refused(ActionResult outcome) => new() { Outcome = outcome };

    private bool IsOwn(TokenInfo token) => token.UserName is { } owner && owner == access.Caller.UserName;
}
