using Orrery.Core.Secrets;
using Orrery.Storage;
using Orrery.Storage.Rows;

namespace Orrery.Grains.Secrets;

/// <summary>The secrets of the store, opened with the keys of this server.</summary>
/// <param name="store">The store.</param>
/// <param name="keys">The keys.</param>
public sealed class SecretStore(IStore store, ISecretKeys keys)
{
    private const int Batch = 500;

    /// <summary>The value of a variable; null when there is none.</summary>
    /// <exception cref="SecretUnreadableException">It cannot be opened.</exception>
    public async Task<string?> GetVariableAsync(string key) => await store.GetVariableAsync(key) is { } row ? SecretRows.Open(keys.Ring, row) : null;

    /// <summary>A connection with its secrets; null when there is none.</summary>
    /// <exception cref="SecretUnreadableException">They cannot be opened.</exception>
    public async Task<Connection?> GetConnectionAsync(string connectionId) =>
        await store.GetConnectionAsync(connectionId) is { } row ? SecretRows.Open(keys.Ring, row) : null;

    /// <summary>
    /// Why this server must not seal anything; null: it may. One that lacks a key in use may have none of the right ones, and what it wrote
    /// the others could not read.
    /// </summary>
    internal async Task<string?> SealingProblemAsync()
    {
        if (SecretRows.TryOpen(() => keys.Ring, out var problem) is not { } ring)
        {
            return problem;
        }

        var missing = (await store.CountSecretKeysAsync()).Select(u => u.KeyId).Where(k => !ring.Has(k)).Distinct(StringComparer.Ordinal).ToList();
        return missing.Count == 0
            ? null
            : $"Secrets of the store are sealed with keys that this server does not have: {string.Join(", ", missing)}. "
              + $"Add them to {keys.Source} and start it again; until then it changes no secrets. See: orrery secrets check";
    }

    /// <summary>All variables by key.</summary>
    internal Task<List<VariableRow>> ListVariablesAsync() => AllAsync((after, limit) => store.ListVariablesAsync(after, limit), r => r.Key);

    /// <summary>All connections by id.</summary>
    internal Task<List<ConnectionRow>> ListConnectionsAsync() => AllAsync((after, limit) => store.ListConnectionsAsync(after, limit), r => r.ConnectionId);

    private static async Task<List<T>> AllAsync<T>(Func<string, int, Task<IReadOnlyList<T>>> list, Func<T, string> nameOf)
    {
        var all = new List<T>();
        while (true)
        {
            var some = await list(all.Count == 0 ? "" : nameOf(all[^1]), Batch);
            all.AddRange(some);
            if (some.Count < Batch)
            {
                return all;
            }
        }
    }
}
