using System.Text.Json.Serialization;
using Orrery.Core.Assets;
using Orrery.Grains.Interfaces.Assets;

namespace Orrery.Client.Http.Wire;

/// <summary>An asset: Airflow's <c>AssetResponse</c>, then what Orrery adds.</summary>
internal sealed record AssetWire
{
    public required long Id { get; init; }

    public required string Name { get; init; }

    public required string Uri { get; init; }

    public required string Group { get; init; }

    [JsonPropertyName("extra"), JsonConverter(typeof(RawJsonConverter))]
    public string ExtraJson { get; init; } = "{}";

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }

    public required AssetMentionWire[] ScheduledDags { get; init; }

    public required AssetMentionWire[] ProducingTasks { get; init; }

    public required AssetMentionWire[] ConsumingTasks { get; init; }

    public required AssetAliasWire[] Aliases { get; init; }

    public string[] Watchers { get; init; } = [];

    public LastAssetEventWire? LastAssetEvent { get; init; }

    public bool IsActive { get; init; }

    public string? Problem { get; init; }

    public static AssetWire Of(AssetInfo info) => new()
    {
        Id = info.Id,
        Name = info.Name,
        Uri = info.Uri,
        Group = info.Group,
        ExtraJson = info.ExtraJson,
        CreatedAt = info.CreatedAt,
        UpdatedAt = info.UpdatedAt,
        ScheduledDags = Mentions(info, AssetMentionRole.Schedule),
        ProducingTasks = Mentions(info, AssetMentionRole.Outlet),
        ConsumingTasks = Mentions(info, AssetMentionRole.Inlet),
        Aliases = [.. info.Aliases.Select(a => new AssetAliasWire(AssetIds.Of(a), a, ""))],
        LastAssetEvent = info.LastEventId is { } id ? new LastAssetEventWire(id, info.LastEventAt) : null,
        IsActive = info.IsActive,
        Problem = info.Problem,
    };

    public AssetInfo ToInfo() => new()
    {
        Id = Id,
        Name = Name,
        Uri = Uri,
        Group = Group,
        ExtraJson = ExtraJson,
        CreatedAt = CreatedAt,
        UpdatedAt = UpdatedAt,
        LastEventId = LastAssetEvent?.Id,
        LastEventAt = LastAssetEvent?.Timestamp,
        IsActive = IsActive,
        Problem = Problem,
        Mentions =
        [
            .. ScheduledDags.Select(m => m.ToInfo(AssetMentionRole.Schedule)),
            .. ConsumingTasks.Select(m => m.ToInfo(AssetMentionRole.Inlet)),
            .. ProducingTasks.Select(m => m.ToInfo(AssetMentionRole.Outlet)),
        ],
        Aliases = [.. Aliases.Select(a => a.Name)],
    };

    private static AssetMentionWire[] Mentions(AssetInfo info, AssetMentionRole role) =>
        [.. info.Mentions.Where(m => m.Role == role).Select(m => new AssetMentionWire(m.DagId, m.TaskId, m.CreatedAt, m.CreatedAt))];
}

/// <summary>A page of assets. The total is null where counting would cost; the cursor then says whether there are more.</summary>
internal sealed record AssetCollectionWire(AssetWire[] Assets, long? TotalEntries, string? NextCursor);

/// <summary>A DAG or task that mentions an asset.</summary>
internal sealed record AssetMentionWire(
    string DagId, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? TaskId, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt)
{
    public AssetMentionInfo ToInfo(AssetMentionRole role) => new() { DagId = DagId, TaskId = TaskId, Role = role, CreatedAt = CreatedAt };
}

/// <summary>The newest event of an asset.</summary>
internal sealed record LastAssetEventWire(long? Id, DateTimeOffset? Timestamp);

/// <summary>An alias: Airflow's <c>AssetAliasResponse</c>, then what Orrery adds.</summary>
internal sealed record AssetAliasWire(long Id, string Name, string Group, string[]? Uris = null)
{
    public static AssetAliasWire Of(AssetAliasInfo info) => new(info.Id, info.Name, "", [.. info.Uris]);

    public AssetAliasInfo ToInfo() => new() { Id = Id, Name = Name, Uris = [.. Uris ?? []] };
}

/// <summary>A page of aliases.</summary>
internal sealed record AssetAliasCollectionWire(AssetAliasWire[] AssetAliases, long? TotalEntries, string? NextCursor);

/// <summary>News a DAG has not run for yet: Airflow's <c>QueuedEventResponse</c>, then what Orrery adds.</summary>
internal sealed record QueuedEventWire(string DagId, long AssetId, DateTimeOffset CreatedAt, string DagDisplayName, string Uri)
{
    public static QueuedEventWire Of(QueuedAssetInfo info) => new(info.DagId, info.AssetId, info.CreatedAt, info.DagId, info.Uri);

    public QueuedAssetInfo ToInfo() => new() { DagId = DagId, AssetId = AssetId, Uri = Uri, CreatedAt = CreatedAt };
}

/// <summary>Such news.</summary>
internal sealed record QueuedEventCollectionWire(QueuedEventWire[] QueuedEvents, long TotalEntries);

/// <summary>How near a DAG's next run because of assets is.</summary>
internal sealed record NextRunAssetsWire(
    [property: JsonPropertyName("expression"), JsonConverter(typeof(RawJsonConverter))] string ExpressionJson, NextRunAssetWire[] Assets)
{
    public static NextRunAssetsWire Of(NextRunAssets info) =>
        new(info.ExpressionJson, [.. info.Assets.Select(a => new NextRunAssetWire(a.Id, a.Uri, a.Name, a.NewsAt))]);

    public NextRunAssets ToInfo() => new()
    {
        ExpressionJson = ExpressionJson,
        Assets = [.. Assets.Select(a => new NextRunAsset { Id = a.Id, Uri = a.Uri, Name = a.Name, NewsAt = a.NewsAt })],
    };
}

/// <summary>One asset of a DAG's expression.</summary>
internal sealed record NextRunAssetWire(long Id, string Uri, string Name, DateTimeOffset? NewsAt);
