using Orrery.Core.Backfills;
using Orrery.Core.States;

namespace Orrery.Grains.Interfaces.Backfills;

/// <summary>A backfill in a list. Field names are those of the REST API.</summary>
[GenerateSerializer, Immutable, Alias("orrery.backfill_info")]
public sealed record BackfillInfo
{
    /// <summary>Its number, from 1.</summary>
    [Id(0)] public required long Id { get; init; }

    /// <summary>Id of the DAG.</summary>
    [Id(1)] public required string DagId { get; init; }

    /// <summary>Where the first run may be.</summary>
    [Id(2)] public required DateTimeOffset FromDate { get; init; }

    /// <summary>Where the last run may be, inclusive.</summary>
    [Id(3)] public required DateTimeOffset ToDate { get; init; }

    /// <summary>Values for params, as a JSON object; null: none were given.</summary>
    [Id(4)] public string? DagRunConfJson { get; init; }

    /// <summary>Whether its queued runs wait.</summary>
    [Id(5)] public bool IsPaused { get; init; }

    /// <summary>What it does with finished runs.</summary>
    [Id(6)] public ReprocessBehavior ReprocessBehavior { get; init; }

    /// <summary>How many of its runs may be running at once.</summary>
    [Id(7)] public int MaxActiveRuns { get; init; }

    /// <summary>Whether the newest date comes first.</summary>
    [Id(8)] public bool RunBackwards { get; init; }

    /// <summary>When it was made.</summary>
    [Id(9)] public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When nothing was left to do; null: something is.</summary>
    [Id(10)] public DateTimeOffset? CompletedAt { get; init; }

    /// <summary>When it was cancelled; null: it was not.</summary>
    [Id(11)] public DateTimeOffset? CancelledAt { get; init; }

    /// <summary>When it last changed.</summary>
    [Id(12)] public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>Who asked for it.</summary>
    [Id(13)] public string TriggeredBy { get; init; } = "";

    /// <summary>How many dates it has.</summary>
    [Id(14)] public int DateCount { get; init; }

    /// <summary>How many of them have been dealt with: they have a run, or a reason why not.</summary>
    [Id(15)] public int DoneCount { get; init; }

    /// <summary>How many of its runs are queued.</summary>
    [Id(16)] public int QueuedCount { get; init; }

    /// <summary>How many are running.</summary>
    [Id(17)] public int RunningCount { get; init; }

    /// <summary>How many succeeded.</summary>
    [Id(18)] public int SuccessCount { get; init; }

    /// <summary>How many failed.</summary>
    [Id(19)] public int FailedCount { get; init; }
}

/// <summary>A date of a backfill.</summary>
[GenerateSerializer, Immutable, Alias("orrery.backfill_date_info")]
public sealed record BackfillDateInfo
{
    /// <summary>Its place in the backfill, from 1.</summary>
    [Id(0)] public required int Ordinal { get; init; }

    /// <summary>The date.</summary>
    [Id(1)] public required DateTimeOffset LogicalDate { get; init; }

    /// <summary>What is done: <c>create</c> or <c>clear</c>; null: nothing.</summary>
    [Id(2)] public string? Action { get; init; }

    /// <summary>Why nothing is done: <c>in flight</c>, <c>already exists</c>, <c>conf does not fit</c>; null when something is.</summary>
    [Id(3)] public string? Reason { get; init; }

    /// <summary>Id of the run, or of the one that stands in the way; null: there is none yet.</summary>
    [Id(4)] public string? DagRunId { get; init; }

    /// <summary>State of that run.</summary>
    [Id(5)] public DagRunState? State { get; init; }
}
