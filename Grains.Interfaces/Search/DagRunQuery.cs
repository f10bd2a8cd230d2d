using Orrery.Core.Identity;
using Orrery.Core.States;

namespace Orrery.Grains.Interfaces.Search;

/// <summary>
/// Which runs. DAG, state, type and the range of <see cref="RunAfter"/> are served from indices: the cost is that of the page. Other filters look
/// at <see cref="SearchLimits.LookedAt"/> runs at most.
/// </summary>
[GenerateSerializer, Immutable, Alias("orrery.dag_run_query")]
public sealed record DagRunQuery
{
    /// <summary>Of one of these DAGs; empty: of any.</summary>
    [Id(0)] public ImmutableArray<string> DagIds { get; init; } = [];

    /// <summary>In one of these states; empty: in any.</summary>
    [Id(1)] public ImmutableArray<DagRunState> States { get; init; } = [];

    /// <summary>Of one of these types; empty: of any.</summary>
    [Id(2)] public ImmutableArray<DagRunType> Types { get; init; } = [];

    /// <summary>By the earliest moment they might start.</summary>
    [Id(3)] public MomentRange RunAfter { get; init; } = MomentRange.Any;

    /// <summary>By logical date.</summary>
    [Id(4)] public MomentRange LogicalDate { get; init; } = MomentRange.Any;

    /// <summary>By start.</summary>
    [Id(5)] public MomentRange StartDate { get; init; } = MomentRange.Any;

    /// <summary>By end.</summary>
    [Id(6)] public MomentRange EndDate { get; init; } = MomentRange.Any;

    /// <summary>By the last of queued, started and ended.</summary>
    [Id(7)] public MomentRange UpdatedAt { get; init; } = MomentRange.Any;

    /// <summary>By seconds from start to end.</summary>
    [Id(8)] public SecondsRange Duration { get; init; } = SecondsRange.Any;

    /// <summary>Of one of these releases; empty: of any.</summary>
    [Id(9)] public ImmutableArray<int> VersionNumbers { get; init; } = [];

    /// <summary>Of this code; null: of any.</summary>
    [Id(10)] public string? BundleVersion { get; init; }

    /// <summary>With such an id, a pattern as of <see cref="DagQuery.IdPattern"/>; null: any.</summary>
    [Id(11)] public string? RunIdPattern { get; init; }

    /// <summary>Of DAGs with such an id, a pattern; null: any.</summary>
    [Id(12)] public string? DagIdPattern { get; init; }

    /// <summary>Asked for by such a user, a pattern; null: by anybody.</summary>
    [Id(13)] public string? TriggeringUserPattern { get; init; }

    /// <summary>With this text in their conf; null: whatever conf.</summary>
    [Id(14)] public string? ConfContains { get; init; }

    /// <summary>
    /// Which part. Orders: <c>run_after</c> and <c>id</c>, which follow an index; <c>dag_id</c>, <c>run_id</c>, <c>state</c>, <c>logical_date</c>,
    /// <c>start_date</c>, <c>end_date</c>, <c>updated_at</c>, <c>duration</c>, <c>conf</c>, which sort the newest runs.
    /// </summary>
    [Id(15)] public Slice Slice { get; init; } = new();
}
