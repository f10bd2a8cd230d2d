using Orrery.Core.Identity;
using Orrery.Core.States;

namespace Orrery.Storage.Rows;

/// <summary>A run. Key: <see cref="RunPk"/>; dag id and run id are unique too.</summary>
public sealed record DagRunRow : FencedRow
{
    /// <summary>Number of the run in the store: ordered by creation, made by <see cref="RunPks"/>.</summary>
    public required long RunPk { get; init; }

    /// <summary>Id of the DAG.</summary>
    public required string DagId { get; init; }

    /// <summary>Id of the run in its DAG.</summary>
    public required string RunId { get; init; }

    /// <summary>Version it is pinned to.</summary>
    public required string Version { get; init; }

    /// <summary>Release it is pinned to.</summary>
    public required int Release { get; init; }

    /// <summary>The code it runs: the hash of a bundle's snapshot. Null: what its release says.</summary>
    public string? Snapshot { get; init; }

    /// <summary>Why it exists.</summary>
    public required DagRunType Type { get; init; }

    /// <summary>State.</summary>
    public required DagRunState State { get; init; }

    /// <summary>Logical date; null: none.</summary>
    public DateTimeOffset? LogicalDate { get; init; }

    /// <summary>Start of its data interval.</summary>
    public DateTimeOffset? IntervalStart { get; init; }

    /// <summary>End of its data interval.</summary>
    public DateTimeOffset? IntervalEnd { get; init; }

    /// <summary>Earliest moment it might start; runs are sorted by it.</summary>
    public required DateTimeOffset RunAfter { get; init; }

    /// <summary>When it was queued.</summary>
    public DateTimeOffset? QueuedAt { get; init; }

    /// <summary>When it started.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When it ended.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>Values given for params, as a JSON object.</summary>
    public string ConfJson { get; init; } = "{}";

    /// <summary>All values of params, as a JSON object: defaults and given.</summary>
    public string ParamsJson { get; init; } = "{}";

    /// <summary>A note.</summary>
    public string? Note { get; init; }

    /// <summary>Who asked for it.</summary>
    public string? TriggeredBy { get; init; }

    /// <summary>Why it ended as it did, when that is not plain.</summary>
    public string? Reason { get; init; }

    /// <summary>Number of the backfill it belongs to; null: none.</summary>
    public long? BackfillId { get; init; }

    /// <summary>Its place in that backfill, from 1; the first one does not look at the past.</summary>
    public int? BackfillOrdinal { get; init; }

    /// <summary>Of a run that a schedule or a backfill made: its logical date, for which a DAG has one such run only. Null: made otherwise.</summary>
    public DateTimeOffset? SlotDate { get; init; }

    /// <summary>How often it was cleared.</summary>
    public int ClearNumber { get; init; }

    /// <summary>The trace it is part of, as W3C's <c>traceparent</c> of what asked for it; null: it has one of its own.</summary>
    public string? TraceParent { get; init; }

    /// <summary>Version of the scheduling logic it started with.</summary>
    public int LogicVersion { get; init; } = 1;
}
