using Orrery.Core.Identity;
using Orrery.Core.States;

namespace Orrery.Grains.Interfaces.Catalog;

/// <summary>A DAG in a list. Field names are those of the REST API.</summary>
[GenerateSerializer, Immutable, Alias("orrery.dag_info")]
public sealed record DagInfo
{
    /// <summary>Id of the DAG.</summary>
    [Id(0)] public required string DagId { get; init; }

    /// <summary>What it is for.</summary>
    [Id(1)] public string? Description { get; init; }

    /// <summary>Whether its schedule is paused.</summary>
    [Id(2)] public bool IsPaused { get; init; }

    /// <summary>Whether it is in service; false once its file is gone.</summary>
    [Id(3)] public bool IsActive { get; init; } = true;

    /// <summary>The schedule as people read it; null: only by hand.</summary>
    [Id(4)] public string? TimetableSummary { get; init; }

    /// <summary>When the next scheduled run is due.</summary>
    [Id(5)] public DateTimeOffset? NextDagrunRunAfter { get; init; }

    /// <summary>Tags.</summary>
    [Id(6)] public ImmutableArray<string> Tags { get; init; } = [];

    /// <summary>Who answers for it.</summary>
    [Id(7)] public string? Owner { get; init; }

    /// <summary>Name of its bundle.</summary>
    [Id(8)] public required string BundleName { get; init; }

    /// <summary>Path of its file in the bundle.</summary>
    [Id(9)] public required string RelativeFileloc { get; init; }

    /// <summary>Number of the live release.</summary>
    [Id(10)] public int LatestVersionNumber { get; init; }

    /// <summary>SHA-256 of the live version.</summary>
    [Id(11)] public required string Version { get; init; }

    /// <summary>Its newest runs, newest first; at most 14.</summary>
    [Id(12)] public ImmutableArray<DagRunInfo> LatestRuns { get; init; } = [];

    /// <summary>Number of tasks of the live version.</summary>
    [Id(13)] public int TaskCount { get; init; }

    /// <summary>Logical date of the next scheduled run.</summary>
    [Id(14)] public DateTimeOffset? NextDagrunLogicalDate { get; init; }

    /// <summary>Start of the data interval of that run.</summary>
    [Id(15)] public DateTimeOffset? NextDagrunDataIntervalStart { get; init; }

    /// <summary>End of the data interval of that run.</summary>
    [Id(16)] public DateTimeOffset? NextDagrunDataIntervalEnd { get; init; }

    /// <summary>How many runs may be running at once, those of backfills aside.</summary>
    [Id(17)] public int MaxActiveRuns { get; init; }

    /// <summary>How many tasks of one run may be queued or running at once.</summary>
    [Id(18)] public int MaxActiveTasks { get; init; }

    /// <summary>Whether its file cannot be taken as it is now, so that what is live is older than the file.</summary>
    [Id(19)] public bool HasImportErrors { get; init; }

    /// <summary>Why it was paused by itself, in one sentence; null when somebody paused it, or it is not paused.</summary>
    [Id(20)] public string? PauseReason { get; init; }

    /// <summary>After how many failed runs in a row it is paused by itself; 0: never.</summary>
    [Id(21)] public int MaxConsecutiveFailedDagRuns { get; init; }

    /// <summary>Number of the release that takes a share of new runs before it is live; null: none does.</summary>
    [Id(22)] public int? CandidateVersionNumber { get; init; }

    /// <summary>The candidate's share of new scheduled and manual runs, in percent; null: there is none, or it takes the next few.</summary>
    [Id(23)] public int? CandidatePercent { get; init; }

    /// <summary>How many of the next scheduled and manual runs take the candidate, counted from when it came; null: there is none, or it takes a share.</summary>
    [Id(24)] public int? CandidateNext { get; init; }
}

/// <summary>A run that a schedule will ask for.</summary>
[GenerateSerializer, Immutable, Alias("orrery.next_run_info")]
public sealed record NextRunInfo
{
    /// <summary>Its logical date.</summary>
    [Id(0)] public required DateTimeOffset LogicalDate { get; init; }

