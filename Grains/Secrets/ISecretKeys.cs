using Orrery.Core.Secrets;

namespace Orrery.Grains.Secrets;

/// <summary>The keys that this server has. They lie outside the store: who can read the one cannot read the other.</summary>
public interface ISecretKeys
{
    /// <summary>The keys now.</summary>
    /// <exception cref="SecretUnreadableException">There are none; the message says how to get some.</exception>
    KeyRing Ring { get; }

    /// <summary>Where they are from, for messages.</summary>
    string Source { get; }

    /// <summary>Makes a new key, which seals from now on. When this returns, it is durable.</summary>
    /// <exception cref="SecretUnreadableException">Keys cannot be added here; the message says where.</exception>
    KeyRing Add();
}

/// <summary>A server without keys: it has no secrets.</summary>
internal sealed class NoSecretKeys : ISecretKeys
{
    private const string Remedy = "This server has no secret keys, so that it can neither keep nor open variables and connections. Give it some in ORRERY_SECRET_KEYS.";

    /// <inheritdoc/>
    public KeyRing Ring => throw new SecretUnreadableException(Remedy);

    /// <inheritdoc/>
    public string Source => "none";

    /// <inheritdoc/>
    public KeyRing Add() => throw new SecretUnreadableException(Remedy);
}
