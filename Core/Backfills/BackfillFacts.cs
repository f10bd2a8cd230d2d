using Orrery.Core.Timetables;

namespace Orrery.Core.Backfills;

/// <summary>What decides whether a backfill may be made.</summary>
public sealed record BackfillFacts
{
    /// <summary>The timetable of the DAG.</summary>
    public required Timetable Timetable { get; init; }

    /// <summary>Where the first run may be.</summary>
    public required DateTimeOffset From { get; init; }

    /// <summary>Where the last run may be, inclusive.</summary>
    public required DateTimeOffset To { get; init; }

    /// <summary>Whether the newest date comes first.</summary>
    public bool IsReverse { get; init; }

    /// <summary>What to do with finished runs.</summary>
    public ReprocessBehavior Reprocess { get; init; }

    /// <summary>Whether a task of the DAG depends on earlier runs.</summary>
    public bool DependsOnPast { get; init; }

    /// <summary>Whether the DAG allows runs of type backfill.</summary>
    public bool IsAllowed { get; init; } = true;

    /// <summary>Whether another backfill of the DAG has not been completed.</summary>
    public bool IsAnotherActive { get; init; }

    /// <summary>The present moment.</summary>
    public required DateTimeOffset Now { get; init; }
}
