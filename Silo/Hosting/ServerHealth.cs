using System.Collections.Immutable;
using System.Reflection;
using Orrery.Client;
using Orrery.Client.InProcess;
using Orrery.Storage;

namespace Orrery.Silo.Hosting;

/// <summary>Asks each component how it is, by making it do its work.</summary>
/// <param name="store">The store.</param>
/// <param name="clock">Clock.</param>
internal sealed class ServerHealth(IStore store, TimeProvider clock) : IHealthSource
{
    private static readonly string Version =
        typeof(ServerHealth).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0";

    private static readonly TimeSpan HostSilence = TimeSpan.FromSeconds(60);

    /// <inheritdoc/>
    public async Task<HealthInfo> GetAsync(CancellationToken cancellationToken = default)
    {
        ImmutableArray<ComponentHealth> components = [await CheckStoreAsync(cancellationToken), await CheckHostsAsync(cancellationToken)];
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
}
