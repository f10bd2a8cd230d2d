using Microsoft.Extensions.Logging;
using Orrery.Grains.Ingestion;
using Orrery.Grains.Interfaces.Bundles;

namespace Orrery.Grains.Bundles;

/// <content>The loop: when the bundle is looked at without being asked for.</content>
public sealed partial class BundleParserGrain
{
    /// <summary>A bundle of very many files is looked at less often, so that looking takes about a tenth of a percent of a core: its folder is watched besides.</summary>
    private const int PauseToScanRatio = 1000;
    private static readonly TimeSpan LongestFairPause = TimeSpan.FromSeconds(60);

    private IGrainTimer? _timer;
    private IDisposable? _watch;
    private string? _watched;
    private bool _isNudged;
    private bool _hasPassed;
    private TimeSpan? _pause;

    /// <inheritdoc/>
    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _timer = this.RegisterGrainTimer(ScanAsync, options.ScanInterval, Timeout.InfiniteTimeSpan);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        _watch?.Dispose();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task NudgeAsync()
    {
        _isNudged = true;
        _timer?.Change(TimeSpan.Zero, Timeout.InfiniteTimeSpan);
        return Task.CompletedTask;
    }

    /// <summary>One look by the bundle's parser itself; when the next one follows is decided after it.</summary>
    private async Task ScanAsync(CancellationToken cancellationToken)
    {
        _isNudged = false;
        if (_hasPassed && _pause is null && !intention.RecordExists)
        {
            return;
        }

        try
        {
            var began = clock.GetTimestamp();
            var report = await PassAsync(new PassRequest { IsOwn = true, IsStart = !_hasPassed });
            Arm(report.FilesParsed == 0 ? Fair(clock.GetElapsedTime(began)) : _pause);
        }
        catch (Exception e)
        {
            LogScanFailed(logger, e, Bundle);
            Arm(_pause ?? options.ScanInterval);
        }
    }

    /// <summary>The pause after a look that found nothing: who is at work on the files sees each change at the usual pace.</summary>
    private TimeSpan? Fair(TimeSpan scan)
    {
        var fair = scan * PauseToScanRatio;
        fair = fair < LongestFairPause ? fair : LongestFairPause;
        return _pause is { } pause && pause < fair ? fair : _pause;
    }

    private void Arm(TimeSpan? pause)
    {
        if (_isNudged && _pause is not null)
        {
            pause = TimeSpan.Zero;
        }

        _timer?.Change(pause ?? Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Has a folder watched, so that what is saved is live soon; looking at intervals stays, since watching can miss things.</summary>
    private void Watch(BundleSettings settings)
    {
        var folder = settings.Backend == BundleSettings.Folder ? settings.Location : null;
        if (folder == _watched)
        {
            return;
        }

        _watch?.Dispose();
        var self = GrainFactory.GetGrain<IBundleParserGrain>(Bundle);
        _watch = folder is null ? null : watcher.Watch(folder, () => _ = self.NudgeAsync());
        _watched = folder;
    }

    [LoggerMessage(EventIds.ScanFailed, LogLevel.Warning, "Bundle {Bundle}: the scan failed; it is tried again at the next interval")]
    private static partial void LogScanFailed(ILogger logger, Exception exception, string bundle);
}
