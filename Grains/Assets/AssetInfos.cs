using System.Text.Json;
using Orrery.Core.Assets;
using Orrery.Grains.Interfaces.Assets;
using Orrery.Storage.Rows;

namespace Orrery.Grains.Assets;

/// <summary>From the store's rows to what clients see.</summary>
internal static class AssetInfos
{
    /// <summary>An asset with those who mention it.</summary>
    public static AssetInfo Of(AssetRow row, IEnumerable<AssetReferenceRow> mentions, IEnumerable<AssetAliasRow> aliases) => new()
    {
        Id = row.AssetId,
        Name = row.Name,
        Uri = row.Uri,
        Group = row.Group,
        ExtraJson = row.ExtraJson,
        IsActive = row.IsActive,
        Problem = row.Problem,
        CreatedAt = row.CreatedAt,
        UpdatedAt = row.UpdatedAt,
        LastEventId = row.LastEventId == 0 ? null : row.LastEventId,
        LastEventAt = row.LastEventAt,
        Mentions = [.. mentions.Select(Of)],
        Aliases = [.. aliases.Select(a => a.Alias)],
    };

    /// <summary>An event with the runs it led to.</summary>
    public static AssetEventInfo Of(AssetEventRow row, AssetRow? asset, IEnumerable<DagRunRow> runs) => new()
    {
        Id = row.EventId,
        AssetId = AssetIds.Of(row.Uri),
        Uri = row.Uri,
        Name = asset?.Name ?? row.Uri,
        Group = asset?.Group ?? AssetDefinition.DefaultGroup,
        Timestamp = row.At,
        ExtraJson = row.ExtraJson,
        SourceDagId = row.SourceDagId,
        SourceRunId = row.SourceRunId,
        SourceTaskId = row.SourceTaskId,
        SourceMapIndex = row.SourceMapIndex,
        CreatedDagRuns = [.. runs.Select(Of)],
        Aliases = [.. JsonSerializer.Deserialize<string[]>(row.AliasesJson)!],
    };

    /// <summary>News a DAG has not run for.</summary>
    public static QueuedAssetInfo Of(AssetQueueRow row) => new() { DagId = row.DagId, AssetId = AssetIds.Of(row.Uri), Uri = row.Uri, CreatedAt = row.QueuedAt };

    private static AssetMentionInfo Of(AssetReferenceRow row) => new()
    {
        DagId = row.DagId,
        TaskId = row.TaskId.Length == 0 ? null : row.TaskId,
        Role = (AssetMentionRole)row.Role,
        CreatedAt = row.CreatedAt,
    };

    private static AssetRunInfo Of(DagRunRow row) => new()
    {
        DagId = row.DagId,
        RunId = row.RunId,
        State = row.State,
        LogicalDate = row.LogicalDate,
        StartDate = row.StartedAt,
        EndDate = row.EndedAt,
    };
}
