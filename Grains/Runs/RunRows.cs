using System.Text.Json;
using Orrery.Core.Reruns;
using Orrery.Core.Dags;
using Orrery.Core.Runs;
using Orrery.Core.States;
using Orrery.Core.Versions;
using Orrery.Grains.Waits;
using Orrery.Storage.Rows;

namespace Orrery.Grains.Runs;

/// <summary>Between a task's slot in the machine and its rows in the store.</summary>
internal static class RunRows
{
    /// <summary>The row of a task instance.</summary>
    public static TaskInstanceRow ToRow(long runPk, RunPlan plan, in TaskChange task)
    {
        var slot = task.Slot;
        return new TaskInstanceRow
        {
            RunPk = runPk,
            Ordinal = task.Instance,
            TaskId = plan.Task(task.Task).TaskId,
            MapIndex = task.MapIndex,
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
            MapLabel = slot.Label,
            WaitJson = WaitJson.Write(slot.Wait),
            Pool = plan.Task(task.Task).Pool,
            PoolSlots = SlotsOf(plan.Task(task.Task)),
        };
    }

    /// <summary>The values of a task instance's row.</summary>
    /// <exception cref="InvalidDataException">The row names a task the plan does not have.</exception>
    public static TaskChange ToChange(RunPlan plan, TaskInstanceRow row) => new(row.Ordinal, TaskOf(plan, row), row.MapIndex, ToSlot(row));

    /// <summary>The row of an instance whose task was removed.</summary>
    public static TaskInstanceRow ToRow(long runPk, KeptInstance removed) => new()
    {
        RunPk = runPk,
        Ordinal = removed.Ordinal,
        TaskId = removed.TaskId,
        MapIndex = removed.MapIndex,
        State = removed.Slot.State,
        TryNumber = removed.Slot.TryNumber,
        MaxTries = removed.Slot.MaxTries,
        ScheduledAt = removed.Slot.ScheduledAt,
        StartedAt = removed.Slot.StartedAt,
        EndedAt = removed.Slot.EndedAt,
        FailureJson = removed.Slot.Failure is null ? null : JsonSerializer.Serialize(removed.Slot.Failure, RunJson.Default.TaskFailure),
        DecisionJson = DecisionJson.Write(removed.Slot.Decision),
        MapLabel = removed.Slot.Label,
        Pool = TaskDefinition.DefaultPool,
        PoolSlots = 0,
    };

    /// <summary>The values of a task instance, as its row says.</summary>
    public static TaskSlot ToSlot(TaskInstanceRow row) => new()
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
        Label = row.MapLabel,
        Wait = WaitJson.Read(row.WaitJson),
    };

    /// <summary>
    /// The row of the try that a change is about: when a host takes a task, and when a try is over. Null for other changes. A try the run
    /// decides itself, or one that is ended before it starts, leaves a row when it is over.
    /// </summary>
    public static TaskTryRow? ToTryRow(long runPk, int instance, in TaskSlot before, in TaskSlot after)
    {
        var isNew = after.TryNumber > before.TryNumber;
        if (IsOpen(after.State) && !(isNew && IsOpen(before.State)))
        {
            var isStart = after is { State: TaskInstanceState.Running or TaskInstanceState.Deferred, Lease: not null } && before.Lease is null;
            return isStart ? Row(TaskInstanceState.Running, after) : null;
        }

        // Its slot may already stand for the next try, so what the try was comes from before, and how it ended from after.
        var ended = IsOpen(before.State) ? before : after;
        return IsOpen(before.State) || isNew
            ? Row(EndStateOf(before, after), ended) with
            {
                EndedAt = after.EndedAt,
                ExitCode = after.Failure?.ExitCode,
                Signal = after.Failure?.Signal,
                FailureJson = after.Failure is null ? null : JsonSerializer.Serialize(after.Failure, RunJson.Default.TaskFailure),
            }
            : null;

        TaskTryRow Row(TaskInstanceState state, in TaskSlot slot) => new()
        {
            RunPk = runPk,
            Ordinal = instance,
            TryNumber = slot.TryNumber,
            State = state,
            Host = slot.Lease?.Host,
            StartedAt = slot.StartedAt,
        };
    }

    /// <summary>The slots a task holds while it runs or is deferred; what runs beside tasks, in the run itself or a host's trigger loop, holds none.</summary>
    private static int SlotsOf(TaskDefinition task) =>
        task.Action.IsInline || task.Action is { IsTrigger: true } and not TaskAction.Sensor { Policy.Deferrable: true } ? 0 : task.PoolSlots;

    /// <summary>A stored failure; null when there is none.</summary>
    public static TaskFailure? FailureOf(string? json) => json is null ? null : JsonSerializer.Deserialize(json, RunJson.Default.TaskFailure);

    private static int TaskOf(RunPlan plan, TaskInstanceRow row) => plan.TryOrdinalOf(row.TaskId, out var task)
        ? task
        : throw new InvalidDataException($"Task instance {row.Ordinal} of run {row.RunPk} is of task '{row.TaskId}', which DAG '{plan.Dag.DagId}' does not have: the store is damaged; check it with 'orrery doctor'.");

    /// <summary>Whether a try is under way: ready, offered, running or waiting outside.</summary>
    private static bool IsOpen(TaskInstanceState state) =>
        !state.IsFinished() && state is not (TaskInstanceState.None or TaskInstanceState.UpForRetry);

    private static TaskInstanceState EndStateOf(in TaskSlot before, in TaskSlot after) => after.State switch
    {
        TaskInstanceState.UpForRetry => TaskInstanceState.Failed,

        // Cleared: if it was not over, it failed.
        TaskInstanceState.None => ClearRule.RecordOf(before.State),
        _ when IsOpen(after.State) => ClearRule.RecordOf(before.State),
        _ => after.State,
    };
}
