using System.Text.Json;
using Orrery.Core.Runs;
using Orrery.Core.States;
using Orrery.Storage.Rows;

namespace Orrery.Grains.Runs;

/// <summary>Between a task's slot in the machine and its rows in the store.</summary>
internal static class RunRows
{
    /// <summary>The row of a task instance.</summary>
    public static TaskInstanceRow ToRow(long runPk, RunPlan plan, int task, in TaskSlot slot) => new()
    {
        RunPk = runPk,
        Ordinal = task,
        TaskId = plan.Task(task).TaskId,
        State = slot.State,
        TryNumber = slot.TryNumber,
        MaxTries = slot.MaxTries,
        ScheduledAt = slot.ScheduledAt,
        StartedAt = slot.StartedAt,
        EndedAt = slot.EndedAt,
        NextTryAt = slot.NextTryAt,
        LeaseId = slot.Lease?.Id,
        Host = slot.Lease?.Host,
        FailureJson = slot.Failure is null ? null : JsonSerializer.Serialize(slot.Failure, RunJson.Default.TaskFailure),
        DecisionJson = DecisionJson.Write(slot.Decision),
    };

    /// <summary>The slot of a task instance's row.</summary>
    public static TaskChange ToChange(TaskInstanceRow row) => new(row.Ordinal, new TaskSlot
    {
        State = row.State,
        TryNumber = row.TryNumber,
        MaxTries = row.MaxTries,
        ScheduledAt = row.ScheduledAt,
        StartedAt = row.StartedAt,
        EndedAt = row.EndedAt,
        NextTryAt = row.NextTryAt,
        Lease = row is { LeaseId: { } id, Host: { } host } ? new Lease(id, host) : null,
        Failure = FailureOf(row.FailureJson),
        Decision = DecisionJson.Read(row.DecisionJson),
    });

    /// <summary>
    /// The row of the try that a change is about: when a host takes a task, and when that try is over. Null for changes that are about no
    /// process: tasks the run decides itself leave no try behind.
    /// </summary>
    public static TaskTryRow? ToTryRow(long runPk, int task, in TaskSlot before, in TaskSlot after)
    {
        var lease = before.Lease ?? after.Lease;
        if (lease is null || before.Equals(after))
        {
            return null;
        }

        // A try that is over: its slot may already stand for the next one, so number and start come from before.
        var isOver = before.Lease is not null && after.Lease is null;
        var slot = isOver ? before : after;
        return new TaskTryRow
        {
            RunPk = runPk,
            Ordinal = task,
            TryNumber = slot.TryNumber,
            State = !isOver ? TaskInstanceState.Running : EndStateOf(after),
            Host = lease.Host,
            StartedAt = slot.StartedAt,
            EndedAt = isOver ? after.EndedAt : null,
            ExitCode = isOver ? after.Failure?.ExitCode : null,
            Signal = isOver ? after.Failure?.Signal : null,
            FailureJson = isOver && after.Failure is not null ? JsonSerializer.Serialize(after.Failure, RunJson.Default.TaskFailure) : null,
        };
    }

    /// <summary>A stored failure; null when there is none.</summary>
    public static TaskFailure? FailureOf(string? json) => json is null ? null : JsonSerializer.Deserialize(json, RunJson.Default.TaskFailure);

    // A failed try is over for good, whether or not another one follows.
    private static TaskInstanceState EndStateOf(in TaskSlot after) =>
        after.State is TaskInstanceState.Success or TaskInstanceState.Skipped ? after.State : TaskInstanceState.Failed;
}
