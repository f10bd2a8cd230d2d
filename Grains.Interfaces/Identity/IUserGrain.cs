using Orrery.Grains.Interfaces.Catalog;
using Orrery.Grains.Interfaces.Dags;

namespace Orrery.Grains.Interfaces.Identity;

/// <summary>Keeps who may sign in, and with which rights. A stateless worker; any key.</summary>
[Alias("orrery.IUserGrain")]
public interface IUserGrain : IGrainWithStringKey
{
    /// <summary>Users by name.</summary>
    [Alias("List")]
    Task<Page<UserInfo>> ListAsync(string? cursor, int limit);

    /// <summary>One user; null: there is none.</summary>
    [Alias("Get")]
    Task<UserInfo?> GetAsync(string name);

    /// <summary>Makes a user. Refused: a name that is taken or not valid, a role or grant that is not known.</summary>
    [Alias("Create")]
    Task<ActionResult> CreateAsync(NewUser user);

    /// <summary>Changes a user. A new password, or being put out of service, ends their sessions. Refused: taking the last active admin away.</summary>
    [Alias("Change")]
    Task<ActionResult> ChangeAsync(string name, UserChange change);

    /// <summary>Takes a user away, and with them their tokens. Refused for the last active admin.</summary>
    [Alias("Delete")]
    Task<ActionResult> DeleteAsync(string name);

    /// <summary>Notes that somebody signed in.</summary>
    /// <param name="name">Who.</param>
    /// <param name="method">How: <c>password</c>, the name of an external sign-in.</param>
    /// <param name="newHash">Their password, hashed anew; null: the hash that is kept is good.</param>
    [Alias("SignedIn")]
    Task SignedInAsync(string name, string method, string? newHash);

    /// <summary>Finds the user an external sign-in names, or makes one; then as <see cref="SignedInAsync"/>. Refused: a name that is somebody else's, or not valid.</summary>
    [Alias("SignInExternally")]
    Task<ExternalSignInResult> SignInExternallyAsync(ExternalSignIn signIn);

    /// <summary>Notes in the audit what happened at the door: a sign-in that was refused, a sign-out.</summary>
    /// <param name="what">What happened.</param>
    /// <param name="name">Whom they said they were; null: nobody.</param>
    /// <param name="reason">Why; null: there is nothing to say.</param>
    [Alias("Note")]
    Task NoteAsync(string what, string? name, string? reason);
}
