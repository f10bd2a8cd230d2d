using System.Text.Json;
using Orrery.Core.Dags;
using Orrery.Core.Timetables;
using Orrery.Core.Versions;
using Orrery.Grains.Interfaces.Dags;
using Orrery.Storage.Rows;

namespace Orrery.Grains.Dags;

/// <summary>Makes and changes the rows of a DAG. Pure.</summary>
internal static class DagRows
{
    /// <summary>The row of a DAG that was never seen before.</summary>
    public static DagRow New(string dagId, PublishRequest request, bool isPaused, DateTimeOffset now) => new()
    {
        Revision = 0,
        DagId = dagId,
        Bundle = request.Bundle,
        File = request.File,
        Version = request.Version,
        Release = 0,
        IsPaused = isPaused,
        CreatedAt = now,
        UpdatedAt = now,
    };

    /// <summary>The row once this release is live.</summary>
    public static DagRow Describe(DagRow row, DagDefinition dag, Timetable timetable, DagReleaseRow release, DateTimeOffset now) => row with
    {
        Version = release.Version,
        Release = release.Release,
        Description = dag.Description,
        ScheduleSummary = dag.Schedule is ScheduleDefinition.None ? null : timetable.Description,
        Owner = dag.Owner,
        TagsJson = JsonSerializer.Serialize(dag.Tags),
        TaskCount = dag.Tasks.Count,
        MaxActiveRuns = dag.MaxActiveRuns,
        MaxActiveTasks = dag.MaxActiveTasks,
        MaxFailedRuns = dag.MaxConsecutiveFailedDagRuns,
        UpdatedAt = now,
    };

    /// <summary>The row of a release.</summary>
    public static DagReleaseRow Release(string dagId, int release, PublishRequest request, DateTimeOffset now) => new()
    {
        DagId = dagId,
        Release = release,
        Version = request.Version,
        CodeReference = request.CodeReference,
        CodePath = request.CodePath,
        Snapshot = request.Snapshot,
        SourceReference = request.SourceReference,
        SourceBlob = request.SourceBlob,
        InputsJson = request.InputsJson,
        Bundle = request.Bundle,
        File = request.File,
        CreatedAt = now,
    };

    /// <summary>What the DAG remembers of its rollouts.</summary>
    public static RolloutState RolloutOf(DagRow row) => RolloutState.FromJson(row.RolloutJson);

    /// <summary>The row without a candidate.</summary>
    public static DagRow WithoutCandidate(DagRow row) => row.CandidateRelease is null
        ? row
        : row with { CandidateRelease = null, RolloutJson = RolloutOf(row).WithoutCandidate().ToJson() };

    /// <summary>The next scheduled run after the newest one.</summary>
    public static DagRunInfo? NextRun(DagRow row, DagDefinition dag, Timetable timetable, DateTimeOffset now) => timetable.Next(ContextOf(row, dag, now));

    /// <summary>The scheduled run to create when the planned one is due.</summary>
    public static DagRunInfo DueRunOf(DagRow row, DagDefinition dag, Timetable timetable, DateTimeOffset now) => DueRun.Of(
        timetable,
        ContextOf(row, dag, now),
        PlannedRun(row)!.Value);

    /// <summary>The scheduled run that is planned; null: none is.</summary>
    public static DagRunInfo? PlannedRun(DagRow row) =>
        row is { NextLogicalDate: { } date, NextIntervalStart: { } start, NextIntervalEnd: { } end, NextRunAfter: { } due }
            ? new DagRunInfo(date, new DataInterval(start, end), due)
            : null;

    /// <summary>What the timetable of a DAG looks at.</summary>
    public static TimetableContext ContextOf(DagRow row, DagDefinition dag, DateTimeOffset now) => new()
    {
        Last = row is { LastIntervalStart: { } start, LastIntervalEnd: { } end } ? new DataInterval(start, end) : null,
        Earliest = dag.StartDate,
        Latest = dag.EndDate,
        Catchup = dag.Catchup,
        Now = now,
    };

    /// <summary>The row with this run planned; null: none is.</summary>
    public static DagRow WithNext(DagRow row, DagRunInfo? next) => row with
    {
        NextRunAfter = next?.RunAfter,
        NextLogicalDate = next?.LogicalDate,
        NextIntervalStart = next?.DataInterval.Start,
        NextIntervalEnd = next?.DataInterval.End,
        IsFull = false,
    };
}
