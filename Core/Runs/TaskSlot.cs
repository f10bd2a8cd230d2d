using Orrery.Core.Dags;
using Orrery.Core.States;

namespace Orrery.Core.Runs;

/// <summary>The values of one task instance: one row of the store, one element of the run's dense array.</summary>
public readonly record struct TaskSlot
{
    /// <summary>Current state.</summary>
    public TaskInstanceState State { get; init; }

    /// <summary>Number of the current or last try; 0 before the first.</summary>
    public int TryNumber { get; init; }

    /// <summary>Last try number that may still be followed by a retry: <c>retries</c> at creation, raised by a clear.</summary>
    public int MaxTries { get; init; }

    /// <summary>When the current try became ready (scheduled or queued).</summary>
    public DateTimeOffset? ScheduledAt { get; init; }

    /// <summary>When the current try started.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When the last try ended, or the state was decided.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>
    /// When the next try is due, in <c>up_for_retry</c>. Of a deadline's callback that was not called: the moment at which it is.
    /// </summary>
    public DateTimeOffset? NextTryAt { get; init; }

    /// <summary>The lease of the current try, while a host holds it.</summary>
    public Lease? Lease { get; init; }

    /// <summary>Why the last try failed.</summary>
    public TaskFailure? Failure { get; init; }

    /// <summary>The name people read for the instance of a mapped task; null: its index.</summary>
    public string? Label { get; init; }

    /// <summary>What the current try waits for; null when it does not wait.</summary>
    public TaskWait? Wait { get; init; }

    /// <summary>What the task decided as a branch or gate, kept so that a cleared child is skipped again; null for others.</summary>
    public TaskOutcome? Decision { get; init; }

    /// <summary>What the current try is at: what its process deferred itself to, or else its task's action.</summary>
    public TaskAction ActionOf(TaskDefinition task) => Wait is { EventJson: null, Deferral: { } deferral } ? deferral.Action : task.Action;
}
