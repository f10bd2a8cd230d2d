using System.Collections.Immutable;
using System.Reflection;
using Orrery.Client;
using Orrery.Client.InProcess;
using Orrery.Grains.Secrets;
using Orrery.Storage;

namespace Orrery.Silo.Hosting;

/// <summary>Asks each component how it is, by making it do its work.</summary>
/// <param name="store">The store.</param>
/// <param name="clock">Clock.</param>
/// <param name="keys">The keys of secrets.</param>
internal sealed class ServerHealth(IStore store, TimeProvider clock, ISecretKeys keys) : IHealthSource
{
    private static readonly string Version =
        typeof(ServerHealth).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0";

    private static readonly TimeSpan HostSilence = TimeSpan.FromSeconds(60);

    /// <inheritdoc/>
    public async Task<HealthInfo> GetAsync(CancellationToken cancellationToken = default)
    {
        ImmutableArray<ComponentHealth> components = [await CheckStoreAsync(cancellationToken), await CheckHostsAsync(cancellationToken), await CheckSecretsAsync(cancellationToken)];
        return new HealthInfo(components.All(c => c.IsHealthy), Version, components);
    }

    private async Task<ComponentHealth> CheckStoreAsync(CancellationToken cancellationToken)
    {
        try
        {
            await store.GetNextDueAsync(cancellationToken);
            return new ComponentHealth("store", true, $"Answers; epoch {store.Epoch}.");
        }
        catch (StoreUnavailableException e)
        {
            return new ComponentHealth("store", false, e.Message);
        }
    }

    private async Task<ComponentHealth> CheckHostsAsync(CancellationToken cancellationToken)
    {
        try
        {
            var since = clock.GetUtcNow() - HostSilence;
            var hosts = await store.ListHostsAsync(cancellationToken);
            var alive = hosts.Count(h => h.HeartbeatAt >= since);
            return new ComponentHealth("runtime", alive > 0, $"{alive} of {hosts.Count} hosts have answered within {HostSilence.TotalSeconds} s.");
        }
        catch (StoreUnavailableException e)
        {
            return new ComponentHealth("runtime", false, e.Message);
        }
    }

    /// <summary>A server that lacks a key works, but for the secrets that the key has sealed.</summary>
    private async Task<ComponentHealth> CheckSecretsAsync(CancellationToken cancellationToken)
    {
        try
        {
            var ring = keys.Ring;
            var missing = (await store.CountSecretKeysAsync(cancellationToken)).Select(u => u.KeyId).Where(k => !ring.Has(k)).Distinct(StringComparer.Ordinal).ToList();
            return missing.Count == 0
                ? new ComponentHealth("secrets", true, $"Sealed with the key {ring.SealingKeyId}.")
                : new ComponentHealth("secrets", false, $"Keys in use are missing in {keys.Source}: {string.Join(", ", missing)}. See: orrery secrets check");
        }
        catch (StoreUnavailableException e)
        {
            return new ComponentHealth("secrets", false, e.Message);
        }
    }
}
