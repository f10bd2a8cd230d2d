using Orrery.Core.Dags;

namespace Orrery.Storage.Rows;

/// <summary>A DAG: what is live, whether it is paused, where its schedule stands. Key: dag id.</summary>
public sealed record DagRow : FencedRow
{
    /// <summary>Id of the DAG.</summary>
    public required string DagId { get; init; }

    /// <summary>Bundle that owns it.</summary>
    public required string Bundle { get; init; }

    /// <summary>Path of its file in the bundle.</summary>
    public required string File { get; init; }

    /// <summary>Live version.</summary>
    public required string Version { get; init; }

    /// <summary>Number of the live release.</summary>
    public required int Release { get; init; }

    /// <summary>Whether its schedule is paused.</summary>
    public bool IsPaused { get; init; }

    /// <summary>Why it was paused by itself; null when somebody paused it, or it is not paused.</summary>
    public string? PauseReason { get; init; }

    /// <summary>When somebody last resumed it; null: never.</summary>
    public DateTimeOffset? ResumedAt { get; init; }

    /// <summary>After how many failed runs in a row it is paused by itself; 0: never. Copied from the live version for lists.</summary>
    public int MaxFailedRuns { get; init; }

    /// <summary>Whether it is in service.</summary>
    public bool IsActive { get; init; } = true;

    /// <summary>Whether the next scheduled run waits for another one to end, because <see cref="MaxActiveRuns"/> is reached.</summary>
    public bool IsFull { get; init; }

    /// <summary>How many runs of the live version may be running at once.</summary>
    public int MaxActiveRuns { get; init; } = DagDefinition.DefaultMaxActiveRuns;

    /// <summary>How many tasks of one run of the live version may be queued or running at once.</summary>
    public int MaxActiveTasks { get; init; } = DagDefinition.DefaultMaxActiveTasks;

    /// <summary>When the next scheduled run is due; null: never.</summary>
    public DateTimeOffset? NextRunAfter { get; init; }

    /// <summary>Logical date of that run.</summary>
    public DateTimeOffset? NextLogicalDate { get; init; }

    /// <summary>Start of the data interval of that run.</summary>
    public DateTimeOffset? NextIntervalStart { get; init; }

    /// <summary>End of the data interval of that run.</summary>
    public DateTimeOffset? NextIntervalEnd { get; init; }

    /// <summary>Start of the data interval of the newest scheduled run.</summary>
    public DateTimeOffset? LastIntervalStart { get; init; }

    /// <summary>End of the data interval of the newest scheduled run.</summary>
    public DateTimeOffset? LastIntervalEnd { get; init; }

    /// <summary>What it is for; copied from the live version for lists.</summary>
    public string? Description { get; init; }

    /// <summary>The schedule as people read it; null: only by hand.</summary>
    public string? ScheduleSummary { get; init; }

    /// <summary>Who answers for it.</summary>
    public string? Owner { get; init; }

    /// <summary>Tags, as a JSON array.</summary>
    public string TagsJson { get; init; } = "[]";

    /// <summary>Number of tasks of the live version.</summary>
    public int TaskCount { get; init; }

    /// <summary>Number of the release that takes a share of new runs before it is live; null: none does.</summary>
    public int? CandidateRelease { get; init; }

    /// <summary>Number of the release that was live before; null: none was.</summary>
    public int? PreviousRelease { get; init; }

    /// <summary>How the candidate is rolled out and how it has fared, as a JSON object; null: there is none.</summary>
    public string? RolloutJson { get; init; }

    /// <summary>When it was first seen.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When the row was last written.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }
}
