using System.Runtime.InteropServices;
using Orrery.Core.Dags;

namespace Orrery.Core.Runs;

/// <content>The instances as they would be: those of the run, and those that are added.</content>
internal sealed partial class Turn
{
    private static readonly TaskSlot Unwritten;

    // Mapped tasks whose own instance becomes index 0.
    private readonly HashSet<int> _expanded = [];
    private readonly List<(int Task, int MapIndex)> _added = [];

    // What a task gets in this turn has ordinals that follow each other, because it is expanded once.
    private readonly Dictionary<int, (int First, int Count)> _addedTo = [];

    /// <inheritdoc/>
    public int TaskOf(int instance) => instance < _state.Count ? _state.TaskOf(instance) : _added[instance - _state.Count].Task;

    /// <inheritdoc/>
    public int MapIndexOf(int instance)
    {
        if (instance >= _state.Count)
        {
            return _added[instance - _state.Count].MapIndex;
        }

        return _expanded.Count > 0 && _expanded.Contains(instance) ? 0 : _state.MapIndexOf(instance);
    }

    /// <inheritdoc/>
    public int InstanceAt(int task, int position)
    {
        var known = _state.InstanceCount(task);
        return position < known ? _state.InstanceAt(task, position) : _addedTo[task].First + position - known;
    }

    /// <summary>All instances of a task, by map index.</summary>
    public IEnumerable<int> InstancesOf(int task)
    {
        var count = InstanceCount(task);
        for (var position = 0; position < count; position++)
        {
            yield return InstanceAt(task, position);
        }
    }

    /// <summary>The instances of a task that look at this one: that of its index in a mapped group both belong to, else all.</summary>
    public IEnumerable<int> Below(int instance, int task) =>
        _plan.SharesIndex(TaskOf(instance), task) ? [InstanceAt(task, Math.Max(MapIndexOf(instance), 0))] : InstancesOf(task);

    /// <summary>The instances of a task that look at any of these: those of their indexes if all of them share a mapped group with it, else all.</summary>
    public IEnumerable<int> Below(IReadOnlyList<int> instances, int task) => instances.All(i => _plan.SharesIndex(TaskOf(i), task))
        ? instances.SelectMany(i => Below(i, task)).Distinct()
        : InstancesOf(task);

    private int InstanceCount(int task) => _state.InstanceCount(task) + (_addedTo.Count > 0 ? _addedTo.GetValueOrDefault(task).Count : 0);

    private TaskDefinition DefinitionOf(int instance) => _plan.Task(TaskOf(instance));

    private ref readonly TaskSlot Original(int instance)
    {
        if (instance < _state.Count)
        {
            return ref _state[instance];
        }

        return ref Unwritten;
    }

    private ref readonly TaskCounters OriginalOwn(int instance)
    {
        if (instance < _state.Count)
        {
            return ref _state.OwnCountersOf(instance);
        }

        return ref _plan.InitialOwnCounters(TaskOf(instance));
    }

    private bool IsNew(int instance) => instance >= _state.Count || (_expanded.Count > 0 && _expanded.Contains(instance));

    private void AddInstance(int task, int mapIndex)
    {
        var instance = _state.Count + _added.Count;
        _added.Add((task, mapIndex));
        ref var added = ref CollectionsMarshal.GetValueRefOrAddDefault(_addedTo, task, out var exists);
        added = exists ? (added.First, added.Count + 1) : (instance, 1);
        _slots.Write(instance, in Unwritten) = new TaskSlot { MaxTries = _plan.Task(task).Retries };
        Bookkeeping.Add(_plan, this, instance);
    }
}
