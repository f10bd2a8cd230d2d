using System.Text.Json;
using System.Text.Json.Serialization;
using Orrery.Grains.Interfaces.Search;

namespace Orrery.Client.Http.Wire;

/// <summary>An XCom: Airflow's <c>XComResponse</c>, and with its value <c>XComResponseNative</c> or <c>XComResponseString</c>.</summary>
internal sealed record XComWire
{
    public required string Key { get; init; }

    public required DateTimeOffset Timestamp { get; init; }

    public DateTimeOffset? LogicalDate { get; init; }

    public int MapIndex { get; init; }

    public required string TaskId { get; init; }

    public required string DagId { get; init; }

    public required string RunId { get; init; }

    public required string DagDisplayName { get; init; }

    public required string TaskDisplayName { get; init; }

    public required DateTimeOffset RunAfter { get; init; }

    /// <summary>The value; left out of lists.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull), JsonPropertyName("value"), JsonConverter(typeof(RawJsonConverter))]
    public string? ValueJson { get; init; }

    /// <param name="info">The XCom.</param>
    /// <param name="stringify">Whether the value goes out as a text that holds its JSON.</param>
    public static XComWire Of(XComInfo info, bool stringify) => new()
    {
        Key = info.Key,
        Timestamp = info.Timestamp,
        LogicalDate = info.LogicalDate,
        MapIndex = info.MapIndex,
        TaskId = info.TaskId,
        DagId = info.DagId,
        RunId = info.RunId,
        DagDisplayName = info.DagId,
        TaskDisplayName = info.TaskId,
        RunAfter = info.RunAfter,
        ValueJson = info.ValueJson is { } json && stringify ? JsonSerializer.Serialize(json, OrreryJson.Wire.String) : info.ValueJson,
    };

    public XComInfo ToInfo() => new()
    {
        Key = Key,
        Timestamp = Timestamp,
        LogicalDate = LogicalDate,
        MapIndex = MapIndex,
        TaskId = TaskId,
        DagId = DagId,
        RunId = RunId,
        RunAfter = RunAfter,
        ValueJson = ValueJson,
    };
}

/// <summary>A page of XComs.</summary>
internal sealed record XComCollectionWire(XComWire[] XcomEntries, long? TotalEntries, string? NextCursor);
