using Orrery.Core.States;

namespace Orrery.Grains.Interfaces.Assets;

/// <summary>An asset in a list. Field names are those of the REST API.</summary>
[GenerateSerializer, Immutable, Alias("orrery.asset_info")]
public sealed record AssetInfo
{
    /// <summary>Its number, which follows from its URI.</summary>
    [Id(0)] public required long Id { get; init; }

    /// <summary>Its name.</summary>
    [Id(1)] public required string Name { get; init; }

    /// <summary>Its URI.</summary>
    [Id(2)] public required string Uri { get; init; }

    /// <summary>Its group.</summary>
    [Id(3)] public required string Group { get; init; }

    /// <summary>What else is said of it, a JSON object as text.</summary>
    [Id(4)] public string ExtraJson { get; init; } = "{}";

    /// <summary>Whether some DAG mentions it, and nothing contradicts it.</summary>
    [Id(5)] public bool IsActive { get; init; } = true;

    /// <summary>What contradicts it; null: nothing does.</summary>
    [Id(6)] public string? Problem { get; init; }

    /// <summary>When it was first seen.</summary>
    [Id(7)] public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When what is said of it last changed.</summary>
    [Id(8)] public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>Id of its newest event; null: it had none.</summary>
    [Id(9)] public long? LastEventId { get; init; }

    /// <summary>Moment of its newest event.</summary>
    [Id(10)] public DateTimeOffset? LastEventAt { get; init; }

    /// <summary>Who mentions it: the DAGs that wait for it, and the tasks that write or read it.</summary>
    [Id(11)] public ImmutableArray<AssetMentionInfo> Mentions { get; init; } = [];

    /// <summary>Names of the aliases that were resolved to it.</summary>
    [Id(12)] public ImmutableArray<string> Aliases { get; init; } = [];
}

/// <summary>What a mention of an asset is for.</summary>
public enum AssetMentionRole
{
    /// <summary>The DAG waits for it.</summary>
    Schedule = 0,

    /// <summary>A task reads it.</summary>
    Inlet = 1,

    /// <summary>A task writes it.</summary>
    Outlet = 2,
}

/// <summary>A mention of an asset by a DAG.</summary>
[GenerateSerializer, Immutable, Alias("orrery.asset_mention_info")]
public sealed record AssetMentionInfo
{
    /// <summary>Id of the DAG.</summary>
    [Id(0)] public required string DagId { get; init; }

    /// <summary>Id of the task; null: the DAG's schedule.</summary>
    [Id(1)] public string? TaskId { get; init; }

    /// <summary>What it is for.</summary>
    [Id(2)] public required AssetMentionRole Role { get; init; }

    /// <summary>Since when.</summary>
    [Id(3)] public required DateTimeOffset CreatedAt { get; init; }
}

/// <summary>An alias, and what it was resolved to.</summary>
[GenerateSerializer, Immutable, Alias("orrery.asset_alias_info")]
public sealed record AssetAliasInfo
{
    /// <summary>Its number, which follows from its name.</summary>
    [Id(0)] public required long Id { get; init; }

    /// <summary>Its name.</summary>
    [Id(1)] public required string Name { get; init; }

    /// <summary>URIs of the assets it was resolved to so far.</summary>
    [Id(2)] public ImmutableArray<string> Uris { get; init; } = [];
}

/// <summary>News of an asset in a list.</summary>
[GenerateSerializer, Immutable, Alias("orrery.asset_event_info")]
public sealed record AssetEventInfo
{
    /// <summary>Its id, ascending within the asset.</summary>
    [Id(0)] public required long Id { get; init; }

    /// <summary>Number of the asset.</summary>
    [Id(1)] public required long AssetId { get; init; }

    /// <summary>URI of the asset.</summary>
    [Id(2)] public required string Uri { get; init; }

    /// <summary>Name of the asset.</summary>
    [Id(3)] public required string Name { get; init; }

