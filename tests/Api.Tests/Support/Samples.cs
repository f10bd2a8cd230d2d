using System.Collections.Immutable;
using System.Text.Json;
using Orrery.Client;
using Orrery.Core.Identity;
using Orrery.Core.States;
using Orrery.Grains.Interfaces.Bundles;
using Orrery.Grains.Interfaces.Catalog;
using Orrery.Grains.Interfaces.Dags;
using Orrery.Grains.Interfaces.Runs;

namespace Orrery.Api.Tests.Support;

/// <summary>Compares what records say; lists in records compare by reference.</summary>
internal static class SamplesExtensions
{
    public static void ShouldSayTheSameAs<T>(this T actual, T expected) =>
        JsonSerializer.Serialize(actual).ShouldBe(JsonSerializer.Serialize(expected));
}

/// <summary>One of everything, with every field set.</summary>
internal static class Samples
{
    public const string DagId = "sales";
    public const string RunId = "scheduled__2026-01-01T00:00:00+00:00";
    public const string TaskId = "extract";

    public static readonly string Version = new('a', 64);

    public static readonly DateTimeOffset Midnight = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static DagRunInfo Run { get; } = new()
    {
        DagId = DagId,
        DagRunId = RunId,
        State = DagRunState.Failed,
        RunType = DagRunType.Scheduled,
        LogicalDate = Midnight,
        DataIntervalStart = Midnight,
        DataIntervalEnd = Midnight.AddDays(1),
        RunAfter = Midnight.AddDays(1),
        QueuedAt = Midnight.AddDays(1).AddSeconds(1),
        StartDate = Midnight.AddDays(1).AddSeconds(2),
        EndDate = Midnight.AddDays(1).AddSeconds(3.5),
        ConfJson = """{"day":1,"name":"ü"}""",
        Note = "looked at",
        TriggeredBy = "timetable",
        VersionNumber = 3,
        Version = Version,
        Reason = "timed_out",
    };

    public static DagInfo Dag { get; } = new()
    {
        DagId = DagId,
        Description = "Sums up \"sales\" & more",
        IsPaused = true,
        IsActive = true,
        TimetableSummary = "0 0 * * *",
        NextDagrunRunAfter = Midnight.AddDays(2),
        NextDagrunLogicalDate = Midnight.AddDays(1),
        NextDagrunDataIntervalStart = Midnight.AddDays(1),
        NextDagrunDataIntervalEnd = Midnight.AddDays(2),
        MaxActiveRuns = 4,
        MaxActiveTasks = 5,
        HasImportErrors = true,
        Tags = ["daily", "money"],
        Owner = "finance",
        BundleName = "main",
        RelativeFileloc = "dags/sales.yaml",
        LatestVersionNumber = 3,
        Version = Version,
        LatestRuns = [Run],
        TaskCount = 2,
    };

    public static TaskInstanceInfo Task { get; } = new()
    {
        DagId = DagId,
        DagRunId = RunId,
        TaskId = TaskId,
        Ordinal = 0,
        State = TaskInstanceState.UpForRetry,
        TryNumber = 2,
        MaxTries = 3,
        Level = 2,
        ScheduledWhen = Midnight.AddDays(1).AddSeconds(2),
        StartDate = Midnight.AddDays(1).AddSeconds(2.25),
        EndDate = Midnight.AddDays(1).AddSeconds(3),
        NextTryAt = Midnight.AddDays(1).AddMinutes(5),
        Operator = "bash",
        Hostname = "host-1",
        FailureMessage = "Exit code 3.",
        FailureReason = "exit_code",
    };

    public static TaskInstanceInfo Undecided { get; } = new()
    {
        DagId = DagId,
        DagRunId = RunId,
        TaskId = "load",
        Ordinal = 1,
        State = TaskInstanceState.None,
        Operator = "empty",
    };

