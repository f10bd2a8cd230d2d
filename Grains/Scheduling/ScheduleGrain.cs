using System.Globalization;
using Microsoft.Extensions.Logging;
using Orrery.Core.States;
using Orrery.Grains.Interfaces.Assets;
using Orrery.Grains.Interfaces.Backfills;
using Orrery.Grains.Interfaces.Dags;
using Orrery.Grains.Interfaces.Runs;
using Orrery.Grains.Interfaces.Runtimes;
using Orrery.Grains.Interfaces.Scheduling;
using Orrery.Grains.Telemetry;
using Orrery.Storage;

namespace Orrery.Grains.Scheduling;

/// <summary>
/// Sleeps until the next run of any DAG is due, then wakes the DAGs that are. Ten thousand idle schedules cost one timer. At the start it
/// wakes what the last server left unfinished.
/// </summary>
[KeepAlive]
public sealed partial class ScheduleGrain(IStore store, GrainMetrics metrics, TimeProvider clock, ILogger<ScheduleGrain> logger) : Grain, IScheduleGrain
{
    private const int DueBatch = 200;
    private const int RecoveryBatch = 500;
    private const int Parallel = 16;

    /// <summary>A clock that is set, or a notice that is lost, delays a schedule by this much at most.</summary>
    private static readonly TimeSpan LongestSleep = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);

    /// <summary>DAGs that could not do what they must.</summary>
    private readonly HashSet<string> _askAgain = new(StringComparer.Ordinal);
    private bool _isRecovered;
    private DateTimeOffset _backfillsAskedAt = DateTimeOffset.MinValue;
    private IGrainTimer? _timer;
    private DateTimeOffset _wakeAt = DateTimeOffset.MaxValue;
    private DateTimeOffset? _tickedAt;
    private string? _problem;

    /// <summary>Queued runs that were due by then have been told of.</summary>
    private DateTimeOffset _runsSeenUntil;

    /// <inheritdoc/>
    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _runsSeenUntil = clock.GetUtcNow();
        _timer = this.RegisterGrainTimer(TickAsync, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

        // Whatever brought it here: what it knew is gone, and in the store.
        SleepUntil(clock.GetUtcNow());
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task StartAsync()
    {
        await RecoverAsync();
        SleepUntil(clock.GetUtcNow());
    }

    /// <inheritdoc/>
    public Task<ScheduleStatus> GetStatusAsync() =>
        Task.FromResult(new ScheduleStatus { TickedAt = _tickedAt, NextTickAt = _wakeAt, Problem = _problem });

    /// <inheritdoc/>
    public Task DueAtAsync(DateTimeOffset moment)
    {
        if (moment < _wakeAt)
        {
            SleepUntil(moment);
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task AskAgainAsync(string dagId)
    {
        _askAgain.Add(dagId);
        return DueAtAsync(clock.GetUtcNow() + RetryDelay);
    }

    private async Task TickAsync(CancellationToken cancellationToken)
    {
        var began = clock.GetTimestamp();
        try
        {
            if (!_isRecovered)
            {
                await RecoverAsync();
            }

            string[] again = [.. _askAgain];
            _askAgain.Clear();
            await ForEachAsync(again, dagId => GrainFactory.GetGrain<IDagGrain>(dagId).StartQueuedAsync(), dagId => _askAgain.Add(dagId));
            await AskBackfillsAsync();
            IReadOnlyList<string> due;
            var now = clock.GetUtcNow();
            var startable = (await store.ListDagsWithRunsDueAsync(_runsSeenUntil, now, cancellationToken)).Distinct(StringComparer.Ordinal);
            var failed = await ForEachAsync(startable, dagId => GrainFactory.GetGrain<IDagGrain>(dagId).StartQueuedAsync());
            if (failed == 0)
            {
                _runsSeenUntil = now;
            }

            do
            {
                due = await store.ListDueDagsAsync(clock.GetUtcNow(), DueBatch, cancellationToken);
                failed += await ForEachAsync(due, dagId => GrainFactory.GetGrain<IDagGrain>(dagId).CreateDueAsync());
            }
            while (due.Count == DueBatch && failed == 0);

            failed += await DeliverNewsAsync();

            // One that failed is due still, and must not be tried again and again without a pause.
            var next = Earlier(await store.GetNextDueAsync(cancellationToken), await store.GetNextRunAfterAsync(now, cancellationToken));
            var soon = clock.GetUtcNow() + RetryDelay;
            SleepUntil(failed > 0 || (_askAgain.Count > 0 && soon < next) ? soon : next);
            _problem = null;
        }
        catch (Exception e)
        {
            LogScheduleFailed(logger, e);
            _problem = e.Message;
            SleepUntil(clock.GetUtcNow() + RetryDelay);
        }

        _tickedAt = clock.GetUtcNow();
        metrics.SchedulerTick.Record(clock.GetElapsedTime(began).TotalSeconds);
    }

    private static DateTimeOffset Earlier(DateTimeOffset? one, DateTimeOffset? other) =>
        (one < other ? one : other ?? one) ?? DateTimeOffset.MaxValue;

    /// <summary>Wakes assets whose news did not get to all who wait for them: who was to tell them died before it could.</summary>
    /// <returns>How many failed.</returns>
    private async Task<int> DeliverNewsAsync() => await ForEachAsync(
        (await store.ListAssetsWithNewsAsync(RecoveryBatch)).Distinct(StringComparer.Ordinal),
        uri => GrainFactory.GetGrain<IAssetGrain>(uri).DeliverAsync());

    private async Task RecoverAsync()
    {
        var woken = 0;
        foreach (var host in await store.ListHostsAsync())
        {
            await GrainFactory.GetGrain<IRuntimeGrain>(host.Name).EnsureWatchedAsync();
        }

        var dags = new HashSet<string>(StringComparer.Ordinal);
        var backfills = new HashSet<long>(await store.ListActiveBackfillsAsync());
        for (var after = 0L; ;)
        {
            var runs = await store.ListUnfinishedRunsAsync(after, RecoveryBatch);
            await ForEachAsync(runs.Where(r => r.State == DagRunState.Running), r => GrainFactory.GetGrain<IDagRunGrain>($"{r.DagId}/{r.RunId}").StartAsync());
            dags.UnionWith(runs.Select(r => r.DagId));
            backfills.UnionWith(runs.Select(r => r.BackfillId).OfType<long>());
            woken += runs.Count;
            if (runs.Count < RecoveryBatch)
            {
                break;
            }

            after = runs[^1].RunPk;
        }

        for (var after = ""; ;)
        {
            var full = await store.ListFullDagsAsync(after, RecoveryBatch);
            dags.UnionWith(full);
            if (full.Count < RecoveryBatch)
            {
                break;
            }

            after = full[^1];
        }

        for (var after = ""; await store.ListDagsWithAssetQueueAsync(after, RecoveryBatch) is { Count: > 0 } waiting; after = waiting[^1])
        {
            dags.UnionWith(waiting);
        }

        await ForEachAsync(dags, dagId => GrainFactory.GetGrain<IDagGrain>(dagId).StartQueuedAsync(), dagId => _askAgain.Add(dagId));
        await ForEachAsync(backfills, id => BackfillGrain(id).GoOnAsync());
        _isRecovered = true;
        LogRecovered(logger, woken, dags.Count);
    }

    /// <summary>Backfills go on by events; one whose event was lost goes on a minute later at most.</summary>
    private async Task AskBackfillsAsync()
    {
        if (clock.GetUtcNow() - _backfillsAskedAt >= LongestSleep)
        {
            _backfillsAskedAt = clock.GetUtcNow();
            await ForEachAsync(await store.ListActiveBackfillsAsync(), id => BackfillGrain(id).GoOnAsync());
        }
    }

    private IBackfillGrain BackfillGrain(long id) => GrainFactory.GetGrain<IBackfillGrain>(id.ToString(CultureInfo.InvariantCulture));

    /// <summary>A few at a time: a restart with many runs must not become a stampede. One that fails does not stop the others.</summary>
    /// <returns>How many failed.</returns>
    private async Task<int> ForEachAsync<T>(IEnumerable<T> items, Func<T, Task> act, Action<T>? whenFailed = null)
    {
        var failed = 0;
        foreach (var group in items.Chunk(Parallel))
        {
            await Task.WhenAll(group.Select(GuardAsync));
        }

        return failed;

        async Task GuardAsync(T item)
        {
            try
            {
                await act(item);
            }
            catch (Exception e)
            {
                failed++;
                whenFailed?.Invoke(item);
                LogWakeFailed(logger, e, item?.ToString() ?? "");
            }
        }
    }

    private void SleepUntil(DateTimeOffset moment)
    {
        var now = clock.GetUtcNow();
        var due = moment <= now ? TimeSpan.Zero : moment - now < LongestSleep ? moment - now : LongestSleep;
        _wakeAt = now + due;
        _timer?.Change(due, Timeout.InfiniteTimeSpan);
    }

    [LoggerMessage(EventIds.ScheduleFailed, LogLevel.Warning, "The schedule could not be read; it is tried again")]
    private static partial void LogScheduleFailed(ILogger logger, Exception exception);

    [LoggerMessage(EventIds.WakeFailed, LogLevel.Warning, "Could not wake {Item}")]
    private static partial void LogWakeFailed(ILogger logger, Exception exception, string item);

    [LoggerMessage(EventIds.RecoveryDone, LogLevel.Information, "Found {Runs} unfinished runs of {Dags} DAGs")]
    private static partial void LogRecovered(ILogger logger, int runs, int dags);
}
