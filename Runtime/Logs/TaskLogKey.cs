using Orrery.Grains.Interfaces.Runs;

namespace Orrery.Runtime.Logs;

/// <summary>Which try's log.</summary>
/// <param name="DagId">Id of the DAG.</param>
/// <param name="RunId">Id of the run.</param>
/// <param name="TaskId">Id of the task.</param>
/// <param name="MapIndex">Index of the mapped instance; -1 for a task that is not mapped.</param>
/// <param name="TryNumber">Number of the try, from 1.</param>
public readonly record struct TaskLogKey(string DagId, string RunId, string TaskId, int MapIndex, int TryNumber)
{
    /// <summary>The log of a try.</summary>
    public static TaskLogKey Of(TaskKey task) => new(task.DagId, task.RunId, task.TaskId, task.MapIndex, task.TryNumber);
}
