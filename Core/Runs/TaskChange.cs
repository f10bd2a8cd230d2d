namespace Orrery.Core.Runs;

/// <summary>New values of one task instance.</summary>
/// <param name="Task">Ordinal of the task.</param>
/// <param name="Slot">Its values after the change.</param>
public readonly record struct TaskChange(int Task, TaskSlot Slot);
