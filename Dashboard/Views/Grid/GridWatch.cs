using Orrery.Client;
using Orrery.Core.States;
using Orrery.Dashboard.Views.Runs;
using Orrery.Grains.Interfaces.Catalog;

namespace Orrery.Dashboard.Views.Grid;

/// <summary>Watches the runs of a grid that have not ended.</summary>
/// <param name="client">Where updates come from.</param>
/// <param name="clock">Paces attempts after a failure.</param>
/// <param name="dagId">Id of the DAG.</param>
/// <param name="changed">Called after each change, from any thread; must return at once.</param>
public sealed class GridWatch(IOrreryClient client, TimeProvider clock, string dagId, Action changed) : IDisposable
{
    /// <summary>How many runs are watched at most, the newest first; others are read when something is heard of them.</summary>
    public const int MostRuns = 32;

    private readonly Dictionary<string, Watched> _watched = new(StringComparer.Ordinal);

    /// <summary>What keeps updates of some run from coming; null while all come.</summary>
    public string? Problem => _watched.Values.Select(w => w.Watcher.Problem).FirstOrDefault(p => p is not null);

    /// <summary>Watches those of <paramref name="runs"/> that have not ended, and no others.</summary>
    /// <param name="runs">All runs that are shown, oldest first.</param>
    public void Watch(IEnumerable<DagRunInfo> runs)
    {
        var wanted = runs.Where(r => !r.State.IsFinished()).Select(r => r.DagRunId).TakeLast(MostRuns).ToHashSet(StringComparer.Ordinal);
        foreach (var gone in _watched.Keys.Where(id => !wanted.Contains(id)).ToList())
        {
            Stop(gone);
        }

        foreach (var id in wanted.Where(id => !_watched.ContainsKey(id)))
        {
            _watched[id] = new Watched(client, clock, dagId, id, changed);
        }
    }

    /// <summary>Counts every watched run as changed.</summary>
    public void Touch()
    {
        foreach (var watched in _watched.Values)
        {
            watched.Touch();
        }

        if (_watched.Count > 0)
        {
            changed();
        }
    }

    /// <summary>Whether a run is watched, so that whatever happens to it is heard.</summary>
    public bool Covers(string runId) => _watched.ContainsKey(runId);

    /// <summary>Reads a watched run as it is now; default when it is not watched, or not known yet.</summary>
    public T? Read<T>(string? runId, Func<RunBoard, T> read) =>
        runId is not null && _watched.TryGetValue(runId, out var watched) ? watched.Watcher.Read(b => b.Run is null ? default : read(b)) : default;

    /// <summary>The runs that have changed since this was asked before, with their cells in the order of a tree. Those that have ended are watched no longer.</summary>
    public IReadOnlyList<(DagRunInfo Run, CellColumn Column)> Take(TaskTree tree)
    {
        var taken = new List<(DagRunInfo, CellColumn)>();
        foreach (var (id, watched) in _watched.ToList())
        {
            if (!watched.TakeChanged() || watched.Watcher.Read(b => b.Run is { } run ? (Run: run, Column: GridCells.Of(b, tree)) : ((DagRunInfo Run, CellColumn Column)?)null) is not { } now)
            {
                continue;
            }

            taken.Add(now);
            if (now.Run.State.IsFinished())
            {
                Stop(id);
            }
        }

        return taken;
    }

    /// <summary>Stops watching.</summary>
    public void Dispose()
    {
        foreach (var id in _watched.Keys.ToList())
        {
            Stop(id);
        }
    }

    private void Stop(string runId)
    {
        _watched.Remove(runId, out var watched);
        watched?.Dispose();
    }

    private sealed class Watched : IDisposable
    {
        private readonly CancellationTokenSource _stop = new();
        private int _isChanged;

        public Watched(IOrreryClient client, TimeProvider clock, string dagId, string runId, Action changed)
        {
            Watcher = new RunWatcher(client, clock, dagId, runId, () =>
            {
                Touch();
                changed();
            });
            _ = Watcher.RunAsync(_stop.Token);
        }

        public RunWatcher Watcher { get; }

        public void Touch() => Volatile.Write(ref _isChanged, 1);

        public bool TakeChanged() => Interlocked.Exchange(ref _isChanged, 0) == 1;

        public void Dispose()
        {
            _stop.Cancel();
            _stop.Dispose();
        }
    }
}
