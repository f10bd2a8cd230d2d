using Orrery.Core.Secrets;
using Orrery.Runtime.Secrets;

namespace Orrery.Grains.Secrets;

/// <summary>What tasks read: the backends are asked in their order, then the store.</summary>
/// <param name="backends">The backends.</param>
/// <param name="store">The secrets of the store.</param>
public sealed class SecretReader(IEnumerable<ISecretsBackend> backends, SecretStore store)
{
    private readonly ISecretsBackend[] _backends = [.. backends];

    /// <summary>The value of a variable; null when nobody has it.</summary>
    /// <exception cref="SecretUnreadableException">Who has it cannot say it.</exception>
    public async Task<string?> GetVariableAsync(string key)
    {
        foreach (var backend in _backends)
        {
            if (await backend.GetVariableAsync(key) is { } value)
            {
                return value;
            }
        }

        return await store.GetVariableAsync(key);
    }

    /// <summary>A connection with its secrets; null when nobody has it.</summary>
    /// <exception cref="SecretUnreadableException">Who has it cannot say it.</exception>
    public async Task<Connection?> GetConnectionAsync(string connectionId)
    {
        foreach (var backend in _backends)
        {
            if (await backend.GetConnectionAsync(connectionId) is { } connection)
            {
                return connection;
            }
        }

        return await store.GetConnectionAsync(connectionId);
    }
}
