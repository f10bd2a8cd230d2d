using System.Text.Json.Serialization;
using Orrery.Core.Identity;
using Orrery.Core.States;
using Orrery.Grains.Interfaces.Catalog;

namespace Orrery.Client.Http.Wire;

/// <summary>A run: Airflow's <c>DAGRunResponse</c>, then what Orrery adds.</summary>
internal sealed record DagRunWire
{
    public required string DagRunId { get; init; }

    public required string DagId { get; init; }

    public required string DagDisplayName { get; init; }

    public DateTimeOffset? LogicalDate { get; init; }

    public DateTimeOffset? QueuedAt { get; init; }

    public DateTimeOffset? StartDate { get; init; }

    public DateTimeOffset? EndDate { get; init; }

    public double? Duration { get; init; }

    public DateTimeOffset? DataIntervalStart { get; init; }

    public DateTimeOffset? DataIntervalEnd { get; init; }

    public required DateTimeOffset RunAfter { get; init; }

    public DateTimeOffset? LastSchedulingDecision { get; init; }

    public required DagRunType RunType { get; init; }

    public required DagRunState State { get; init; }

    public string? TriggeredBy { get; init; }

    public string? TriggeringUserName { get; init; }

    [JsonPropertyName("conf"), JsonConverter(typeof(RawJsonConverter))]
    public string? ConfJson { get; init; }

    public string? Note { get; init; }

    public ReleaseWire[] DagVersions { get; init; } = [];

    public string? BundleVersion { get; init; }

    public string? PartitionKey { get; init; }

    public int VersionNumber { get; init; }

    public required string Version { get; init; }

    public string? Reason { get; init; }

    public static DagRunWire Of(DagRunInfo info) => new()
    {
        DagRunId = info.DagRunId,
        DagId = info.DagId,
        DagDisplayName = info.DagId,
        LogicalDate = info.LogicalDate,
        QueuedAt = info.QueuedAt,
        StartDate = info.StartDate,
        EndDate = info.EndDate,
        Duration = Seconds(info.StartDate, info.EndDate),
        DataIntervalStart = info.DataIntervalStart,
        DataIntervalEnd = info.DataIntervalEnd,
        RunAfter = info.RunAfter,
        RunType = info.RunType,
        State = info.State,
        TriggeredBy = Wire.TriggeredBy.Split(info.TriggeredBy).Kind,
        TriggeringUserName = Wire.TriggeredBy.Split(info.TriggeredBy).Name,
        ConfJson = info.ConfJson,
        Note = info.Note,
        VersionNumber = info.VersionNumber,
        Version = info.Version,
        BundleVersion = info.BundleVersion,
        Reason = info.Reason,
        DagVersions = ReleaseWire.Of(info) is { } release ? [release] : [],
    };

    /// <summary>Seconds from start to end; null while there is no end.</summary>
    public static double? Seconds(DateTimeOffset? start, DateTimeOffset? end) => (end - start)?.TotalSeconds;

    public DagRunInfo ToInfo() => new()
    {
        DagRunId = DagRunId,
        DagId = DagId,
        LogicalDate = LogicalDate,
        QueuedAt = QueuedAt,
        StartDate = StartDate,
        EndDate = EndDate,
        DataIntervalStart = DataIntervalStart,
        DataIntervalEnd = DataIntervalEnd,
        RunAfter = RunAfter,
        RunType = RunType,
        State = State,
        TriggeredBy = Wire.TriggeredBy.Join(TriggeredBy, TriggeringUserName),
        ConfJson = ConfJson,
        Note = Note,
        VersionNumber = VersionNumber,
        Version = Version,
        BundleVersion = BundleVersion,
        Reason = Reason,
        BundleName = DagVersions is [var release, ..] ? release.BundleName : null,
        ReleasedAt = DagVersions is [var first, ..] ? first.CreatedAt : null,
    };
}

/// <summary>A page of runs. The total is null where counting would cost; the cursor then says whether there are more.</summary>
internal sealed record DagRunCollectionWire(DagRunWire[] DagRuns, long? TotalEntries, string? NextCursor);

/// <summary>What changed in a run, or all of it.</summary>
internal sealed record RunUpdateWire(long Sequence, bool IsSnapshot, DagRunWire DagRun, TaskInstanceWire[] TaskInstances);

/// <summary>A DAG or a run that has changed.</summary>
internal sealed record ChangeWire(string DagId, string? DagRunId);
