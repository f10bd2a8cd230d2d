using Orrery.Core.Secrets;
using Orrery.Silo.Security;

namespace Orrery.Api.Tests.Support;

/// <summary>One key, which everybody may know.</summary>
internal sealed class MemoryKeys : IWebhookKeys
{
    public static SecretKey Key { get; } = SecretKey.Create(bytes => bytes.Fill(7));

    public KeyRing Ring { get; } = new([Key], bytes => bytes.Clear());
}
