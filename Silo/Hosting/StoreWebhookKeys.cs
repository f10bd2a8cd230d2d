using Orrery.Core.Secrets;
using Orrery.Grains.Secrets;
using Orrery.Silo.Security;

namespace Orrery.Silo.Hosting;

/// <summary>Webhooks use the keys that seal secrets.</summary>
/// <param name="keys">The keys of this server.</param>
internal sealed class StoreWebhookKeys(ISecretKeys keys) : IWebhookKeys
{
    /// <inheritdoc/>
    public KeyRing Ring => keys.Ring;
}
