using System.Runtime.CompilerServices;
using Orrery.Core.States;
using Orrery.Grains.Interfaces.Runs;

namespace Orrery.Grains.Runs;

/// <summary>
/// Those who watch a run. Each has its own set of changed tasks, latest wins, so memory is bounded by the run and a slow reader loses
/// intermediate states but never the last. Used only in the turns of one grain.
/// </summary>
internal sealed class RunWatchers
{
    private readonly List<Watcher> _watchers = [];

    /// <summary>Whether anybody watches.</summary>
    public bool Any => _watchers.Count > 0;

    /// <summary>Says what a commit changed.</summary>
    public void Publish(IReadOnlyCollection<int> tasks)
    {
        foreach (var watcher in _watchers)
        {
            watcher.Changed.UnionWith(tasks);
            watcher.Signal.TrySetResult();
        }
    }

    /// <summary>Ends every stream; whoever still wants to know watches anew.</summary>
    public void Close()
    {
        foreach (var watcher in _watchers)
        {
            watcher.Closed = true;
            watcher.Signal.TrySetResult();
        }
    }

    /// <summary>Says that the run was read again from the store: everybody gets a new snapshot.</summary>
    public void Restart(RunRecord run)
    {
        foreach (var watcher in _watchers)
        {
            watcher.Run = run;
            watcher.NeedsSnapshot = true;
            watcher.Signal.TrySetResult();
        }
    }

    /// <summary>A snapshot, then the changes after each commit, until the run has ended.</summary>
    public async IAsyncEnumerable<RunUpdate> WatchAsync(RunRecord run, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var watcher = new Watcher { Run = run };
        var sequence = 0L;
        _watchers.Add(watcher);
        try
        {
            // What was said last decides, not what is true by now: the run may end while the reader is busy with an update before.
            var update = run.ToUpdate(sequence, isSnapshot: true, Enumerable.Range(0, run.State.Count));
            yield return update;
            while (!update.Run.State.IsFinished())
            {
                await watcher.Signal.Task.WaitAsync(cancellationToken);
                if (watcher.Closed)
                {
                    // What is in memory now may never have become durable.
                    yield break;
                }

                watcher.Signal = NewSignal();
                var (changed, isSnapshot) = (watcher.Changed, watcher.NeedsSnapshot);
                (watcher.Changed, watcher.NeedsSnapshot) = ([], false);
                update = watcher.Run.ToUpdate(++sequence, isSnapshot, isSnapshot ? Enumerable.Range(0, watcher.Run.State.Count) : changed.Order());
                yield return update;
            }
        }
        finally
        {
            _watchers.Remove(watcher);
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private sealed class Watcher
    {
        public required RunRecord Run { get; set; }

        public bool NeedsSnapshot { get; set; }

        public HashSet<int> Changed { get; set; } = [];

        public TaskCompletionSource Signal { get; set; } = NewSignal();

        public bool Closed { get; set; }
    }
}
