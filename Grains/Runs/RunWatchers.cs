using System.Runtime.CompilerServices;
using Orrery.Core.States;
using Orrery.Grains.Interfaces.Catalog;
using Orrery.Grains.Interfaces.Runs;

namespace Orrery.Grains.Runs;

/// <summary>
/// Those who watch a run. Each has its own set of changed tasks, latest wins, so memory is bounded by the run and a slow reader loses
/// intermediate states but never the last. Used only in the turns of one grain.
/// </summary>
internal sealed class RunWatchers
{
    private readonly List<Watcher> _watchers = [];

    /// <summary>Says what a commit changed. What is told is taken now: a moment later the run in memory may be ahead of the store again.</summary>
    public void Publish(RunRecord run, IReadOnlyCollection<int> tasks)
    {
        foreach (var watcher in _watchers)
        {
            watcher.Take(run, tasks);
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
            watcher.NeedsSnapshot = true;
            watcher.Take(run, []);
        }
    }

    /// <summary>A snapshot, then the changes after each commit, until the run has ended.</summary>
    /// <param name="now">
    /// The run as it is in memory when the stream begins (null: it is being read again), and whether the store has all of that; otherwise the
    /// snapshot is that of the next commit.
    /// </param>
    /// <param name="cancellationToken">Ends the stream.</param>
    public async IAsyncEnumerable<RunUpdate> WatchAsync(Func<(RunRecord? Run, bool IsDurable)> now, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var (run, isDurable) = now();
        if (run is null)
        {
            yield break;
        }

        var watcher = new Watcher { NeedsSnapshot = true };
        _watchers.Add(watcher);
        try
        {
            if (isDurable)
            {
                watcher.Take(run, []);
            }

            RunUpdate update;
            var sequence = 0L;
            do
            {
                await watcher.Signal.Task.WaitAsync(cancellationToken);
                if (watcher.Closed)
                {
                    // What is in memory now may never become durable.
                    yield break;
                }

                // What was said last decides, not what is true by now: the run may end while the reader is busy with an update before.
                update = watcher.Next(sequence++);
                yield return update;
            }
            while (!update.Run.State.IsFinished());
        }
        finally
        {
            _watchers.Remove(watcher);
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private sealed class Watcher
    {
        private SortedDictionary<int, TaskInstanceInfo> _changed = [];
        private bool _isSnapshot;
        private DagRunInfo? _run;

        public bool NeedsSnapshot { get; set; }

        public TaskCompletionSource Signal { get; private set; } = NewSignal();

        public bool Closed { get; set; }

        /// <summary>Takes what is durable now.</summary>
        public void Take(RunRecord run, IReadOnlyCollection<int> tasks)
        {
            if (NeedsSnapshot)
            {
                // Places may mean other tasks than before.
                (_isSnapshot, _changed) = (true, new SortedDictionary<int, TaskInstanceInfo>(run.Removed().ToDictionary(t => t.Ordinal)));
            }

            foreach (var task in NeedsSnapshot ? Enumerable.Range(0, run.State.Count) : tasks)
            {
                _changed[task] = run.ToInfo(task);
            }

            NeedsSnapshot = false;
            _run = run.ToInfo();
            Signal.TrySetResult();
        }

        /// <summary>What was taken since the last time.</summary>
        public RunUpdate Next(long sequence)
        {
            var update = new RunUpdate { Sequence = sequence, IsSnapshot = _isSnapshot, Run = _run!, Tasks = [.. _changed.Values] };
            (Signal, _isSnapshot, _changed) = (NewSignal(), false, []);
            return update;
        }
    }
}
