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

    /// <summary>A snapshot, then the changes after each commit, until the run has ended.</summary>
    public async IAsyncEnumerable<RunUpdate> WatchAsync(RunRecord run, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var watcher = new Watcher();
        var sequence = 0L;
        _watchers.Add(watcher);
        try
        {
            yield return run.ToUpdate(sequence, isSnapshot: true, Enumerable.Range(0, run.State.Count));

            // By the row, which is durable: in the machine the run may have ended while its last commit is still on the way.
            while (!run.Row.State.IsFinished())
            {
                await watcher.Signal.Task.WaitAsync(cancellationToken);
                if (watcher.Closed)
                {
                    yield break;
                }

                watcher.Signal = NewSignal();
                var changed = watcher.Changed;
                watcher.Changed = [];
                yield return run.ToUpdate(++sequence, isSnapshot: false, changed.Order());
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
        public HashSet<int> Changed { get; set; } = [];

        public TaskCompletionSource Signal { get; set; } = NewSignal();

        public bool Closed { get; set; }
    }
}
