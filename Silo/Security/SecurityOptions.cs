namespace Orrery.Silo.Security;

/// <summary>How a server on a loopback address knows who may do what.</summary>
public sealed record SecurityOptions
{
    /// <summary>Folder of what the server keeps; holds the credential file and the keys of sessions. Created when missing.</summary>
    public required string DataFolder { get; init; }

    /// <summary>How long a browser stays signed in without use. More than zero; default 12 hours.</summary>
    public TimeSpan SessionLifetime { get; init; } = TimeSpan.FromHours(12);

    /// <summary>How long a sign-in link may wait to be opened. More than zero; default 10 minutes.</summary>
    public TimeSpan SignInLinkLifetime { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How many sign-in links may be opened in a minute, right or wrong: 1 or more, default 20.</summary>
    public int SignInAttemptsPerMinute { get; init; } = 20;
}
