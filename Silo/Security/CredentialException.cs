namespace Orrery.Silo.Security;

/// <summary>The credential file, or the folder of keys, cannot be used as it is.</summary>
/// <param name="message">Which file, what is wrong with it and how to mend it.</param>
/// <param name="innerException">The failure underneath.</param>
public sealed class CredentialException(string message, Exception? innerException = null) : Exception(message, innerException);
