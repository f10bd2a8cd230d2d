using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orrery.Grains.Code;
using Orrery.Storage;
using Orrery.Storage.Maintenance;
using Orrery.Storage.Sql;

namespace Orrery.Silo.Hosting;

/// <summary>
/// Takes code away that nothing needs any more, once an hour: from the store what no bundle, release or run names, and from this machine the
/// folders of snapshots that no run under way uses; those can be made again.
/// </summary>
/// <param name="store">The store.</param>
/// <param name="code">The folders of this machine.</param>
/// <param name="options">How long code stays although nothing names it.</param>
/// <param name="clock">Clock.</param>
/// <param name="logger">Log.</param>
public sealed partial class CodeCollectionService(SqlStore store, CodeStore code, CodeOptions options, TimeProvider clock, ILogger<CodeCollectionService> logger)
    : IHostedService, IDisposable
{
    /// <summary>Time between two rounds, and from the start to the first: one hour.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromHours(1);

    private readonly CancellationTokenSource _stopping = new();
    private Task _running = Task.CompletedTask;

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        _running = RunAsync(_stopping.Token);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync();
        await _running.WaitAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public void Dispose() => _stopping.Dispose();

    private async Task RunAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                await CollectAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The server stops; the next one goes on.
        }
        catch (StoreFencedException)
        {
            // Another server has taken over, and does it.
        }
    }

    private async Task CollectAsync(CancellationToken cancellationToken)
    {
        try
        {
            var gone = await new CodePruner(store).PruneAsync(clock.GetUtcNow() - options.CollectAfter, cancellationToken);
            var folders = await code.Folders.SweepAsync(await store.ListRunningSnapshotsAsync(cancellationToken), options.CollectAfter, cancellationToken);
            LogCollected(gone.Snapshots, gone.Files, folders);
        }
        catch (Exception e) when (e is StoreUnavailableException or IOException or UnauthorizedAccessException)
        {
            LogNotCollected(e);
        }
    }

    [LoggerMessage(HostingEventIds.CodeCollected, LogLevel.Debug, "Code that nothing needs any more is gone: {Snapshots} snapshots and {Files} files from the store, {Folders} folders from this machine")]
    private partial void LogCollected(long snapshots, long files, int folders);

    [LoggerMessage(HostingEventIds.CodeNotCollected, LogLevel.Warning, "Code that nothing needs any more could not be taken away; it is tried again in an hour")]
    private partial void LogNotCollected(Exception exception);
}
