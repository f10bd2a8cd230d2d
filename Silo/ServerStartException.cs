namespace Orrery.Silo;

/// <summary>A server cannot start as it was told to.</summary>
/// <param name="message">Everything that is wrong, and what to do.</param>
public sealed class ServerStartException(string message) : Exception(message);
