using Orrery.Grains.Interfaces.Catalog;
using Orrery.Grains.Interfaces.Dags;
using Orrery.Grains.Interfaces.Identity;

namespace Orrery.Client;

/// <summary>People who may sign in.</summary>
public interface IUserClient
{
    /// <summary>Users by name.</summary>
    /// <param name="cursor"><see cref="Page{T}.NextCursor"/> of the page before; null: the first page.</param>
    /// <param name="limit">How many: 1 to 1,000.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task<Page<UserInfo>> ListAsync(string? cursor = null, int limit = 100, CancellationToken cancellationToken = default);

    /// <summary>One user; null: there is none.</summary>
    Task<UserInfo?> GetAsync(string name, CancellationToken cancellationToken = default);

    /// <summary>Makes a user.</summary>
    /// <param name="user">The user; without a hash.</param>
    /// <param name="password">Their password, of at least 12 characters; null: they sign in elsewhere.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task<ActionResult> CreateAsync(NewUser user, string? password, CancellationToken cancellationToken = default);

    /// <summary>Changes a user. A new password, or being put out of service, ends their sessions.</summary>
    /// <param name="name">Who.</param>
    /// <param name="change">The changes; without a hash.</param>
    /// <param name="newPassword">A new password; null: the old one stays.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task<ActionResult> ChangeAsync(string name, UserChange change, string? newPassword = null, CancellationToken cancellationToken = default);

    /// <summary>Takes a user away, and with them their tokens.</summary>
    Task<ActionResult> DeleteAsync(string name, CancellationToken cancellationToken = default);
}
