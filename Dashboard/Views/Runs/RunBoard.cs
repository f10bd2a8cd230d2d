using Orrery.Core.States;
using Orrery.Grains.Interfaces.Catalog;
using Orrery.Grains.Interfaces.Runs;

namespace Orrery.Dashboard.Views.Runs;

/// <summary>A run and its task instances as they are now, put together from a snapshot and the changes after it.</summary>
public sealed class RunBoard
{
    private readonly List<TaskInstanceInfo> _tasks = [];
    private readonly Dictionary<int, int> _places = [];
    private readonly Dictionary<string, int> _firsts = new(StringComparer.Ordinal);
    private long? _sequence;

    /// <summary>The run; null before the first snapshot.</summary>
    public DagRunInfo? Run { get; private set; }

    /// <summary>The task instances, level by level, in a level as the DAG lists its tasks, and of a task by map index.</summary>
    public IReadOnlyList<TaskInstanceInfo> Tasks => _tasks;

    /// <summary>Takes over an update.</summary>
    /// <returns>False when an update before it is missing: nothing was taken over, watch anew.</returns>
    public bool Apply(RunUpdate update)
    {
        if (update.IsSnapshot)
        {
            _tasks.Clear();
            _places.Clear();
            _firsts.Clear();
            Add(update.Tasks);
        }
        else if (_sequence is not { } last || update.Sequence > last + 1)
        {
            return false;
        }
        else if (update.Sequence <= last)
        {
            return true;
        }
        else
        {
            foreach (var task in update.Tasks.Where(t => _places.ContainsKey(t.Ordinal)))
            {
                _tasks[_places[task.Ordinal]] = task;
            }

            Add([.. update.Tasks.Where(t => !_places.ContainsKey(t.Ordinal))]);
        }

        _sequence = update.Sequence;
        Run = update.Run;
        return true;
    }

    /// <summary>How many instances are in each state, worst state first; states nobody is in are left out.</summary>
    public IReadOnlyList<(TaskInstanceState State, int Count)> Counts() =>
        [.. _tasks.GroupBy(t => t.State).Select(g => (State: g.Key, Count: g.Count())).OrderByDescending(c => TaskInstanceStateFacts.Of(c.State).Severity)];

    // Instances join a run while it goes on, as when a task is mapped: ten thousand of them at once are sorted in once.
    private void Add(IReadOnlyCollection<TaskInstanceInfo> tasks)
    {
        if (tasks.Count == 0)
        {
            return;
        }

        foreach (var task in tasks)
        {
            _firsts[task.TaskId] = Math.Min(task.Ordinal, _firsts.GetValueOrDefault(task.TaskId, int.MaxValue));
        }

        _tasks.AddRange(tasks);
        _tasks.Sort(Order);
        for (var place = 0; place < _tasks.Count; place++)
        {
            _places[_tasks[place].Ordinal] = place;
        }
    }

    // The first ordinal of a task is its place in the DAG; instances that joined later have ordinals behind all tasks.
    private int Order(TaskInstanceInfo a, TaskInstanceInfo b)
    {
        var order = a.Level.CompareTo(b.Level);
        order = order != 0 ? order : _firsts[a.TaskId].CompareTo(_firsts[b.TaskId]);
        return order != 0 ? order : a.MapIndex.CompareTo(b.MapIndex);
    }
}
