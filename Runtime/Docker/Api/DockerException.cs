namespace Orrery.Runtime.Docker.Api;

/// <summary>What went wrong with a call of the engine.</summary>
internal enum DockerErrorKind
{
    /// <summary>The engine failed, or refused for a reason of its own.</summary>
    Failed = 0,

    /// <summary>There is no such container, image or path.</summary>
    NotFound = 1,

    /// <summary>The name is taken, or the state does not allow it.</summary>
    Conflict = 2,

    /// <summary>The engine understood the request and finds it wrong: a setting, a path, a command.</summary>
    BadParameter = 3,

    /// <summary>The engine or the registry does not let this user do that.</summary>
    Denied = 4,

    /// <summary>Nothing answers, or the connection broke.</summary>
    Unreachable = 5,

    /// <summary>The engine speaks no version of its API that is known here.</summary>
    VersionRefused = 6,

    /// <summary>An answer is larger than what is read of one.</summary>
    TooLarge = 7,

    /// <summary>An answer has not the form of one.</summary>
    Malformed = 8,
}

/// <summary>A call of the engine failed.</summary>
/// <param name="kind">What went wrong.</param>
/// <param name="message">What was asked, what the engine said, and the remedy.</param>
/// <param name="innerException">The failure underneath.</param>
internal sealed class DockerException(DockerErrorKind kind, string message, Exception? innerException = null) : Exception(message, innerException)
{
    /// <summary>What went wrong.</summary>
    public DockerErrorKind Kind => kind;
}
