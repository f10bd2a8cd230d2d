using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Orrery.Grains.Interfaces.Catalog;

namespace Orrery.Grains.Catalog;

/// <summary>Passes notices of change on. A watcher's backlog is a set, so it is bounded by what exists, not by how fast it changes.</summary>
public sealed class FeedGrain(TimeProvider clock) : Grain, IFeedGrain
{
    private const int MaxBacklog = 10_000;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly List<Watcher> _watchers = [];

    /// <inheritdoc/>
    public Task PublishAsync(ImmutableArray<ChangeNotice> notices)
    {
        foreach (var watcher in _watchers)
        {
            watcher.Take(notices);
            watcher.Signal.TrySetResult();
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<ImmutableArray<ChangeNotice>> WatchAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var watcher = new Watcher();
        _watchers.Add(watcher);
        try
        {
            while (true)
            {
                await watcher.Signal.Task.WaitAsync(cancellationToken);
                watcher.Signal = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                var backlog = watcher.Backlog;
                watcher.Backlog = [];
                yield return [.. backlog];
                await Task.Delay(Pause, clock, cancellationToken);
            }
        }
        finally
        {
            _watchers.Remove(watcher);
        }
    }

    private sealed class Watcher
    {
        public HashSet<ChangeNotice> Backlog { get; set; } = [];

        /// <summary>Takes notices. A watcher that is far behind does not pile up more: it is told to read everything again.</summary>
        public void Take(ImmutableArray<ChangeNotice> notices)
        {
            if (Backlog.Contains(ChangeNotice.Resync))
            {
                return;
            }

            Backlog.UnionWith(notices);
            if (Backlog.Count > MaxBacklog)
            {
                Backlog = [ChangeNotice.Resync];
            }
        }

        public TaskCompletionSource Signal { get; set; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
