using Orrery.Core.Identity;
using Orrery.Grains.Interfaces.Catalog;
using Orrery.Grains.Interfaces.Dags;
using Orrery.Grains.Interfaces.Identity;

namespace Orrery.Client.Access;

/// <summary>Users: an admin's affair.</summary>
/// <param name="inner">The installation's.</param>
/// <param name="access">The caller's.</param>
internal sealed class CallerUserClient(IUserClient inner, CallerAccess access) : IUserClient
{
    /// <inheritdoc/>
    public Task<Page<UserInfo>> ListAsync(string? cursor = null, int limit = 100, CancellationToken cancellationToken = default) =>
        access.ReadAllAsync(ApiRoles.Admin, () => inner.ListAsync(cursor, limit, cancellationToken), new Page<UserInfo> { Items = [] });

    /// <inheritdoc/>
    public Task<UserInfo?> GetAsync(string name, CancellationToken cancellationToken = default) =>
        access.ReadAllAsync(ApiRoles.Admin, () => inner.GetAsync(name, cancellationToken), hidden: null);

    /// <inheritdoc/>
    public Task<ActionResult> CreateAsync(NewUser user, string? password, CancellationToken cancellationToken = default) =>
        access.ActAsync(ApiRoles.Admin, () => inner.CreateAsync(user, password, cancellationToken), refused => refused);

    /// <inheritdoc/>
    public Task<ActionResult> ChangeAsync(string name, UserChange change, string? newPassword = null, CancellationToken cancellationToken = default) =>
        access.ActAsync(ApiRoles.Admin, () => inner.ChangeAsync(name, change, newPassword, cancellationToken), refused => refused);

    /// <inheritdoc/>
    public Task<ActionResult> DeleteAsync(string name, CancellationToken cancellationToken = default) =>
        access.ActAsync(ApiRoles.Admin, () => inner.DeleteAsync(name, cancellationToken), refused => refused);
}
