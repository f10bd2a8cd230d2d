namespace Orrery.Core.Secrets;

/// <summary>Something that was sealed cannot be opened; the message says what, why and what to do, and nothing of the secret.</summary>
public sealed class SecretUnreadableException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">What, why, and the remedy.</param>
    public SecretUnreadableException(string message)
        : base(message)
    {
    }
}
