using Orrery.Core.Identity;
using Orrery.Grains.Interfaces.Catalog;
using Orrery.Grains.Interfaces.Dags;
using Orrery.Grains.Interfaces.Identity;

namespace Orrery.Client.Testing;

/// <summary>Users in memory.</summary>
internal sealed class MemoryUsers : IUserClient
{
    private static readonly DateTimeOffset Made = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private readonly List<UserInfo> _users = [];

    /// <summary>Passwords by name.</summary>
    public Dictionary<string, string> Passwords { get; } = new(StringComparer.Ordinal);

    /// <summary>Users who were signed out.</summary>
    public List<string> SignedOut { get; } = [];

    public Task<Page<UserInfo>> ListAsync(string? cursor = null, int limit = 100, CancellationToken cancellationToken = default)
    {
        var rest = _users.Where(u => string.CompareOrdinal(u.Name, cursor ?? "") > 0).OrderBy(u => u.Name, StringComparer.Ordinal).ToList();
        return Task.FromResult(new Page<UserInfo> { Items = [.. rest.Take(limit)], NextCursor = rest.Count > limit ? rest[limit - 1].Name : null });
    }

    public Task<UserInfo?> GetAsync(string name, CancellationToken cancellationToken = default) => Task.FromResult(_users.Find(u => u.Name == name));

    public Task<ActionResult> CreateAsync(NewUser user, string? password, CancellationToken cancellationToken = default)
    {
        if (_users.Exists(u => u.Name == user.Name))
        {
            return Task.FromResult(ActionResult.Refuse(ActionStatus.Conflict, $"There is a user '{user.Name}' already."));
        }

        if (!ApiRoles.OfUsers.Contains(user.Role, StringComparer.Ordinal))
        {
            return Task.FromResult(ActionResult.Refuse(ActionStatus.Invalid, $"There is no role '{user.Role}' for users."));
        }

        _users.Add(new UserInfo
        {
            Name = user.Name, DisplayName = user.DisplayName, Role = user.Role, Grants = user.Grants, IsActive = true, HasPassword = password is not null, CreatedBy = "owner", CreatedAt = Made, UpdatedAt = Made,
        });
        Note(user.Name, password);
        return Task.FromResult(ActionResult.Done);
    }

    public Task<ActionResult> ChangeAsync(string name, UserChange change, string? newPassword = null, CancellationToken cancellationToken = default)
    {
        var index = _users.FindIndex(u => u.Name == name);
        if (index < 0)
        {
            return Task.FromResult(NotFound(name));
        }

        var user = _users[index];
        _users[index] = user with
        {
            DisplayName = change.DisplayName ?? user.DisplayName,
            Role = change.Role ?? user.Role,
            Grants = change.Grants ?? user.Grants,
            IsActive = change.IsActive ?? user.IsActive,
            HasPassword = user.HasPassword || newPassword is not null,
        };
        Note(name, newPassword);
        if (change.SignOut)
        {
            SignedOut.Add(name);
        }

        return Task.FromResult(ActionResult.Done);
    }

    public Task<ActionResult> DeleteAsync(string name, CancellationToken cancellationToken = default) =>
        Task.FromResult(_users.RemoveAll(u => u.Name == name) > 0 ? ActionResult.Done : NotFound(name));

    private static ActionResult NotFound(string name) => ActionResult.Refuse(ActionStatus.NotFound, $"There is no user '{name}'.");

    private void Note(string name, string? password)
    {
        if (password is not null)
        {
            Passwords[name] = password;
        }
    }
}
