using Orrery.Core.Identity;
using Orrery.Grains.Interfaces.Catalog;
using Orrery.Grains.Interfaces.Dags;
using Orrery.Grains.Interfaces.Identity;

namespace Orrery.Client.InProcess;

/// <summary>Users, through their grain. Passwords are hashed here and go no further.</summary>
/// <param name="grains">Reaches the grains.</param>
internal sealed class GrainUserClient(IGrainFactory grains) : IUserClient
{
    private IUserGrain Users => grains.GetGrain<IUserGrain>("0");

    /// <inheritdoc/>
    public Task<Page<UserInfo>> ListAsync(string? cursor = null, int limit = 100, CancellationToken cancellationToken = default) =>
        Reach.AskAsync(Users.ListAsync(cursor, limit), cancellationToken);

    /// <inheritdoc/>
    public Task<UserInfo?> GetAsync(string name, CancellationToken cancellationToken = default) => Reach.AskAsync(Users.GetAsync(name), cancellationToken);

    /// <inheritdoc/>
    public Task<ActionResult> CreateAsync(NewUser user, string? password, CancellationToken cancellationToken = default) =>
        Problem(password) is { } problem
            ? Task.FromResult(problem)
            : Reach.AskAsync(Users.CreateAsync(user with { PasswordHash = Hash(password) }), cancellationToken);

    /// <inheritdoc/>
    public Task<ActionResult> ChangeAsync(string name, UserChange change, string? newPassword = null, CancellationToken cancellationToken = default) =>
        Problem(newPassword) is { } problem
            ? Task.FromResult(problem)
            : Reach.AskAsync(Users.ChangeAsync(name, change with { PasswordHash = Hash(newPassword) }), cancellationToken);

    /// <inheritdoc/>
    public Task<ActionResult> DeleteAsync(string name, CancellationToken cancellationToken = default) => Reach.AskAsync(Users.DeleteAsync(name), cancellationToken);

    private static ActionResult? Problem(string? password) =>
        password is not null && PasswordHash.Problem(password) is { } problem ? ActionResult.Refuse(ActionStatus.Invalid, problem) : null;

    private static string? Hash(string? password) => password is null ? null : PasswordHash.Create(password);
}