    /// <summary>Start of its data interval.</summary>
    [Id(1)] public required DateTimeOffset DataIntervalStart { get; init; }

    /// <summary>End of its data interval.</summary>
    [Id(2)] public required DateTimeOffset DataIntervalEnd { get; init; }

    /// <summary>When it is due.</summary>
    [Id(3)] public required DateTimeOffset RunAfter { get; init; }
}

/// <summary>A run in a list.</summary>
[GenerateSerializer, Immutable, Alias("orrery.dag_run_info")]
public sealed record DagRunInfo
{
    /// <summary>Id of the DAG.</summary>
    [Id(0)] public required string DagId { get; init; }

    /// <summary>Id of the run.</summary>
    [Id(1)] public required string DagRunId { get; init; }

    /// <summary>State.</summary>
    [Id(2)] public required DagRunState State { get; init; }

    /// <summary>Why it exists.</summary>
    [Id(3)] public required DagRunType RunType { get; init; }

    /// <summary>Logical date, if it has one.</summary>
    [Id(4)] public DateTimeOffset? LogicalDate { get; init; }

    /// <summary>Start of its data interval.</summary>
    [Id(5)] public DateTimeOffset? DataIntervalStart { get; init; }

    /// <summary>End of its data interval.</summary>
    [Id(6)] public DateTimeOffset? DataIntervalEnd { get; init; }

    /// <summary>Earliest moment it might start.</summary>
    [Id(7)] public required DateTimeOffset RunAfter { get; init; }

    /// <summary>When it was queued.</summary>
    [Id(8)] public DateTimeOffset? QueuedAt { get; init; }

    /// <summary>When it started.</summary>
    [Id(9)] public DateTimeOffset? StartDate { get; init; }

    /// <summary>When it ended.</summary>
    [Id(10)] public DateTimeOffset? EndDate { get; init; }

    /// <summary>Values given for params, as a JSON object.</summary>
    [Id(11)] public string? ConfJson { get; init; }

    /// <summary>A note by people.</summary>
    [Id(12)] public string? Note { get; init; }

    /// <summary>Who asked for it.</summary>
    [Id(13)] public string? TriggeredBy { get; init; }

    /// <summary>Number of the release it is pinned to.</summary>
    [Id(14)] public int VersionNumber { get; init; }

    /// <summary>Why it ended as it did, when that is not plain: <c>all_tasks_deadlocked</c>, <c>timed_out</c>, <c>marked</c>.</summary>
    [Id(15)] public string? Reason { get; init; }

    /// <summary>SHA-256 of the version it is pinned to.</summary>
    [Id(16)] public required string Version { get; init; }

    /// <summary>The code it runs: a commit or the digest of an archive, else the hash of the bundle's snapshot; null: the code is not kept.</summary>
    [Id(17)] public string? BundleVersion { get; init; }

    /// <summary>Name of the bundle its release came from; null: the release is not kept.</summary>
    [Id(18)] public string? BundleName { get; init; }

    /// <summary>When its release was made; null: the release is not kept.</summary>
    [Id(19)] public DateTimeOffset? ReleasedAt { get; init; }
}

/// <summary>A task instance in a list.</summary>
[GenerateSerializer, Immutable, Alias("orrery.task_instance_info")]
public sealed record TaskInstanceInfo
{
    /// <summary>Id of the DAG.</summary>
    [Id(0)] public required string DagId { get; init; }

    /// <summary>Id of the run.</summary>
    [Id(1)] public required string DagRunId { get; init; }

    /// <summary>Id of the task.</summary>
    [Id(2)] public required string TaskId { get; init; }

    /// <summary>Index of the mapped instance, -1 when not mapped.</summary>
    [Id(3)] public int MapIndex { get; init; } = -1;

    /// <summary>Place in the run.</summary>
    [Id(4)] public required int Ordinal { get; init; }

    /// <summary>State.</summary>
    [Id(5)] public required TaskInstanceState State { get; init; }

    /// <summary>Number of the current or last try.</summary>
    [Id(6)] public int TryNumber { get; init; }

    /// <summary>Last try that may be followed by a retry.</summary>
    [Id(7)] public int MaxTries { get; init; }

