using System.Security.Claims;
using Orrery.Client.Access;
using Orrery.Core.Identity;

namespace Orrery.Silo.Security;

/// <summary>Who is behind a request, or behind a page that stays connected; one for each.</summary>
/// <param name="source">Knows what they may do.</param>
internal sealed class RequestCaller(RightsSource source) : IClientCaller
{
    private ClaimsPrincipal? _user;
    private Rights? _fixed;

    /// <inheritdoc/>
    public string Name => _user?.Identity?.Name ?? "anonymous";

    /// <inheritdoc/>
    public string? UserName => _user?.FindFirstValue(Principals.UserClaim);

    /// <inheritdoc/>
    public string? Address => _user?.FindFirstValue(Principals.AddressClaim);

    /// <inheritdoc/>
    public async ValueTask<Rights> GetRightsAsync() => _fixed ?? (_user is null ? Rights.None : await source.FindAsync(_user) ?? Rights.None);

    /// <summary>Says who it is.</summary>
    /// <param name="user">Who.</param>
    /// <param name="rights">What they may do throughout, as in one short request that may change just that; null: it is looked up at each call.</param>
    public void Use(ClaimsPrincipal user, Rights? rights = null) => (_user, _fixed) = (user, rights);
}
