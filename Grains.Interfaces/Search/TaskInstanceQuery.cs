using Orrery.Core.States;

namespace Orrery.Grains.Interfaces.Search;

/// <summary>
/// Which task instances. One run is read whole; over several, runs are walked from the newest on and <see cref="SearchLimits.LookedAt"/> task
/// instances are looked at, at most.
/// </summary>
[GenerateSerializer, Immutable, Alias("orrery.task_instance_query")]
public sealed record TaskInstanceQuery
{
    /// <summary>Of runs like these; its slice is not used.</summary>
    [Id(0)] public DagRunQuery Runs { get; init; } = new();

    /// <summary>Of one of these runs; empty: of any.</summary>
    [Id(1)] public ImmutableArray<string> RunIds { get; init; } = [];

    /// <summary>Of one of these tasks; empty: of any.</summary>
    [Id(2)] public ImmutableArray<string> TaskIds { get; init; } = [];

    /// <summary>In one of these states; empty: in any.</summary>
    [Id(3)] public ImmutableArray<TaskInstanceState> States { get; init; } = [];

    /// <summary>In one of these pools; empty: in any.</summary>
    [Id(4)] public ImmutableArray<string> Pools { get; init; } = [];

    /// <summary>Of one of these queues; empty: of any.</summary>
    [Id(5)] public ImmutableArray<string> Queues { get; init; } = [];

    /// <summary>Of one of these operators; empty: of any.</summary>
    [Id(6)] public ImmutableArray<string> Operators { get; init; } = [];

    /// <summary>At one of these tries; empty: at any.</summary>
    [Id(7)] public ImmutableArray<int> TryNumbers { get; init; } = [];

    /// <summary>With one of these map indices; empty: with any, or none.</summary>
    [Id(8)] public ImmutableArray<int> MapIndexes { get; init; } = [];

    /// <summary>Whether only instances of mapped tasks are wanted.</summary>
    [Id(9)] public bool OnlyMapped { get; init; }

    /// <summary>By start.</summary>
    [Id(10)] public MomentRange StartDate { get; init; } = MomentRange.Any;

    /// <summary>By end.</summary>
    [Id(11)] public MomentRange EndDate { get; init; } = MomentRange.Any;

    /// <summary>By the last of scheduled, started and ended.</summary>
    [Id(12)] public MomentRange UpdatedAt { get; init; } = MomentRange.Any;

    /// <summary>By seconds from start to end.</summary>
    [Id(13)] public SecondsRange Duration { get; init; } = SecondsRange.Any;

    /// <summary>Of tasks with such an id, a pattern as of <see cref="DagQuery.IdPattern"/>; null: any.</summary>
    [Id(14)] public string? TaskIdPattern { get; init; }

    /// <summary>In such a pool, a pattern; null: any.</summary>
    [Id(15)] public string? PoolPattern { get; init; }

    /// <summary>Of such a queue, a pattern; null: any.</summary>
    [Id(16)] public string? QueuePattern { get; init; }

    /// <summary>Of such an operator, a pattern; null: any.</summary>
    [Id(17)] public string? OperatorPattern { get; init; }

    /// <summary>In this task group, or in one that lies in it; null: in any, or none.</summary>
    [Id(18)] public string? TaskGroupId { get; init; }

    /// <summary>
    /// Which part. In its own order a run is read level by level, and the newest run comes first; all others sort what was looked at: <c>id</c>,
    /// <c>state</c>, <c>duration</c>, <c>start_date</c>, <c>end_date</c>, <c>updated_at</c>, <c>map_index</c>, <c>try_number</c>, <c>logical_date</c>,
    /// <c>run_after</c>, <c>data_interval_start</c>, <c>data_interval_end</c>, <c>rendered_map_index</c>, <c>operator</c>, <c>task_id</c>.
    /// </summary>
    [Id(19)] public Slice Slice { get; init; } = new();
}

/// <summary>A task instance, and what of its run people want to see beside it.</summary>
[GenerateSerializer, Immutable, Alias("orrery.found_task_instance")]
public sealed record FoundTaskInstance
{
    /// <summary>The task instance.</summary>
    [Id(0)] public required Catalog.TaskInstanceInfo Task { get; init; }

    /// <summary>Logical date of the run, if it has one.</summary>
    [Id(1)] public DateTimeOffset? LogicalDate { get; init; }

    /// <summary>Earliest moment the run might start.</summary>
    [Id(2)] public required DateTimeOffset RunAfter { get; init; }

    /// <summary>Number of the release the run is pinned to.</summary>
    [Id(3)] public int VersionNumber { get; init; }

    /// <summary>Name of the bundle the release came from; null: the release is not kept.</summary>
    [Id(4)] public string? BundleName { get; init; }

    /// <summary>The code the run is pinned to, as <see cref="Catalog.DagRunInfo.BundleVersion"/>.</summary>
    [Id(5)] public string? BundleVersion { get; init; }

    /// <summary>When the release was made; null: it is not kept.</summary>
    [Id(6)] public DateTimeOffset? ReleasedAt { get; init; }

    /// <summary>A task instance of a run.</summary>
    public static FoundTaskInstance Of(Catalog.TaskInstanceInfo task, Catalog.DagRunInfo run) => new()
    {
        Task = task,
        LogicalDate = run.LogicalDate,
        RunAfter = run.RunAfter,
        VersionNumber = run.VersionNumber,
        BundleName = run.BundleName,
        BundleVersion = run.BundleVersion,
        ReleasedAt = run.ReleasedAt,
    };
}
