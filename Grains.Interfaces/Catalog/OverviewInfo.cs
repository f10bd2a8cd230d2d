namespace Orrery.Grains.Interfaces.Catalog;

/// <summary>What goes on in an installation, in a few numbers.</summary>
[GenerateSerializer, Immutable, Alias("orrery.overview_info")]
public sealed record OverviewInfo
{
    /// <summary>Highest number that is counted to; a number that is as high may be higher.</summary>
    public const int CountLimit = 10_000;

    /// <summary>How many of the runs to come are shown.</summary>
    public const int UpcomingLimit = 8;

    /// <summary>From when on runs that have ended are counted, by when they were due.</summary>
    [Id(0)] public required DateTimeOffset Since { get; init; }

    /// <summary>Runs that wait to start, now.</summary>
    [Id(1)] public int Queued { get; init; }

    /// <summary>Runs that run, now.</summary>
    [Id(2)] public int Running { get; init; }

    /// <summary>Runs that have succeeded.</summary>
    [Id(3)] public int Success { get; init; }

    /// <summary>Runs that have failed.</summary>
    [Id(4)] public int Failed { get; init; }

    /// <summary>Files that cannot be taken as they are.</summary>
    [Id(5)] public int ImportErrors { get; init; }

    /// <summary>Tasks that wait for somebody's answer; counted to 100.</summary>
    [Id(6)] public int Approvals { get; init; }

    /// <summary>The scheduled runs that come first.</summary>
    [Id(7)] public ImmutableArray<UpcomingRunInfo> Upcoming { get; init; } = [];
}

/// <summary>The next scheduled run of a DAG.</summary>
/// <param name="DagId">Id of the DAG.</param>
/// <param name="RunAfter">When it is due.</param>
[GenerateSerializer, Immutable, Alias("orrery.upcoming_run_info")]
public sealed record UpcomingRunInfo([property: Id(0)] string DagId, [property: Id(1)] DateTimeOffset RunAfter);
