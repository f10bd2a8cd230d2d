using System.Collections.Immutable;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orrery.Client;

namespace Orrery.Dashboard.State;

/// <summary>One feed of changes for all viewers: open while somebody looks, and reopened when it breaks.</summary>
public sealed partial class ChangeHub([FromKeyedServices(OrreryRoles.Installation)] IOrreryClient client, TimeProvider clock, ILogger<ChangeHub> logger) : IDisposable
{
    /// <summary>How long the feed may be broken before it counts as offline.</summary>
    public static readonly TimeSpan OfflineAfter = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    private readonly Lock _gate = new();
    private ImmutableArray<Subscription> _subscriptions = [];
    private CancellationTokenSource? _running;

    /// <summary>Raised when <see cref="Status"/> has changed.</summary>
    internal event Action? StatusChanged;

    /// <summary>How fresh what pages show is.</summary>
    public FeedStatus Status { get; private set; } = new(FeedPhase.CatchingUp);

    /// <summary>Hands every batch to <paramref name="handler"/>, which must return at once, until the answer is disposed.</summary>
    public IDisposable Subscribe(Action<ChangeBatch> handler)
    {
        var subscription = new Subscription(this, handler);
        lock (_gate)
        {
            _subscriptions = _subscriptions.Add(subscription);
            if (_running is null)
            {
                _running = new CancellationTokenSource();
                var stop = _running.Token;
                _ = Task.Run(() => RunAsync(stop), CancellationToken.None);
            }
        }

        return subscription;
    }

    /// <summary>Closes the feed.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _subscriptions = [];
            Stop();
        }
    }

    private void Remove(Subscription subscription)
    {
        lock (_gate)
        {
            _subscriptions = _subscriptions.Remove(subscription);
            if (_subscriptions.IsEmpty)
            {
                Stop();
            }
        }
    }

    private void Stop()
    {
        _running?.Cancel();
        _running?.Dispose();
        _running = null;
    }

    private async Task RunAsync(CancellationToken stop)
    {
        DateTimeOffset? brokenSince = null;
        var pause = TimeSpan.FromMilliseconds(250);
        while (!stop.IsCancellationRequested)
        {
            try
            {
                Set(brokenSince is null ? new(FeedPhase.CatchingUp) : Status, stop);
                await client.GetHealthAsync(stop);
                await using var feed = client.WatchChangesAsync(stop).GetAsyncEnumerator(stop);
                var next = feed.MoveNextAsync();
                if (brokenSince is not null)
                {
                    Publish(new ChangeBatch(IsEverything: true, []));
                }

                brokenSince = null;
                pause = TimeSpan.FromMilliseconds(250);
                Set(new(FeedPhase.Live), stop);
                while (await next)
                {
                    Publish(new ChangeBatch(IsEverything: false, feed.Current));
                    next = feed.MoveNextAsync();
                }
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                LogFeedBroken(exception);
            }

            var now = clock.GetUtcNow();
            brokenSince ??= now;
            Set(new(now - brokenSince < OfflineAfter ? FeedPhase.Stale : FeedPhase.Offline, brokenSince), stop);
            await Task.Delay(pause, clock, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }
    }

    private void Publish(ChangeBatch batch)
    {
        foreach (var subscription in _subscriptions)
        {
            subscription.Handler(batch);
        }
    }

    private void Set(FeedStatus status, CancellationToken stop)
    {
        if (status != Status && !stop.IsCancellationRequested)
        {
            Status = status;
            StatusChanged?.Invoke();
        }
    }

    [LoggerMessage(EventId = 9001, Level = LogLevel.Warning, Message = "The feed of changes broke; pages show what was read before until it is open again")]
    private partial void LogFeedBroken(Exception exception);

    private sealed class Subscription(ChangeHub hub, Action<ChangeBatch> handler) : IDisposable
    {
        public Action<ChangeBatch> Handler { get; } = handler;

        public void Dispose() => hub.Remove(this);
    }
}
