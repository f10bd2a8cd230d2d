using System.Collections.Immutable;
using System.Reflection;
using Orrery.Client;
using Orrery.Client.InProcess;
using Orrery.Grains.Interfaces.Scheduling;
using Orrery.Grains.Secrets;
using Orrery.Grains.Telemetry;
using Orrery.Storage.Rows;
using Orrery.Storage.Sql;

namespace Orrery.Silo.Hosting;

/// <summary>Asks each component how it is, by making it do its work. Anybody may ask, so they are asked once a second at most.</summary>
/// <param name="store">The store.</param>
/// <param name="grains">Reaches the scheduler.</param>
/// <param name="metrics">Knows the queues.</param>
/// <param name="dataFolder">Folder of everything the server keeps.</param>
/// <param name="clock">Clock.</param>
/// <param name="keys">The keys of secrets.</param>
internal sealed class ServerHealth(SqlStore store, IGrainFactory grains, GrainMetrics metrics, string dataFolder, TimeProvider clock, ISecretKeys keys) : IHealthSource, IDisposable
{
    private const long MiB = 1 << 20;

    /// <summary>With less than this, commits and logs are about to fail.</summary>
    private const long LeastFreeBytes = 100 * MiB;

    private static readonly string Version =
        typeof(ServerHealth).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0";

    private static readonly TimeSpan FreshFor = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan HostSilence = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan AnswerTime = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan TooLate = TimeSpan.FromSeconds(30);

    private readonly SemaphoreSlim _asking = new(1);
    private HealthInfo? _last;
    private DateTimeOffset _askedAt;

    /// <inheritdoc/>
    public async Task<HealthInfo> GetAsync(CancellationToken cancellationToken = default)
    {
        await _asking.WaitAsync(cancellationToken);
        try
        {
            if (_last is null || clock.GetUtcNow() - _askedAt >= FreshFor)
            {
                _last = await AskAsync();
                _askedAt = clock.GetUtcNow();
            }

            return _last;
        }
        finally
        {
            _asking.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _asking.Dispose();

    private async Task<HealthInfo> AskAsync()
    {
        ImmutableArray<ComponentHealth> components =
        [
            await CheckAsync(HealthComponents.Store, CheckStoreAsync),
            await CheckAsync(HealthComponents.Scheduler, CheckSchedulerAsync),
            CheckQueue(),
            .. await CheckHostsAsync(),
            await CheckAsync(HealthComponents.DagProcessor, CheckParsersAsync),
            await CheckAsync(HealthComponents.Secrets, CheckSecretsAsync),
            CheckDisk(),
        ];
        return new HealthInfo(components.All(c => c.IsHealthy), Version, components);
    }

    /// <summary>A component that does not answer in time, or fails, is not well; the others are asked all the same.</summary>
    private async Task<ComponentHealth> CheckAsync(string name, Func<Task<ComponentHealth>> check)
    {
        try
        {
            return await check().WaitAsync(AnswerTime, clock);
        }
        catch (TimeoutException)
        {
            return new ComponentHealth(name, false, $"Did not answer within {AnswerTime.TotalSeconds} s.");
        }
        catch (Exception e)
        {
            return new ComponentHealth(name, false, e.Message);
        }
    }

    private async Task<ComponentHealth> CheckStoreAsync()
    {
        if (store.LeaseLost.IsCompleted)
        {
            return new ComponentHealth(HealthComponents.Store, false, "Another server has taken the store over; this one stops.");
        }

        await store.GetNextDueAsync();
        return new ComponentHealth(HealthComponents.Store, true, $"Answers; its lease is held, epoch {store.Epoch}.", clock.GetUtcNow());
    }

    private async Task<ComponentHealth> CheckSchedulerAsync()
    {
        var status = await grains.GetGrain<IScheduleGrain>(IScheduleGrain.OnlyShard).GetStatusAsync();
        var late = clock.GetUtcNow() - status.NextTickAt;
        var (isWell, detail) = status switch
        {
            { Problem: { } problem } => (false, $"Could not look what is due: {problem}"),
            _ when late > TooLate => (false, $"Should have looked what is due {late.TotalSeconds:0} s ago."),
            _ => (true, "Keeps up with what is due."),
        };
        return new ComponentHealth(HealthComponents.Scheduler, isWell, detail, status.TickedAt);
    }

    private ComponentHealth CheckQueue()
    {
        var depths = metrics.QueueDepths;
        var waiting = depths.Values.Sum();
        return new ComponentHealth(HealthComponents.Queue, true, $"{waiting} tasks wait for a host or for slots in {depths.Count} queues.");
    }

    private async Task<ComponentHealth[]> CheckHostsAsync()
    {
        DateTimeOffset? latest = null;
        var runtime = await CheckAsync(HealthComponents.Runtime, async () =>
        {
            var hosts = await store.ListHostsAsync();
            var since = clock.GetUtcNow() - HostSilence;
            var alive = hosts.Count(h => h.HeartbeatAt >= since);
            latest = hosts.Count == 0 ? null : hosts.Max(h => h.HeartbeatAt);
            return new ComponentHealth(
                HealthComponents.Runtime, alive > 0, $"{alive} of {hosts.Count} hosts have answered within {HostSilence.TotalSeconds} s.", latest);
        });
        return [runtime, runtime with { Name = HealthComponents.Triggerer, Detail = runtime.IsHealthy ? "Hosts look for what tasks wait for." : runtime.Detail }];
    }

    private async Task<ComponentHealth> CheckParsersAsync()
    {
        var bundles = (await store.ListBundlesAsync()).Where(b => b.IsActive).ToList();
        var broken = bundles.Where(b => b.Problem is not null).ToList();
        var detail = broken is [var first, ..]
            ? $"{broken.Count} of {bundles.Count} bundles cannot be read; {first.Name}: {first.Problem}"
            : bundles.Count == 1 ? "1 bundle can be read." : $"{bundles.Count} bundles can be read.";
        return new ComponentHealth(HealthComponents.DagProcessor, broken.Count == 0, detail, bundles.Select(LastLook).Max());
    }

    private static DateTimeOffset? LastLook(BundleRow bundle) => bundle.ScannedAt > bundle.FetchedAt ? bundle.ScannedAt : bundle.FetchedAt ?? bundle.ScannedAt;

    private ComponentHealth CheckDisk()
    {
        try
        {
            var free = new DriveInfo(dataFolder).AvailableFreeSpace;
            return new ComponentHealth(
                HealthComponents.Disk,
                free >= LeastFreeBytes,
                free >= LeastFreeBytes
                    ? $"{free / MiB} MiB are free in the data folder."
                    : $"Only {free / MiB} MiB are free in the data folder: make room there, or keep less with --retention.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return new ComponentHealth(HealthComponents.Disk, false, e.Message);
        }
    }

    /// <summary>A server that lacks a key works, but for the secrets that the key has sealed.</summary>
    private async Task<ComponentHealth> CheckSecretsAsync()
    {
        var ring = keys.Ring;
        var missing = (await store.CountSecretKeysAsync()).Select(u => u.KeyId).Where(k => !ring.Has(k)).Distinct(StringComparer.Ordinal).ToList();
        return missing.Count == 0
            ? new ComponentHealth(HealthComponents.Secrets, true, $"Sealed with the key {ring.SealingKeyId}.")
            : new ComponentHealth(HealthComponents.Secrets, false, $"Keys in use are missing in {keys.Source}: {string.Join(", ", missing)}. See: orrery secrets check");
    }
}
