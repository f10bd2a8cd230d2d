using Orrery.Core.Dags;

namespace Orrery.Core.Runs;

/// <summary>The moments of a run's deadlines.</summary>
public static class Deadlines
{
    /// <summary>Whether a deadline of the DAG needs the average run time of its last runs.</summary>
    public static bool NeedAverage(RunPlan plan)
    {
        foreach (var callback in plan.CallbacksOfRun)
        {
            if (plan.Task(callback).Callback is TaskCallback.OnDeadline { Reference: DeadlineReference.AverageRuntime })
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The slots of a new run's deadlines: each waits for its moment, if it has one.</summary>
    /// <param name="plan">The compiled DAG.</param>
    /// <param name="queuedAt">When the run was queued.</param>
    /// <param name="logicalDate">Its logical date, if it has one.</param>
    /// <param name="averageRuntime">Average run time of the last finished runs; null when there are none.</param>
    public static IReadOnlyList<TaskChange> Of(RunPlan plan, DateTimeOffset queuedAt, DateTimeOffset? logicalDate, TimeSpan? averageRuntime)
    {
        var changes = new List<TaskChange>();
        foreach (var callback in plan.CallbacksOfRun)
        {
            if (plan.Task(callback).Callback is TaskCallback.OnDeadline deadline
                && From(deadline.Reference, queuedAt, logicalDate, averageRuntime) is { } from)
            {
                var slot = new TaskSlot { MaxTries = plan.Task(callback).Retries, NextTryAt = Moments.After(from, deadline.Interval) };
                changes.Add(new TaskChange(callback, callback, -1, slot));
            }
        }

        return changes;
    }

    private static DateTimeOffset? From(DeadlineReference reference, DateTimeOffset queuedAt, DateTimeOffset? logicalDate, TimeSpan? averageRuntime) => reference switch
    {
        DeadlineReference.LogicalDate => logicalDate,
        DeadlineReference.AverageRuntime => averageRuntime is { } average ? Moments.After(queuedAt, average) : null,
        DeadlineReference.Fixed at => at.At,
        _ => queuedAt,
    };
}