    /// <summary>Group of the asset.</summary>
    [Id(4)] public required string Group { get; init; }

    /// <summary>When it happened.</summary>
    [Id(5)] public required DateTimeOffset Timestamp { get; init; }

    /// <summary>What is said of it, a JSON object as text.</summary>
    [Id(6)] public string ExtraJson { get; init; } = "{}";

    /// <summary>Id of the DAG that wrote the asset; null: no task did.</summary>
    [Id(7)] public string? SourceDagId { get; init; }

    /// <summary>Id of the run that wrote it.</summary>
    [Id(8)] public string? SourceRunId { get; init; }

    /// <summary>Id of the task that wrote it.</summary>
    [Id(9)] public string? SourceTaskId { get; init; }

    /// <summary>Index of the mapped instance that wrote it; -1 when not mapped.</summary>
    [Id(10)] public int SourceMapIndex { get; init; } = -1;

    /// <summary>The runs it led to.</summary>
    [Id(11)] public ImmutableArray<AssetRunInfo> CreatedDagRuns { get; init; } = [];

    /// <summary>Names of the aliases through which the asset was meant.</summary>
    [Id(12)] public ImmutableArray<string> Aliases { get; init; } = [];
}

/// <summary>A run that news led to.</summary>
[GenerateSerializer, Immutable, Alias("orrery.asset_run_info")]
public sealed record AssetRunInfo
{
    /// <summary>Id of the DAG.</summary>
    [Id(0)] public required string DagId { get; init; }

    /// <summary>Id of the run.</summary>
    [Id(1)] public required string RunId { get; init; }

    /// <summary>State.</summary>
    [Id(2)] public required DagRunState State { get; init; }

    /// <summary>Logical date; null: none, as for runs because of assets.</summary>
    [Id(3)] public DateTimeOffset? LogicalDate { get; init; }

    /// <summary>When it started.</summary>
    [Id(4)] public DateTimeOffset? StartDate { get; init; }

    /// <summary>When it ended.</summary>
    [Id(5)] public DateTimeOffset? EndDate { get; init; }
}

/// <summary>News a DAG has not run for yet.</summary>
[GenerateSerializer, Immutable, Alias("orrery.queued_asset_info")]
public sealed record QueuedAssetInfo
{
    /// <summary>Id of the DAG.</summary>
    [Id(0)] public required string DagId { get; init; }

    /// <summary>Number of the asset.</summary>
    [Id(1)] public required long AssetId { get; init; }

    /// <summary>URI of the asset.</summary>
    [Id(2)] public required string Uri { get; init; }

    /// <summary>When the newest of the news happened.</summary>
    [Id(3)] public required DateTimeOffset CreatedAt { get; init; }
}

/// <summary>How near a DAG's next run because of assets is.</summary>
[GenerateSerializer, Immutable, Alias("orrery.next_run_assets")]
public sealed record NextRunAssets
{
    /// <summary>The expression, a JSON object as text: <c>{"all": [{"asset": "s3://a"}, …]}</c>.</summary>
    [Id(0)] public required string ExpressionJson { get; init; }

    /// <summary>Every asset in it, aliases resolved.</summary>
    [Id(1)] public required ImmutableArray<NextRunAsset> Assets { get; init; }
}

/// <summary>One asset of a DAG's expression.</summary>
[GenerateSerializer, Immutable, Alias("orrery.next_run_asset")]
public sealed record NextRunAsset
{
    /// <summary>Number of the asset.</summary>
    [Id(0)] public required long Id { get; init; }

    /// <summary>URI of the asset.</summary>
    [Id(1)] public required string Uri { get; init; }

    /// <summary>Name of the asset.</summary>
    [Id(2)] public required string Name { get; init; }

    /// <summary>When its newest news that the DAG has not run for happened; null: there is none.</summary>
    [Id(3)] public DateTimeOffset? NewsAt { get; init; }
}
