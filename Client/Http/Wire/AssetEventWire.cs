using System.Text.Json.Serialization;
using Orrery.Core.States;
using Orrery.Grains.Interfaces.Assets;

namespace Orrery.Client.Http.Wire;

/// <summary>News of an asset: Airflow's <c>AssetEventResponse</c>, then what Orrery adds.</summary>
internal sealed record AssetEventWire
{
    public required long Id { get; init; }

    public required long AssetId { get; init; }

    public required string Uri { get; init; }

    public required string Name { get; init; }

    public required string Group { get; init; }

    [JsonPropertyName("extra"), JsonConverter(typeof(RawJsonConverter))]
    public string ExtraJson { get; init; } = "{}";

    public string? SourceTaskId { get; init; }

    public string? SourceDagId { get; init; }

    public string? SourceRunId { get; init; }

    public int SourceMapIndex { get; init; }

    [JsonPropertyName("created_dagruns")]
    public required AssetRunWire[] CreatedDagRuns { get; init; }

    public required DateTimeOffset Timestamp { get; init; }

    public string? PartitionKey { get; init; }

    public string[] Aliases { get; init; } = [];

    public static AssetEventWire Of(AssetEventInfo info) => new()
    {
        Id = info.Id,
        AssetId = info.AssetId,
        Uri = info.Uri,
        Name = info.Name,
        Group = info.Group,
        ExtraJson = info.ExtraJson,
        SourceTaskId = info.SourceTaskId,
        SourceDagId = info.SourceDagId,
        SourceRunId = info.SourceRunId,
        SourceMapIndex = info.SourceMapIndex,
        CreatedDagRuns = [.. info.CreatedDagRuns.Select(r => new AssetRunWire(r.RunId, r.DagId, r.LogicalDate, r.StartDate, r.EndDate, r.State, null, null, null))],
        Timestamp = info.Timestamp,
        Aliases = [.. info.Aliases],
    };

    public AssetEventInfo ToInfo() => new()
    {
        Id = Id,
        AssetId = AssetId,
        Uri = Uri,
        Name = Name,
        Group = Group,
        ExtraJson = ExtraJson,
        SourceTaskId = SourceTaskId,
        SourceDagId = SourceDagId,
        SourceRunId = SourceRunId,
        SourceMapIndex = SourceMapIndex,
        CreatedDagRuns =
        [
            .. CreatedDagRuns.Select(r => new AssetRunInfo { DagId = r.DagId, RunId = r.RunId, State = r.State, LogicalDate = r.LogicalDate, StartDate = r.StartDate, EndDate = r.EndDate }),
        ],
        Timestamp = Timestamp,
        Aliases = [.. Aliases],
    };
}

/// <summary>A run that news led to: Airflow's <c>DagRunAssetReference</c>. Runs because of assets have no data interval.</summary>
internal sealed record AssetRunWire(
    string RunId,
    string DagId,
    DateTimeOffset? LogicalDate,
    DateTimeOffset? StartDate,
    DateTimeOffset? EndDate,
    DagRunState State,
    DateTimeOffset? DataIntervalStart,
    DateTimeOffset? DataIntervalEnd,
    string? PartitionKey);

/// <summary>A page of events. The total is null where counting would cost; the cursor then says whether there are more.</summary>
internal sealed record AssetEventCollectionWire(AssetEventWire[] AssetEvents, long? TotalEntries, string? NextCursor);