    public static TaskInstanceInfo Broken { get; } = Undecided with { TaskId = "check", Ordinal = 2, State = TaskInstanceState.Failed, TryNumber = 1, Operator = "bash" };

    public static TaskTryInfo Try { get; } = new()
    {
        TryNumber = 1,
        State = TaskInstanceState.Failed,
        StartDate = Midnight.AddDays(1),
        EndDate = Midnight.AddDays(1).AddSeconds(1),
        Hostname = "host-1",
        ExitCode = 3,
        Signal = 9,
        FailureMessage = "Exit code 3.",
    };

    public static ImportErrorInfo ImportError { get; } = new()
    {
        BundleName = "main",
        Filename = "dags/broken.yaml",
        StackTrace = "dags/broken.yaml:3:5: unknown field 'taks'; did you mean 'tasks'?",
        FirstSeen = Midnight,
        Timestamp = Midnight.AddHours(1),
    };

    public static DagStructure Structure { get; } = new()
    {
        TaskIds = ["extract", "load"],
        Upstream = [[], [0]],
        Operators = ["bash", "empty"],
        Groups = [new TaskGroupInfo("all", -1), new TaskGroupInfo("all.inner", 0)],
        GroupOf = [-1, 1],
    };

    public static RunCells Cells { get; } = new()
    {
        Version = Version,
        TaskCount = 3,
        Deflated = [.. RunCells.Deflate([0x18, 0x25, TaskCell.Absent])],
        Mapped = [new MappedCells(1, [0, 0, 0, 0, 3, 1])],
        Others = [new OtherCell("gone", 0x0c)],
    };

    public static ParseReport Report { get; } = new()
    {
        FilesSeen = 4,
        FilesParsed = 2,
        Published =
        [
            new PublishResult { DagId = DagId, Release = 3, IsNew = true },
            new PublishResult { DagId = "taken", Release = 0, IsNew = false, Refused = "Another bundle owns it." },
        ],
        Deactivated = ["old"],
        Errors = ["dags/broken.yaml:3:5: unknown field 'taks'"],
        Files =
        [
            new FileReport
            {
                Path = "dags/broken.yaml",
                Errors = [new ParseProblem { Message = "dags/broken.yaml:3:5: unknown field 'taks'", Line = 3, Column = 5, Trace = "there" }],
                Warnings = [new ParseProblem { Message = "odd" }],
            },
            new FileReport { Path = "dags/sales.yaml", Published = [new PublishResult { DagId = DagId, Release = 3, IsNew = true, IsCandidate = true, DiffJson = """{"dag":[]}""" }] },
        ],
        Snapshot = "abc",
        SourceReference = "sha256:1",
        IsDryRun = true,
        IsRejected = true,
    };

    public static OverviewInfo Overview { get; } = new()
    {
        Since = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero),
        Queued = 1,
        Running = 2,
        Success = 3,
        Failed = 4,
        ImportErrors = 5,
        Approvals = 6,
        Upcoming = [new UpcomingRunInfo("sales", new DateTimeOffset(2026, 1, 3, 0, 0, 0, TimeSpan.Zero))],
    };

    public static HealthInfo Health { get; } = new(
        IsHealthy: true, "0.1.0", [new("store", true, "Durable."), new("scheduler", true, "On time."), new("runtime", true, "2 of 8 slots taken.")]);

    public static LogAddress Log { get; } = new(DagId, RunId, TaskId, TryNumber: 1);

    public static ImmutableArray<LogLine> Lines { get; } =
    [
        new(1, Midnight, LogSource.System, "Started."),
        new(2, Midnight.AddMilliseconds(5), LogSource.Stdout, "\u001b[32mgrün\u001b[0m <ok>"),
        new(3, Midnight.AddSeconds(1), LogSource.Stderr, ""),
    ];

    public static RunUpdate Update(long sequence) => new() { Sequence = sequence, IsSnapshot = sequence == 1, Run = Run, Tasks = [Task, Undecided] };
}
