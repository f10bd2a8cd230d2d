using Orrery.Core.States;
using Orrery.Grains.Interfaces.Catalog;
using Orrery.Grains.Interfaces.Runs;

namespace Orrery.Dashboard.Views.Runs;

/// <summary>A run and its task instances as they are now, put together from a snapshot and the changes after it.</summary>
public sealed class RunBoard
{
    private readonly List<TaskInstanceInfo> _tasks = [];
    private readonly Dictionary<int, int> _places = [];
    private long? _sequence;

    /// <summary>The run; null before the first snapshot.</summary>
    public DagRunInfo? Run { get; private set; }

    /// <summary>The task instances, level by level, and in a level by their place in the run.</summary>
    public IReadOnlyList<TaskInstanceInfo> Tasks => _tasks;

    /// <summary>Takes over an update.</summary>
    /// <returns>False when an update before it is missing: nothing was taken over, watch anew.</returns>
    public bool Apply(RunUpdate update)
    {
        if (update.IsSnapshot)
        {
            _tasks.Clear();
            _places.Clear();
            foreach (var task in update.Tasks.OrderBy(Place))
            {
                _places[task.Ordinal] = _tasks.Count;
                _tasks.Add(task);
            }
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
            foreach (var task in update.Tasks)
            {
                Put(task);
            }
        }

        _sequence = update.Sequence;
        Run = update.Run;
        return true;
    }

    /// <summary>How many instances are in each state, worst state first; states nobody is in are left out.</summary>
    public IReadOnlyList<(TaskInstanceState State, int Count)> Counts() =>
        [.. _tasks.GroupBy(t => t.State).Select(g => (State: g.Key, Count: g.Count())).OrderByDescending(c => TaskInstanceStateFacts.Of(c.State).Severity)];

    private static (int Level, int Ordinal) Place(TaskInstanceInfo task) => (task.Level, task.Ordinal);

    // Instances may join a run while it goes on, as when a task is mapped.
    private void Put(TaskInstanceInfo task)
    {
        if (_places.TryGetValue(task.Ordinal, out var place))
        {
            _tasks[place] = task;
            return;
        }

        place = _tasks.FindIndex(t => Place(t).CompareTo(Place(task)) > 0);
        _tasks.Insert(place < 0 ? _tasks.Count : place, task);
        for (var i = place < 0 ? _tasks.Count - 1 : place; i < _tasks.Count; i++)
        {
            _places[_tasks[i].Ordinal] = i;
        }
    }
}
