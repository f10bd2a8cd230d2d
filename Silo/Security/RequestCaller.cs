using System.Security.Claims;
using Orrery.Client.Access;
using Orrery.Core.Identity;

namespace Orrery.Silo.Security;

/// <summary>Who is behind a request, or behind a page that stays connected; one for each. What they may do is looked up at each call.</summary>
/// <param name="source">Knows what they may do.</param>
internal sealed class RequestCaller(RightsSource source) : IClientCaller
{
    private ClaimsPrincipal? _user;

    /// <inheritdoc/>
    public string Name => _user?.Identity?.Name ?? "anonymous";

    /// <inheritdoc/>
    public string? UserName => _user?.FindFirstValue(Principals.UserClaim);

    /// <inheritdoc/>
    public string? Address => _user?.FindFirstValue(Principals.AddressClaim);

    /// <inheritdoc/>
    public async ValueTask<Rights> GetRightsAsync() => _user is null ? Rights.None : await source.FindAsync(_user) ?? Rights.None;

    /// <summary>Says who it is.</summary>
    public void Use(ClaimsPrincipal user) => _user = user;
}
