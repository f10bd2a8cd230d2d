using Microsoft.Extensions.Logging;
using Orrery.Grains.Catalog;
using Orrery.Grains.Interfaces.Bundles;
using Orrery.Runtime.Bundles;
using Orrery.Storage;

namespace Orrery.Grains.Bundles;

/// <summary>
/// Reads a bundle: what has changed, and only that. A file that breaks leaves its last good DAGs live; a DAG goes out of service only when
/// its file was read well without it, or is gone from a complete listing.
/// </summary>
[KeepAlive]
public sealed partial class BundleParserGrain(
    IStore store,
    BundleOpener open,
    [PersistentState("parser", "orrery")] IPersistentState<ParserState> state,
    ChangeNotifier notifier,
    BundleOptions options,
    TimeProvider clock,
    ILogger<BundleParserGrain> logger) : Grain, IBundleParserGrain
{
    /// <summary>A bundle of very many files is looked at less often, so that looking takes about half a percent of a core at most.</summary>
    private const int PauseToScanRatio = 200;
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);

    private IGrainTimer? _timer;

    private string Bundle => this.GetPrimaryKeyString();

    /// <inheritdoc/>
    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _timer = this.RegisterGrainTimer(ScanAsync, options.ScanInterval, Timeout.InfiniteTimeSpan);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task<ParseReport> ParseAsync(bool force)
    {
        if (await GrainFactory.GetGrain<IBundleGrain>(Bundle).GetFolderAsync() is not { } folder)
        {
            return new ParseReport { Errors = [$"There is no bundle '{Bundle}'."] };
        }

        IReadOnlyList<BundleFile> listing;
        var backend = open(folder);
        try
        {
            listing = await backend.ListAsync(CancellationToken.None);
        }
        catch (BundleException e)
        {
            // An incomplete listing says nothing about what is gone.
            return new ParseReport { Errors = [e.Message] };
        }

        var scan = new BundleScan(Bundle, folder, backend, listing, state.State, store, GrainFactory, notifier, clock);
        var report = await scan.RunAsync(force);
        foreach (var (file, errors) in scan.Rejected)
        {
            LogFileRejected(logger, Bundle, file, errors);
        }

        if (scan.HasChanges)
        {
            await state.WriteStateAsync();
        }

        return report;
    }

    private async Task ScanAsync(CancellationToken cancellationToken)
    {
        var pause = options.ScanInterval;
        try
        {
            var began = clock.GetTimestamp();
            if (await ParseAsync(force: false) is { FilesParsed: 0 })
            {
                // Who is at work on the files sees each change at the usual pace.
                var fair = clock.GetElapsedTime(began) * PauseToScanRatio;
                pause = fair < LongestPause ? fair : LongestPause;
            }
        }
        catch (Exception e)
        {
            LogScanFailed(logger, e, Bundle);
        }

        _timer?.Change(pause > options.ScanInterval ? pause : options.ScanInterval, Timeout.InfiniteTimeSpan);
    }

    [LoggerMessage(EventIds.ScanFailed, LogLevel.Warning, "Bundle {Bundle}: the scan failed; it is tried again at the next interval")]
    private static partial void LogScanFailed(ILogger logger, Exception exception, string bundle);

    [LoggerMessage(EventIds.FileRejected, LogLevel.Warning, "Bundle {Bundle}: file {File} is not taken (errors: {Count}); what was live before stays live")]
    private static partial void LogFileRejected(ILogger logger, string bundle, string file, int count);
}
