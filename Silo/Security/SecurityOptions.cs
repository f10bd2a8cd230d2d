namespace Orrery.Silo.Security;

/// <summary>How a server knows who may do what.</summary>
public sealed record SecurityOptions
{
    /// <summary>Folder of what the server keeps; holds the credential file and the keys of sessions. Created when missing.</summary>
    public required string DataFolder { get; init; }

    /// <summary>
    /// Folder of the keys that sessions are signed with. Null (default): <c>keys</c> in the data folder. Servers that share a store share this folder
    /// too, or their users sign in anew when one takes over from the other.
    /// </summary>
    public string? KeysFolder { get; init; }

    /// <summary>Whether only this machine can reach the server. Default true. Otherwise sessions need TLS, at the server or at a proxy before it.</summary>
    public bool IsLoopback { get; init; } = true;

    /// <summary>Whether the server itself speaks TLS. Default false.</summary>
    public bool HasTls { get; init; }

    /// <summary>Addresses, or networks as in <c>10.0.0.0/8</c>, of proxies that are believed where a request came from. Default: none.</summary>
    public IReadOnlyList<string> Proxies { get; init; } = [];

    /// <summary>Sign-ins elsewhere, such as at a company's directory. Default: none.</summary>
    public IReadOnlyList<ExternalSignInOptions> External { get; init; } = [];

    /// <summary>How long a browser stays signed in without use. More than zero; default 12 hours.</summary>
    public TimeSpan SessionLifetime { get; init; } = TimeSpan.FromHours(12);

    /// <summary>How long a browser stays signed in at most, however much it is used. More than zero; default 7 days.</summary>
    public TimeSpan SessionLimit { get; init; } = TimeSpan.FromDays(7);

    /// <summary>How long what <c>/auth/token</c> gives is good. More than zero; default 1 day.</summary>
    public TimeSpan PassLifetime { get; init; } = TimeSpan.FromDays(1);

    /// <summary>How long a sign-in link may wait to be opened. More than zero; default 10 minutes.</summary>
    public TimeSpan SignInLinkLifetime { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How many sign-in links may be opened in a minute, right or wrong: 1 or more, default 20.</summary>
    public int SignInAttemptsPerMinute { get; init; } = 20;
}
