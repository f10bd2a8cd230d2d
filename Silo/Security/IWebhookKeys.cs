using Orrery.Core.Secrets;

namespace Orrery.Silo.Security;

/// <summary>The keys of the installation, as far as webhooks are concerned.</summary>
public interface IWebhookKeys
{
    /// <summary>What their secrets are made of.</summary>
    /// <exception cref="SecretUnreadableException">The keys cannot be read.</exception>
    KeyRing Ring { get; }
}
