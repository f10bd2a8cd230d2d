using System.Collections.Concurrent;
using Orrery.Core.Identity;
using Orrery.Grains.Interfaces.Dags;
using Orrery.Grains.Interfaces.Identity;
using Orrery.Silo.Security;

namespace Orrery.Api.Tests.Support;

/// <summary>The users a test made, and what was noted at the door.</summary>
internal sealed class MemoryAccounts : IAccountSource
{
    private readonly ConcurrentDictionary<string, KnownAccount> _accounts = new(StringComparer.Ordinal);

    public ConcurrentQueue<string> Notes { get; } = [];

    public ConcurrentQueue<ExternalSignIn> External { get; } = [];

    /// <summary>Why nobody is let in from elsewhere; null: they are.</summary>
    public string? ExternalRefusal { get; set; }

    public void Set(KnownAccount account) => _accounts[account.Name] = account;

    public void Change(string name, Func<KnownAccount, KnownAccount> change) => _accounts[name] = change(_accounts[name]);

    public void Remove(string name) => _accounts.TryRemove(name, out _);

    public ValueTask<KnownAccount?> FindAsync(string name) => ValueTask.FromResult(_accounts.GetValueOrDefault(name));

    public Task<KnownAccount?> ReadAsync(string name) => Task.FromResult(_accounts.GetValueOrDefault(name));

    public void Forget(string name)
    {
    }

    public Task SignedInAsync(string name, string method, string? newHash)
    {
        Notes.Enqueue($"in {name} {method}{(newHash is null ? "" : " rehashed")}");
        if (newHash is not null)
        {
            Change(name, a => a with { PasswordHash = newHash });
        }

        return Task.CompletedTask;
    }

    public Task<ExternalSignInResult> SignInExternallyAsync(ExternalSignIn signIn)
    {
        External.Enqueue(signIn);
        if (ExternalRefusal is { } why)
        {
            return Task.FromResult(new ExternalSignInResult { Outcome = ActionResult.Refuse(ActionStatus.Conflict, why) });
        }

        var rights = new Rights { Role = signIn.Role ?? signIn.DefaultRole, IsUser = true, Grants = [.. (signIn.Grants ?? []).Select(g => new DagGrant(g.Pattern, g.Role))] };
        Set(new KnownAccount(signIn.Name, PasswordHash: null, IsActive: true, SessionNumber: 1, rights));
        return Task.FromResult(new ExternalSignInResult { Outcome = ActionResult.Done, Name = signIn.Name });
    }

    public Task NoteAsync(string what, string? name, string? reason)
    {
        Notes.Enqueue($"{what} {name} {reason}");
        return Task.CompletedTask;
    }
}
