using Orrery.Core.States;

namespace Orrery.Grains.Interfaces.Search;

/// <summary>Which DAGs. Its cost follows the number of DAGs, not of runs.</summary>
[GenerateSerializer, Immutable, Alias("orrery.dag_query")]
public sealed record DagQuery
{
    /// <summary>With all, or any, of these tags; empty: whatever tags.</summary>
    [Id(0)] public ImmutableArray<string> Tags { get; init; } = [];

    /// <summary>Whether all of <see cref="Tags"/> are wanted, not one of them.</summary>
    [Id(1)] public bool AllTags { get; init; }

    /// <summary>Of one of these owners; empty: of any.</summary>
    [Id(2)] public ImmutableArray<string> Owners { get; init; } = [];

    /// <summary>With such an id; <c>%</c> stands for any text, <c>|</c> parts alternatives, case means nothing. Null: any.</summary>
    [Id(3)] public string? IdPattern { get; init; }

    /// <summary>Whether those that are out of service are left out. Default: yes.</summary>
    [Id(4)] public bool ExcludeStale { get; init; } = true;

    /// <summary>Paused, or not; null: either.</summary>
    [Id(5)] public bool? IsPaused { get; init; }

    /// <summary>With an import error in their file, or without; null: either.</summary>
    [Id(6)] public bool? HasImportErrors { get; init; }

    /// <summary>Whose newest run is in this state; null: whatever its state, or without runs.</summary>
    [Id(7)] public DagRunState? LastRunState { get; init; }

    /// <summary>Of this bundle; null: of any.</summary>
    [Id(8)] public string? Bundle { get; init; }

    /// <summary>Kept at hand by <see cref="User"/>, or not; null: either.</summary>
    [Id(9)] public bool? IsFavorite { get; init; }

    /// <summary>Who asks.</summary>
    [Id(10)] public string User { get; init; } = "";

    /// <summary>Which part. Orders: <c>dag_id</c> (its own), <c>dag_display_name</c>, <c>next_dagrun</c>, <c>last_run_state</c>, <c>last_run_start_date</c>.</summary>
    [Id(11)] public Slice Slice { get; init; } = new();
}

/// <summary>How many runs of a DAG are in each state.</summary>
[GenerateSerializer, Immutable, Alias("orrery.dag_stats")]
public sealed record DagStats
{
    /// <summary>The DAG.</summary>
    [Id(0)] public required string DagId { get; init; }

    /// <summary>Runs by <see cref="DagRunState"/>; a number of <see cref="SearchLimits.Counted"/> means at least as many.</summary>
    [Id(1)] public required ImmutableArray<int> Counts { get; init; }
}

/// <summary>Something about a DAG that works and is hardly meant.</summary>
[GenerateSerializer, Immutable, Alias("orrery.dag_warning_info")]
public sealed record DagWarningInfo
{
    /// <summary>The DAG.</summary>
    [Id(0)] public required string DagId { get; init; }

    /// <summary>Kind of warning: <c>non-existent pool</c>, <c>asset conflict</c>, <c>runtime varying value</c>.</summary>
    [Id(1)] public required string WarningType { get; init; }

    /// <summary>What, where and what to do.</summary>
    [Id(2)] public required string Message { get; init; }

    /// <summary>Since when.</summary>
    [Id(3)] public required DateTimeOffset Timestamp { get; init; }
}

/// <summary>A machine that runs tasks.</summary>
[GenerateSerializer, Immutable, Alias("orrery.runtime_host_info")]
public sealed record RuntimeHostInfo
{
    /// <summary>Its name.</summary>
    [Id(0)] public required string Name { get; init; }

    /// <summary>How many tasks it runs at once.</summary>
    [Id(1)] public required int Capacity { get; init; }

    /// <summary>When it was last heard of.</summary>
    [Id(2)] public required DateTimeOffset HeartbeatAt { get; init; }

    /// <summary>Whether that is recent enough that its tasks are taken to run.</summary>
    [Id(3)] public required bool IsAlive { get; init; }
}
