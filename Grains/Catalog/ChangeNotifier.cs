using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orrery.Grains.Interfaces.Catalog;

namespace Orrery.Grains.Catalog;

/// <summary>
/// Collects notices of change in one silo and sends them to the feed at most ten times a second, so that a busy run costs the feed nothing.
/// </summary>
/// <param name="grains">Where the feed is.</param>
/// <param name="lifetime">Says when the silo stops: then nobody is left to be told.</param>
/// <param name="clock">Clock.</param>
/// <param name="logger">Log.</param>
public sealed partial class ChangeNotifier(
    IGrainFactory grains, IHostApplicationLifetime lifetime, TimeProvider clock, ILogger<ChangeNotifier> logger) : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly Lock _gate = new();
    private HashSet<ChangeNotice> _pending = [];
    private ITimer? _timer;
    private bool _isDue;

    /// <summary>A DAG, or one of its runs, has changed; an empty DAG id: import errors have.</summary>
    public void Notice(string dagId, string? runId = null)
    {
        lock (_gate)
        {
            _pending.Add(new ChangeNotice { DagId = dagId, RunId = runId });
            if (!_isDue)
            {
                _isDue = true;
                _timer ??= clock.CreateTimer(_ => Send(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
                _timer.Change(Pause, Timeout.InfiniteTimeSpan);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _timer?.Dispose();

    private void Send()
    {
        HashSet<ChangeNotice> notices;
        lock (_gate)
        {
            notices = _pending;
            _pending = [];
            _isDue = false;
        }

        if (lifetime.ApplicationStopping.IsCancellationRequested)
        {
            return;
        }

        try
        {
            _ = grains.GetGrain<IFeedGrain>("all").PublishAsync([.. notices]);
        }
        catch (Exception e)
        {
            LogFeedFailed(logger, e);
        }
    }

    [LoggerMessage(EventIds.FeedFailed, LogLevel.Debug, "Notices of change could not be sent")]
    private static partial void LogFeedFailed(ILogger logger, Exception exception);
}
