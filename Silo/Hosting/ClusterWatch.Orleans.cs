using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orrery.Grains.Interfaces.Scheduling;

namespace Orrery.Silo.Hosting;

/// <summary>
/// Wakes what lived on a silo that has gone: nobody may call those grains for long, and runs and schedules must go on by themselves. One silo does it,
/// the one with the lowest address, so that a death is no stampede; and each of them keeps the schedule's grain alive, wherever it lives.
/// </summary>
/// <param name="membership">Which silos there are.</param>
/// <param name="local">This one.</param>
/// <param name="grains">Grains.</param>
/// <param name="clock">Clock.</param>
/// <param name="logger">Log.</param>
internal sealed partial class ClusterWatch(
    IClusterMembershipService membership, ILocalSiloDetails local, IGrainFactory grains, TimeProvider clock, ILogger<ClusterWatch> logger) : BackgroundService
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);

    private IScheduleGrain Schedule => grains.GetGrain<IScheduleGrain>(IScheduleGrain.OnlyShard);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await Task.WhenAll(WatchSilosAsync(stoppingToken), KeepScheduleAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The silo stops; another one wakes what lived here.
        }
    }

    private async Task WatchSilosAsync(CancellationToken stoppingToken)
    {
        var known = new HashSet<SiloAddress>();
        await foreach (var snapshot in membership.MembershipUpdates.WithCancellation(stoppingToken))
        {
            var active = snapshot.Members.Values.Where(m => m.Status == SiloStatus.Active).Select(m => m.SiloAddress).ToHashSet();
            var gone = known.Except(active).Where(silo => snapshot.GetSiloStatus(silo) is SiloStatus.Dead or SiloStatus.None).ToList();
            known.ExceptWith(gone);
            known.UnionWith(active);
            if (gone.Count > 0 && local.SiloAddress.Equals(active.Min()))
            {
                LogGone(logger, string.Join(", ", gone));
                await WakeAsync(stoppingToken);
            }
        }
    }

    /// <summary>Wakes every unfinished run, until it has worked; one that lives takes no notice.</summary>
    private async Task WakeAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            try
            {
                await Schedule.StartAsync().WaitAsync(stoppingToken);
                return;
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                LogNotWoken(logger, e);
                await Task.Delay(RetryDelay, clock, stoppingToken);
            }
        }
    }

    private async Task KeepScheduleAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                // Says nothing new; an activation that it brings about looks what is due, and wakes what was left.
                await Schedule.DueAtAsync(DateTimeOffset.MaxValue).WaitAsync(stoppingToken);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                // It may have lived on the silo that has gone, and lives elsewhere by the next time.
                LogScheduleSilent(logger, e);
            }
        }
    }

    [LoggerMessage(HostingEventIds.SiloGone, LogLevel.Warning, "Silo {Silo} has gone; what lived there is woken")]
    private static partial void LogGone(ILogger logger, string silo);

    [LoggerMessage(HostingEventIds.SiloWakeFailed, LogLevel.Warning, "What lived on a silo that has gone could not be woken; it is tried again")]
    private static partial void LogNotWoken(ILogger logger, Exception exception);

    [LoggerMessage(HostingEventIds.ScheduleSilent, LogLevel.Warning, "The schedule's grain does not answer; it is asked again")]
    private static partial void LogScheduleSilent(ILogger logger, Exception exception);
}
