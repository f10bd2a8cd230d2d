using System.Globalization;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orrery.Runtime.Logs;
using Orrery.Runtime.Logs.Archive;
using Orrery.Storage;
using Orrery.Storage.Maintenance;
using Orrery.Storage.Sql;

namespace Orrery.Silo.Hosting;

/// <summary>
/// Takes away what ended longer ago than it is to be kept, once an hour: rows through the commit pipeline, so that a server which has lost its
/// lease takes nothing, then the logs and scratch directories of runs that are no more in this server's data folder.
/// </summary>
/// <param name="store">The store.</param>
/// <param name="folders">Removes folders.</param>
/// <param name="retention">How long it is kept.</param>
/// <param name="clock">Clock.</param>
/// <param name="logger">Log.</param>
/// <param name="archive">Removes logs from the archive; null: there is none.</param>
public sealed partial class RetentionService(
    SqlStore store, RunFolderSweeper folders, TimeSpan retention, TimeProvider clock, ILogger<RetentionService> logger, LogArchiveSweeper? archive = null)
    : IHostedService, IDisposable
{
    /// <summary>Time between two rounds.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromHours(1);

    /// <summary>Time from the start to the first: a server that starts has better things to do.</summary>
    public static readonly TimeSpan FirstAfter = TimeSpan.FromMinutes(1);

    private readonly CancellationTokenSource _stopping = new();

    /// <summary>Ends when it prunes no more: it was stopped, or another server has taken over.</summary>
    public Task Completion { get; private set; } = Task.CompletedTask;

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        Completion = RunAsync(_stopping.Token);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync();
        await Completion.WaitAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public void Dispose() => _stopping.Dispose();

    private async Task RunAsync(CancellationToken stoppingToken)
    {
        try
        {
            await Task.Delay(FirstAfter, clock, stoppingToken);
            using var timer = new PeriodicTimer(Interval, clock);
            do
            {
                await PruneAsync(stoppingToken);
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
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

    private async Task PruneAsync(CancellationToken cancellationToken)
    {
        var before = clock.GetUtcNow() - retention;
        try
        {
            var rows = await new StorePruner(store).PruneAsync(new PruneOptions { Before = before }, cancellationToken);
            var swept = await folders.SweepAsync(before, store.FindRunsAsync, cancellationToken);
            if (archive is not null)
            {
                _ = await archive.SweepAsync(store.FindRunsAsync, cancellationToken);
            }

            LogPruned(before.ToString("u", CultureInfo.InvariantCulture), rows.Runs, rows.TaskInstances, rows.AuditEntries, rows.AssetEvents, swept.Removed);
            if (swept.Kept.Count > 0)
            {
                LogFoldersStay(swept.Kept.Count, swept.Kept[0]);
            }
        }
        catch (StoreUnavailableException e)
        {
            LogNotPruned(e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            LogNotPruned(e);
        }
    }

    [LoggerMessage(HostingEventIds.Pruned, LogLevel.Information, "What ended before {Before} is gone: {Runs} runs with {TaskInstances} task instances, {AuditEntries} audit entries, {AssetEvents} asset events, {Folders} folders")]
    private partial void LogPruned(string before, long runs, long taskInstances, long auditEntries, long assetEvents, int folders);

    [LoggerMessage(HostingEventIds.FoldersStay, LogLevel.Warning, "{Count} folders of runs that are gone cannot be removed, such as '{Path}': remove them by hand, as the user whose files are in them")]
    private partial void LogFoldersStay(int count, string path);

    [LoggerMessage(HostingEventIds.NotPruned, LogLevel.Warning, "What is past its retention could not be taken away; it is tried again in an hour")]
    private partial void LogNotPruned(Exception exception);
}
