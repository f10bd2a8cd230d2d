namespace Orrery.Core.Runs;

/// <summary>
/// Which task, and which index of it, each instance of a run is. The first instances are the tasks' own, in the order of the plan; those a
/// mapped task gets when it is expanded come after them. An expanded task's own instance is its index 0.
/// </summary>
internal sealed class InstanceTable(int taskCount)
{
    // Only for instances beyond the tasks' own; a run without mapped tasks has none.
    private readonly List<(int Task, int MapIndex)> _added = [];

    // The instances of a task by map index; null for a task that is not expanded, and the whole array null while none is.
    private List<int>?[]? _byTask;

    /// <summary>How many instances there are.</summary>
    public int Count => taskCount + _added.Count;

    /// <summary>The task of an instance.</summary>
    public int TaskOf(int instance) => instance < taskCount ? instance : _added[instance - taskCount].Task;

    /// <summary>The index of an instance; −1 when its task is not expanded.</summary>
    public int MapIndexOf(int instance) => instance >= taskCount ? _added[instance - taskCount].MapIndex : IsExpanded(instance) ? 0 : -1;

    /// <summary>Whether the task has instances by index.</summary>
    public bool IsExpanded(int task) => _byTask?[task] is not null;

    /// <summary>How many instances a task has; 1 when it is not expanded.</summary>
    public int CountOf(int task) => _byTask?[task]?.Count ?? 1;

    /// <summary>The n-th instance of a task, from 0.</summary>
    public int InstanceAt(int task, int position) => _byTask?[task] is { } instances ? instances[position] : task;

    /// <summary>Takes note that an instance is this index of this task; nothing changes if that is known. Whether it is new.</summary>
    /// <exception cref="ArgumentException">Instances or indexes before it are missing.</exception>
    public bool Add(int instance, int task, int mapIndex)
    {
        if (instance < Count && TaskOf(instance) == task && MapIndexOf(instance) == mapIndex)
        {
            return false;
        }

        var instances = mapIndex < 0 ? null : (_byTask ??= new List<int>?[taskCount])[task] ??= [task];
        if (instance == task && mapIndex == 0)
        {
            return false;
        }

        if (instances is null || instance != Count || mapIndex != instances.Count)
        {
            throw new ArgumentException($"Instance {instance} of a run cannot be index {mapIndex} of task {task}: instances or indexes before it are missing.", nameof(instance));
        }

        instances.Add(instance);
        _added.Add((task, mapIndex));
        return true;
    }
}
