namespace Orrery.Client;

/// <summary>The installation cannot be reached.</summary>
/// <param name="message">Which address was tried, what happened and the remedy.</param>
/// <param name="innerException">The failure underneath.</param>
public sealed class OrreryUnavailableException(string message, Exception? innerException = null) : Exception(message, innerException);
