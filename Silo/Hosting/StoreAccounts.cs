using System.Collections.Concurrent;
using Orrery.Core.Identity;
using Orrery.Grains.Interfaces.Identity;
using Orrery.Silo.Security;
using Orrery.Storage;
using Orrery.Storage.Rows;

namespace Orrery.Silo.Hosting;

/// <summary>Users of the store. What was looked up is believed for some seconds, so that a session costs no query for each request.</summary>
/// <param name="store">The store.</param>
/// <param name="grains">Reaches the grain that changes users.</param>
/// <param name="clock">The clock.</param>
public sealed class StoreAccounts(IStoreQueries store, IGrainFactory grains, TimeProvider clock) : IAccountSource
{
    private const int MaxKnown = 1_000;
    private const int Page = 1_000;
    private static readonly TimeSpan Believed = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<string, (KnownAccount? Account, DateTimeOffset At)> _known = new(StringComparer.Ordinal);

    private IUserGrain Users => grains.GetGrain<IUserGrain>("0");

    /// <inheritdoc/>
    public async ValueTask<KnownAccount?> FindAsync(string name)
    {
        var now = clock.GetUtcNow();
        if (_known.TryGetValue(name, out var known) && now - known.At < Believed)
        {
            return known.Account;
        }

        var account = await ReadAsync(name);
        if (_known.Count >= MaxKnown)
        {
            _known.Clear();
        }

        _known[name] = (account, now);
        return account;
    }

    /// <inheritdoc/>
    public async Task<KnownAccount?> ReadAsync(string name) => await store.GetUserAsync(name) is { } row ? Of(row) : null;

    /// <inheritdoc/>
    public void Forget(string name) => _known.TryRemove(name, out _);

    /// <inheritdoc/>
    public Task SignedInAsync(string name, string method, string? newHash) => Users.SignedInAsync(name, method, newHash);

    /// <inheritdoc/>
    public Task<ExternalSignInResult> SignInExternallyAsync(ExternalSignIn signIn) => Users.SignInExternallyAsync(signIn);

    /// <inheritdoc/>
    public Task NoteAsync(string what, string? name, string? reason) => Users.NoteAsync(what, name, reason);

    /// <summary>Whether an admin can sign in with a password.</summary>
    public static async Task<bool> HasAdminAsync(IStoreQueries store, CancellationToken cancellationToken)
    {
        var after = "";
        while (await store.ListUsersAsync(after, Page, cancellationToken) is { Count: > 0 } page)
        {
            if (page.Any(u => u is { Role: ApiRoles.Admin, IsActive: true, PasswordHash: not null }))
            {
                return true;
            }

            after = page[^1].Name;
        }

        return false;
    }

    private static KnownAccount Of(UserRow row) => new(
        row.Name,
        row.PasswordHash,
        row.IsActive,
        row.SessionNumber,
        new Rights { Role = row.Role, Grants = DagGrant.Parse(row.GrantsJson), IsUser = true });
}
