using System.Collections.Concurrent;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Orrery.Runtime.Logs.Archive;

/// <summary>
/// Brings the logs of this host's tries into an archive, piece by piece as they grow: what a machine took with it when it died is the last seconds
/// and not the whole log. Where to go on is read from the archive, so nothing needs to be remembered, and doing it twice does no harm.
/// </summary>
/// <param name="logs">The logs of this host.</param>
/// <param name="archive">The archive.</param>
/// <param name="clock">Clock.</param>
/// <param name="logger">Log.</param>
public sealed partial class LogShipper(FileTaskLogStore logs, ILogArchive archive, TimeProvider clock, ILogger<LogShipper> logger) : BackgroundService
{
    /// <summary>Time between two rounds.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    /// <summary>How far back a start looks for logs that an earlier one did not bring in.</summary>
    public static readonly TimeSpan LookBack = TimeSpan.FromDays(1);

    private static readonly TimeSpan LastRound = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<TaskLogKey, byte> _changed = new();
    private bool _isAway;

    /// <inheritdoc/>
    public override Task StartAsync(CancellationToken cancellationToken)
    {
        // Before the first try is launched or adopted.
        logs.Written = key => _changed.TryAdd(key, 0);
        return base.StartAsync(cancellationToken);
    }

    /// <summary>Brings in what has changed since the last time.</summary>
    public async Task ShipAsync(CancellationToken cancellationToken)
    {
        foreach (var key in _changed.Keys)
        {
            // First, so that what is written meanwhile counts again.
            _ = _changed.TryRemove(key, out _);
            try
            {
                await ShipAsync(key, cancellationToken).ConfigureAwait(false);
                _isAway = false;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                _ = _changed.TryAdd(key, 0);
                if (!_isAway)
                {
                    LogAway(e);
                }

                _isAway = true;
                return;
            }
            catch
            {
                _ = _changed.TryAdd(key, 0);
                throw;
            }
        }
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await Task.Yield();
            foreach (var key in logs.FindSince(clock.GetUtcNow() - LookBack))
            {
                _ = _changed.TryAdd(key, 0);
            }

            using var timer = new PeriodicTimer(Interval, clock);
            do
            {
                await ShipAsync(stoppingToken).ConfigureAwait(false);
            }
            while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The next start goes on; most of it is done now.
        }

        using var limit = new CancellationTokenSource(LastRound, clock);
        try
        {
            await ShipAsync(limit.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The next start finds it.
        }
    }

    private async Task ShipAsync(TaskLogKey key, CancellationToken cancellationToken)
    {
        var pieces = await LogPiece.ListAsync(archive, key, cancellationToken).ConfigureAwait(false);
        if (pieces is [.., { IsLast: true }])
        {
            return;
        }

        var (offset, line) = (pieces.Sum(p => p.Size), pieces is [.., var newest] ? newest.LastLine : 0);
        if (logs.IsLineStart(key, offset) == false)
        {
            // A writer that died had written more than it could record, and the next one has written that anew, other than before.
            await archive.DeleteAsync(LogPiece.PrefixOf(key), cancellationToken).ConfigureAwait(false);
            (offset, line) = (0, 0);
        }

        while (logs.ReadPiece(key, offset, LogPiece.MaxBytes) is { Bytes.Length: > 0 } piece)
        {
            var lines = piece.Bytes.Span.Count((byte)'\n');
            await archive.PutAsync(LogPiece.NameOf(key, line + 1, line + lines, piece.IsLast), piece.Bytes, cancellationToken).ConfigureAwait(false);
            (offset, line) = (offset + piece.Bytes.Length, line + lines);
        }
    }

    [LoggerMessage(EventIds.LogNotArchived, LogLevel.Warning, "Logs of tasks cannot be brought into the archive; it is tried again and again, and they stay on this host")]
    private partial void LogAway(Exception exception);
}
