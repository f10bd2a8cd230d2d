using Orrery.Core.States;
using Orrery.Grains.Interfaces.Catalog;
using Orrery.Grains.Interfaces.Runs;

namespace Orrery.Cli.Running;

/// <summary>What is known of a run while it is watched.</summary>
internal sealed class RunTracker
{
    private readonly SortedDictionary<int, TaskInstanceInfo> _tasks = [];
    private readonly int[] _counts = new int[Enum.GetValues<TaskInstanceState>().Length];

    /// <summary>The run as it was last seen; null before the first update.</summary>
    public DagRunInfo? Run { get; private set; }

    /// <summary>Its tasks, by their place in it.</summary>
    public IReadOnlyCollection<TaskInstanceInfo> Tasks => _tasks.Values;

    /// <summary>How many tasks it has.</summary>
    public int Total => _tasks.Count;

    /// <summary>How many of them are finished.</summary>
    public int Finished { get; private set; }

    /// <summary>How many of them are in a state.</summary>
    public int Count(TaskInstanceState state) => _counts[(int)state];

    /// <summary>States that occur with their counts, finished ones first.</summary>
    public IEnumerable<(TaskInstanceState State, int Count)> Counts() =>
        Enum.GetValues<TaskInstanceState>()
            .Where(s => _counts[(int)s] > 0)
            .OrderByDescending(s => s.IsFinished())
            .ThenBy(s => s)
            .Select(s => (s, _counts[(int)s]));

    /// <summary>Takes an update; answers the tasks whose state or try it changed.</summary>
    public IReadOnlyList<TaskInstanceInfo> Apply(RunUpdate update)
    {
        Run = update.Run;
        var changed = new List<TaskInstanceInfo>();
        foreach (var task in update.Tasks)
        {
            if (_tasks.TryGetValue(task.Ordinal, out var before))
            {
                Add(before, -1);
            }

            Add(task, 1);
            _tasks[task.Ordinal] = task;
            if ((before?.State ?? TaskInstanceState.None, before?.TryNumber ?? 0) != (task.State, before is null ? 0 : task.TryNumber))
            {
                changed.Add(task);
            }
        }

        return changed;
    }

    private void Add(TaskInstanceInfo task, int by)
    {
        _counts[(int)task.State] += by;
        Finished += task.State.IsFinished() ? by : 0;
    }
}
