using System.Collections.Immutable;
using Orrery.Grains.Interfaces.Catalog;
using Orrery.Grains.Interfaces.Search;

namespace Orrery.Grains.Search;

/// <summary>What a search wants of a task instance.</summary>
internal sealed class TaskTest(TaskInstanceQuery query)
{
    private readonly LikePattern _taskId = LikePattern.Parse(query.TaskIdPattern);
    private readonly LikePattern _pool = LikePattern.Parse(query.PoolPattern);
    private readonly LikePattern _queue = LikePattern.Parse(query.QueuePattern);
    private readonly LikePattern _operator = LikePattern.Parse(query.OperatorPattern);

    /// <summary>Whether a task instance passes.</summary>
    /// <param name="task">The task instance.</param>
    /// <param name="group">Full id of the group of its task, if it has one.</param>
    public bool Passes(TaskInstanceInfo task, string? group) =>
        IsIn(query.States, task.State)
        && IsIn(query.TaskIds, task.TaskId)
        && IsIn(query.Pools, task.Pool)
        && IsIn(query.Queues, task.Queue)
        && IsIn(query.Operators, task.Operator)
        && IsIn(query.TryNumbers, task.TryNumber)
        && IsIn(query.MapIndexes, task.MapIndex)
        && (!query.OnlyMapped || task.MapIndex >= 0)
        && query.StartDate.Holds(task.StartDate)
        && query.EndDate.Holds(task.EndDate)
        && query.UpdatedAt.Holds(UpdatedAt(task))
        && query.Duration.Holds(task.EndDate - task.StartDate)
        && _taskId.Finds(task.TaskId)
        && _pool.Finds(task.Pool)
        && _queue.Finds(task.Queue)
        && _operator.Finds(task.Operator)
        && (query.TaskGroupId is not { } wanted || group == wanted || group?.StartsWith(wanted + ".", StringComparison.Ordinal) == true);

    /// <summary>When a task instance last changed its state.</summary>
    public static DateTimeOffset? UpdatedAt(TaskInstanceInfo task) => task.EndDate ?? task.StartDate ?? task.ScheduledWhen;

    private static bool IsIn<T>(ImmutableArray<T> wanted, T? value) => wanted.IsEmpty || (value is not null && wanted.Contains(value));
}
