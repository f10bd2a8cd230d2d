using Orrery.Core.Dags;
using Orrery.Core.States;

namespace Orrery.Storage.Rows;

/// <summary>A task instance. Key: run and ordinal.</summary>
public sealed record TaskInstanceRow : StoreRow
{
    /// <summary>Number of the run in the store.</summary>
    public required long RunPk { get; init; }

    /// <summary>Place in the run; never changes.</summary>
    public required int Ordinal { get; init; }

    /// <summary>Id of the task.</summary>
    public required string TaskId { get; init; }

    /// <summary>Index of the mapped instance; -1 when not mapped.</summary>
    public int MapIndex { get; init; } = -1;

    /// <summary>State.</summary>
    public required TaskInstanceState State { get; init; }

    /// <summary>Number of the current or last try.</summary>
    public int TryNumber { get; init; }

    /// <summary>Last try that may be followed by a retry.</summary>
    public int MaxTries { get; init; }

    /// <summary>When the current try became ready.</summary>
    public DateTimeOffset? ScheduledAt { get; init; }

    /// <summary>When it started.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When it ended.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>When the next try is due.</summary>
    public DateTimeOffset? NextTryAt { get; init; }

    /// <summary>The lease of the current try, while a host holds it.</summary>
    public Guid? LeaseId { get; init; }

    /// <summary>Host of the current or last try.</summary>
    public string? Host { get; init; }

    /// <summary>Why the last try failed, as JSON.</summary>
    public string? FailureJson { get; init; }

    /// <summary>The name people read for the instance of a mapped task; null: its index.</summary>
    public string? MapLabel { get; init; }

    /// <summary>What it decided as a branch or gate, as JSON.</summary>
    public string? DecisionJson { get; init; }

    /// <summary>What its current try waits for, as JSON.</summary>
    public string? WaitJson { get; init; }

    /// <summary>The pool whose slots it holds while it is leased.</summary>
    public string Pool { get; init; } = TaskDefinition.DefaultPool;

    /// <summary>How many slots that are; 0: its run decides it by itself.</summary>
    public int PoolSlots { get; init; } = 1;
}
