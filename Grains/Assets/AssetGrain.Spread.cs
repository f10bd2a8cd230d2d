using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Orrery.Core.Assets;
using Orrery.Grains.Interfaces.Assets;
using Orrery.Grains.Interfaces.Dags;
using Orrery.Grains.Interfaces.Runs;
using Orrery.Grains.Runs;
using Orrery.Storage.Rows;

namespace Orrery.Grains.Assets;

/// <content>
/// Telling others. It goes on beside the turns, since a DAG that is told may be waiting for this asset; what it writes, it writes in turns,
/// by calls to the asset itself.
/// </content>
public sealed partial class AssetGrain
{
    private const int Page = 200;
    private const int Parallel = 16;
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);

    private readonly RunListeners _listeners = new();
    private IGrainTimer? _retry;
    private bool _isSpreading;

    /// <inheritdoc/>
    public Task<bool> ListenAsync(string listenerRunKey) => Task.FromResult(_listeners.Add(listenerRunKey, clock.GetUtcNow()));

    /// <inheritdoc/>
    public async Task<ImmutableArray<string>> QueueNewsAsync(string afterDagId)
    {
        // One that was told of by an activation before this one must not be queued again: nobody would look at it before the next.
        if (_row is not { LastEventAt: { } at } row || row.SpreadEventId >= row.LastEventId || await store.ListAssetConsumersAsync(Uri, afterDagId, Page) is not { Count: > 0 } dagIds)
        {
            return [];
        }

        await CommitAsync(row, [.. dagIds.Select(d => new AssetQueueRow { DagId = d, Uri = Uri, EventId = row.LastEventId, QueuedAt = at })]);
        return [.. dagIds];
    }

    /// <inheritdoc/>
    public async Task SpreadDoneAsync(long upToEventId)
    {
        if (_row is { } row && row.SpreadEventId < upToEventId)
        {
            await CommitAsync(row with { SpreadEventId = upToEventId }, []);
        }
    }

    /// <summary>Tells the DAGs that wait, unless all of them know.</summary>
    private void Spread()
    {
        if (!_isSpreading && _row is { } row && row.SpreadEventId < row.LastEventId)
        {
            _isSpreading = true;
            _ = SpreadAsync();
        }
    }

    /// <summary>Tells the runs in which a task waits. Nobody waits for that: what gets lost they find when they look next.</summary>
    private void TellRuns()
    {
        foreach (var runKey in _listeners.At(clock.GetUtcNow()))
        {
            _ = TellAsync(runKey);
        }

        async Task TellAsync(string runKey)
        {
            try
            {
                await grains.GetGrain<IDagRunGrain>(runKey).AssetHeardAsync(Uri);
            }
            catch (Exception e)
            {
                LogSpreadFailed(logger, e, Uri);
            }
        }
    }

    private async Task SpreadAsync()
    {
        var self = grains.GetGrain<IAssetGrain>(Uri);
        try
        {
            while (_row is { } row && row.SpreadEventId < row.LastEventId)
            {
                var after = "";
                while (await self.QueueNewsAsync(after) is { IsEmpty: false } page)
                {
                    foreach (var group in page.Chunk(Parallel))
                    {
                        await Task.WhenAll(group.Select(dagId => grains.GetGrain<IDagGrain>(dagId).AssetsChangedAsync()));
                    }

                    after = page[^1];
                }

                // What came meanwhile is above it, and is another round.
                await self.SpreadDoneAsync(row.LastEventId);
            }
        }
        catch (Exception e)
        {
            LogSpreadFailed(logger, e, Uri);
            Retry();
        }
        finally
        {
            _isSpreading = false;
        }
    }

    /// <summary>Others that go by the old or the new name may stand differently now. They are not waited for: they may be telling us.</summary>
    private void WakeNamesakes(string? oldName, string newName)
    {
        _ = WakeAsync();

        async Task WakeAsync()
        {
            try
            {
                foreach (var name in new[] { oldName, newName }.OfType<string>().Distinct(StringComparer.Ordinal))
                {
                    var others = (await store.ListAssetsNamedAsync(name)).Select(a => a.Uri).Concat((await store.ListAssetReferencesNamedAsync(name)).Select(r => r.Target));
                    foreach (var uri in others.Where(u => u != Uri).Distinct(StringComparer.Ordinal))
                    {
                        await grains.GetGrain<IAssetGrain>(uri).RefreshAsync();
                    }
                }
            }
            catch (Exception e)
            {
                LogSpreadFailed(logger, e, Uri);
            }
        }
    }

    /// <summary>DAGs that mention it may be warned now, or no longer. They are not waited for: one of them may be telling us.</summary>
    private void ReviewDags()
    {
        _ = ReviewAsync();

        async Task ReviewAsync()
        {
            try
            {
                foreach (var dagId in (await store.ListAssetReferencesAsync(AssetRef.Asset(Uri))).Select(r => r.DagId).Distinct(StringComparer.Ordinal))
                {
                    await grains.GetGrain<IDagGrain>(dagId).ReviewWarningsAsync();
                }
            }
            catch (Exception e)
            {
                LogSpreadFailed(logger, e, Uri);
            }
        }
    }

    private void Retry()
    {
        try
        {
            _retry?.Change(RetryDelay, Timeout.InfiniteTimeSpan);
        }
        catch (ObjectDisposedException)
        {
            // This activation is going away; the schedule's grain finds what was not spread.
        }
    }

    [LoggerMessage(EventIds.AssetSpreadFailed, LogLevel.Warning, "Asset {Uri}: not all who should have been told were; it is tried again")]
    private static partial void LogSpreadFailed(ILogger logger, Exception exception, string uri);
}
