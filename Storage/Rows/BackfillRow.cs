using Orrery.Core.Backfills;

namespace Orrery.Storage.Rows;

/// <summary>A backfill: what was asked for, and how far it is. Key: backfill id. A DAG has at most one that is not completed.</summary>
public sealed record BackfillRow : FencedRow
{
    /// <summary>Its number, from 1.</summary>
    public required long BackfillId { get; init; }

    /// <summary>Id of the DAG.</summary>
    public required string DagId { get; init; }

    /// <summary>Version whose schedule gives the dates; runs are made on the version that is live then.</summary>
    public required string Version { get; init; }

    /// <summary>Where the first run may be.</summary>
    public required DateTimeOffset FromDate { get; init; }

    /// <summary>Where the last run may be, inclusive.</summary>
    public required DateTimeOffset ToDate { get; init; }

    /// <summary>Whether the newest date comes first.</summary>
    public bool IsReverse { get; init; }

    /// <summary>What it does with finished runs.</summary>
    public ReprocessBehavior Reprocess { get; init; }

    /// <summary>How many of its runs may be running at once.</summary>
    public required int MaxActiveRuns { get; init; }

    /// <summary>Values for params, as a JSON object; null: none were given.</summary>
    public string? ConfJson { get; init; }

    /// <summary>Who asked for it.</summary>
    public required string TriggeredBy { get; init; }

    /// <summary>How many dates it has.</summary>
    public required int DateCount { get; init; }

    /// <summary>How many of them, from the first, have been dealt with: the place where it goes on.</summary>
    public int DoneCount { get; init; }

    /// <summary>Whether its queued runs wait.</summary>
    public bool IsPaused { get; init; }

    /// <summary>When it was cancelled; null: it was not.</summary>
    public DateTimeOffset? CancelledAt { get; init; }

    /// <summary>When nothing was left to do; null: something is.</summary>
    public DateTimeOffset? CompletedAt { get; init; }

    /// <summary>When it was made. Slots that were not complete by then are not in it.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When the row was last written.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }
}

/// <summary>What a backfill did about one date. Key: backfill id and ordinal.</summary>
public sealed record BackfillRunRow : StoreRow
{
    /// <summary>Number of the backfill.</summary>
    public required long BackfillId { get; init; }

    /// <summary>Place of the date in the backfill, from 1.</summary>
    public required int Ordinal { get; init; }

    /// <summary>The date.</summary>
    public required DateTimeOffset LogicalDate { get; init; }

    /// <summary>What was done.</summary>
    public required BackfillAction Action { get; init; }

    /// <summary>Id of the run that was made or taken over, or that stood in the way; null when there is none.</summary>
    public string? RunId { get; init; }
}
