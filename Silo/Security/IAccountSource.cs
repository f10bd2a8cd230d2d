using Orrery.Core.Identity;
using Orrery.Grains.Interfaces.Identity;

namespace Orrery.Silo.Security;

/// <summary>Knows the people who may sign in.</summary>
public interface IAccountSource
{
    /// <summary>The user of this name, as of some seconds ago at most; null: there is none.</summary>
    ValueTask<KnownAccount?> FindAsync(string name);

    /// <summary>The user of this name as of now; null: there is none.</summary>
    Task<KnownAccount?> ReadAsync(string name);

    /// <summary>Looks the user up anew at the next request: something about them was changed.</summary>
    void Forget(string name);

    /// <summary>Notes that somebody signed in.</summary>
    /// <param name="name">Who.</param>
    /// <param name="method">How.</param>
    /// <param name="newHash">Their password, hashed anew; null: the hash that is kept is good.</param>
    Task SignedInAsync(string name, string method, string? newHash);

    /// <summary>Finds or makes the user whom an external sign-in vouches for.</summary>
    Task<ExternalSignInResult> SignInExternallyAsync(ExternalSignIn signIn);

    /// <summary>Notes what happened at the door.</summary>
    /// <param name="what">What happened.</param>
    /// <param name="name">Whom they said they were; null: nobody.</param>
    /// <param name="reason">Why; null: there is nothing to say.</param>
    Task NoteAsync(string what, string? name, string? reason);
}

/// <summary>A user.</summary>
/// <param name="Name">Name they sign in with.</param>
/// <param name="PasswordHash">Hash of their password; null: they sign in elsewhere.</param>
/// <param name="IsActive">Whether they may sign in.</param>
/// <param name="SessionNumber">Number their sessions must carry.</param>
/// <param name="Rights">What they may do.</param>
public sealed record KnownAccount(string Name, string? PasswordHash, bool IsActive, int SessionNumber, Rights Rights);

/// <summary>An installation without users.</summary>
internal sealed class NoAccounts : IAccountSource
{
    /// <inheritdoc/>
    public ValueTask<KnownAccount?> FindAsync(string name) => ValueTask.FromResult<KnownAccount?>(null);

    /// <inheritdoc/>
    public Task<KnownAccount?> ReadAsync(string name) => Task.FromResult<KnownAccount?>(null);

    /// <inheritdoc/>
    public void Forget(string name)
    {
    }

    /// <inheritdoc/>
    public Task SignedInAsync(string name, string method, string? newHash) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task<ExternalSignInResult> SignInExternallyAsync(ExternalSignIn signIn) =>
        throw new InvalidOperationException("This installation has no users: configure none of the external sign-ins.");

    /// <inheritdoc/>
    public Task NoteAsync(string what, string? name, string? reason) => Task.CompletedTask;
}