    /// <summary>When the current try became ready.</summary>
    [Id(8)] public DateTimeOffset? ScheduledWhen { get; init; }

    /// <summary>When the current or last try started.</summary>
    [Id(9)] public DateTimeOffset? StartDate { get; init; }

    /// <summary>When the last try ended.</summary>
    [Id(10)] public DateTimeOffset? EndDate { get; init; }

    /// <summary>When the next try is due.</summary>
    [Id(11)] public DateTimeOffset? NextTryAt { get; init; }

    /// <summary>What the task does: bash, command, empty, branch, short_circuit.</summary>
    [Id(12)] public string Operator { get; init; } = "";

    /// <summary>Host of the current or last try.</summary>
    [Id(13)] public string? Hostname { get; init; }

    /// <summary>Why the last try failed, in one sentence.</summary>
    [Id(14)] public string? FailureMessage { get; init; }

    /// <summary>Kind of that failure, snake_case.</summary>
    [Id(15)] public string? FailureReason { get; init; }

    /// <summary>Length of the longest path from a task without upstream tasks; with the ordinal, an order in which people read a run.</summary>
    [Id(16)] public int Level { get; init; }

    /// <summary>A note by people.</summary>
    [Id(17)] public string? Note { get; init; }

    /// <summary>The name people read for the instance of a mapped task; null: its index.</summary>
    [Id(18)] public string? RenderedMapIndex { get; init; }

    /// <summary>The pool whose slots it takes.</summary>
    [Id(19)] public string Pool { get; init; } = "default_pool";

    /// <summary>How many slots; 0: its run decides it by itself.</summary>
    [Id(20)] public int PoolSlots { get; init; } = 1;

    /// <summary>The queue it is offered in; null: its task is not in the version any more.</summary>
    [Id(21)] public string? Queue { get; init; }

    /// <summary>The task's own weight.</summary>
    [Id(22)] public int? PriorityWeight { get; init; }
}

/// <summary>One try of a task instance.</summary>
[GenerateSerializer, Immutable, Alias("orrery.task_try_info")]
public sealed record TaskTryInfo
{
    /// <summary>Number of the try, from 1.</summary>
    [Id(0)] public required int TryNumber { get; init; }

    /// <summary>State it is in or ended in.</summary>
    [Id(1)] public required TaskInstanceState State { get; init; }

    /// <summary>When it started.</summary>
    [Id(2)] public DateTimeOffset? StartDate { get; init; }

    /// <summary>When it ended.</summary>
    [Id(3)] public DateTimeOffset? EndDate { get; init; }

    /// <summary>Host it ran on.</summary>
    [Id(4)] public string? Hostname { get; init; }

    /// <summary>Exit code.</summary>
    [Id(5)] public int? ExitCode { get; init; }

    /// <summary>Signal that ended it.</summary>
    [Id(6)] public int? Signal { get; init; }

    /// <summary>Why it failed.</summary>
    [Id(7)] public string? FailureMessage { get; init; }
}

/// <summary>One thing wrong with one file of a bundle. The versions before stay live.</summary>
[GenerateSerializer, Immutable, Alias("orrery.import_error_info")]
public sealed record ImportErrorInfo
{
    /// <summary>Name of the bundle.</summary>
    [Id(0)] public required string BundleName { get; init; }

    /// <summary>Path of the file in the bundle.</summary>
    [Id(1)] public required string Filename { get; init; }

    /// <summary>Everything that is wrong with the file, a line each with its place and remedy.</summary>
    [Id(2)] public required string StackTrace { get; init; }

    /// <summary>When it was first seen.</summary>
    [Id(3)] public required DateTimeOffset FirstSeen { get; init; }

    /// <summary>When it was last seen.</summary>
    [Id(4)] public required DateTimeOffset Timestamp { get; init; }

    /// <summary>The same as a JSON array, one for each error: <c>line</c>, <c>column</c>, <c>message</c>, <c>trace</c>. Empty: of a file that was read before there was this.</summary>
    [Id(5)] public string DetailsJson { get; init; } = "[]";
}
