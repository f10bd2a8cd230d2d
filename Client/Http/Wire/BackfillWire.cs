using System.Text.Json.Serialization;
using Orrery.Core.Backfills;
using Orrery.Core.States;
using Orrery.Grains.Interfaces.Backfills;
using Orrery.Grains.Interfaces.Catalog;

namespace Orrery.Client.Http.Wire;

/// <summary>A backfill: Airflow's <c>BackfillResponse</c>, then what Orrery adds.</summary>
internal sealed record BackfillWire
{
    public required long Id { get; init; }

    public required string DagId { get; init; }

    public required DateTimeOffset FromDate { get; init; }

    public required DateTimeOffset ToDate { get; init; }

    [JsonPropertyName("dag_run_conf"), JsonConverter(typeof(RawJsonConverter))]
    public string? DagRunConfJson { get; init; }

    public bool IsPaused { get; init; }

    public required string ReprocessBehavior { get; init; }

    public int MaxActiveRuns { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? CompletedAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }

    public required string DagDisplayName { get; init; }

    public bool RunBackwards { get; init; }

    public DateTimeOffset? CancelledAt { get; init; }

    public string TriggeredBy { get; init; } = "";

    public int DateCount { get; init; }

    public int DoneCount { get; init; }

    public int QueuedCount { get; init; }

    public int RunningCount { get; init; }

    public int SuccessCount { get; init; }

    public int FailedCount { get; init; }

    public static BackfillWire Of(BackfillInfo info) => new()
    {
        Id = info.Id,
        DagId = info.DagId,
        FromDate = info.FromDate,
        ToDate = info.ToDate,
        DagRunConfJson = info.DagRunConfJson,
        IsPaused = info.IsPaused,
        ReprocessBehavior = info.ReprocessBehavior.WireName(),
        MaxActiveRuns = info.MaxActiveRuns,
        CreatedAt = info.CreatedAt,
        CompletedAt = info.CompletedAt,
        UpdatedAt = info.UpdatedAt,
        DagDisplayName = info.DagId,
        RunBackwards = info.RunBackwards,
        CancelledAt = info.CancelledAt,
        TriggeredBy = info.TriggeredBy,
        DateCount = info.DateCount,
        DoneCount = info.DoneCount,
        QueuedCount = info.QueuedCount,
        RunningCount = info.RunningCount,
        SuccessCount = info.SuccessCount,
        FailedCount = info.FailedCount,
    };

    public BackfillInfo ToInfo() => new()
    {
        Id = Id,
        DagId = DagId,
        FromDate = FromDate,
        ToDate = ToDate,
        DagRunConfJson = DagRunConfJson,
        IsPaused = IsPaused,
        ReprocessBehavior = ReprocessBehaviors.TryParse(ReprocessBehavior, out var behavior) ? behavior : default,
        MaxActiveRuns = MaxActiveRuns,
        CreatedAt = CreatedAt,
        CompletedAt = CompletedAt,
        UpdatedAt = UpdatedAt,
        RunBackwards = RunBackwards,
        CancelledAt = CancelledAt,
        TriggeredBy = TriggeredBy,
        DateCount = DateCount,
        DoneCount = DoneCount,
        QueuedCount = QueuedCount,
        RunningCount = RunningCount,
        SuccessCount = SuccessCount,
        FailedCount = FailedCount,
    };
}

/// <summary>A page of backfills. The total is null where counting would cost; the cursor then says whether there are more.</summary>
internal sealed record BackfillCollectionWire(BackfillWire[] Backfills, long? TotalEntries, string? NextCursor);

/// <summary>A date of a backfill: Airflow's <c>DryRunBackfillResponse</c>, then what Orrery adds.</summary>
internal sealed record BackfillDateWire
{
    public DateTimeOffset LogicalDate { get; init; }

    public string? PartitionKey { get; init; }

    public DateTimeOffset? PartitionDate { get; init; }

    public int Ordinal { get; init; }

    public string? Action { get; init; }

    public string? Reason { get; init; }

    public string? DagRunId { get; init; }

    public DagRunState? State { get; init; }

    public static BackfillDateWire Of(BackfillDateInfo info) => new()
    {
        LogicalDate = info.LogicalDate,
        Ordinal = info.Ordinal,
        Action = info.Action,
        Reason = info.Reason,
        DagRunId = info.DagRunId,
        State = info.State,
    };

    public BackfillDateInfo ToInfo() => new()
    {
        LogicalDate = LogicalDate,
        Ordinal = Ordinal,
        Action = Action,
        Reason = Reason,
        DagRunId = DagRunId,
        State = State,
    };
}

/// <summary>A page of the dates of a backfill.</summary>
internal sealed record BackfillDateCollectionWire(BackfillDateWire[] BackfillRuns, long? TotalEntries, string? NextCursor);

/// <summary>What a backfill would do: the dates that would get a run, whose number is the total, and those that would not.</summary>
internal sealed record BackfillPreviewWire(BackfillDateWire[] Backfills, int TotalEntries, BackfillDateWire[] Skipped, int DateCount);

/// <summary>A run that a schedule will ask for.</summary>
internal sealed record NextRunWire(DateTimeOffset LogicalDate, DateTimeOffset DataIntervalStart, DateTimeOffset DataIntervalEnd, DateTimeOffset RunAfter)
{
    public static NextRunWire Of(NextRunInfo info) => new(info.LogicalDate, info.DataIntervalStart, info.DataIntervalEnd, info.RunAfter);

    public NextRunInfo ToInfo() => new()
    {
        LogicalDate = LogicalDate,
        DataIntervalStart = DataIntervalStart,
        DataIntervalEnd = DataIntervalEnd,
        RunAfter = RunAfter,
    };
}

/// <summary>The next runs of a DAG.</summary>
internal sealed record NextRunCollectionWire(NextRunWire[] NextRuns, int TotalEntries);
