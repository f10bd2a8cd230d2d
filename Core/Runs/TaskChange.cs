namespace Orrery.Core.Runs;

/// <summary>New values of one task instance, or a new instance with its first ones.</summary>
/// <param name="Instance">Ordinal of the instance in its run; a new one has the next free ordinal.</param>
/// <param name="Task">Ordinal of its task in the <see cref="RunPlan"/>.</param>
/// <param name="MapIndex">Index of the mapped instance; −1 when the task is not mapped, or not expanded yet.</param>
/// <param name="Slot">Its values after the change.</param>
public readonly record struct TaskChange(int Instance, int Task, int MapIndex, TaskSlot Slot)
{
    /// <summary>New values of a task that is not mapped: it is its own only instance.</summary>
    /// <param name="task">Ordinal of the task, and of the instance.</param>
    /// <param name="slot">Its values after the change.</param>
    public TaskChange(int task, TaskSlot slot)
        : this(task, task, -1, slot)
    {
    }
}
