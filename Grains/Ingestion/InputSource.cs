using Orrery.Runtime.Loading;

namespace Orrery.Grains.Ingestion;

/// <summary>What inputs from outside a bundle are now, for comparing them with what they were when a file was read.</summary>
/// <param name="environment">Looks up a variable of the environment; null when it is not set.</param>
public sealed class InputSource(Func<string, string?> environment)
{
    /// <summary>The SHA-256 of its value now, 64 hex digits; empty: it is not there.</summary>
    public string HashOf(LoadInputKind kind, string name) => InputValues.HashOf(kind, name, environment);
}
