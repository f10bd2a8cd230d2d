using System.Text.Json;
using Orrery.Core.Runs;
using Orrery.Core.States;
using Orrery.Core.Versions;
using Orrery.Grains.Dags;
using Orrery.Grains.Interfaces.Catalog;
using Orrery.Grains.Interfaces.Dags;
using Orrery.Grains.Interfaces.Pools;
using Orrery.Grains.Runs;
using Orrery.Storage;
using Orrery.Storage.Rows;

namespace Orrery.Grains;

/// <summary>From the store's rows to what clients see.</summary>
internal static class Infos
{
    /// <summary>A DAG with its newest runs.</summary>
    public static DagInfo Of(DagRow row, IEnumerable<DagRunRow> latestRuns, bool hasImportErrors) => new()
    {
        DagId = row.DagId,
        Description = row.Description,
        IsPaused = row.IsPaused,
        IsActive = row.IsActive,
        TimetableSummary = row.ScheduleSummary,
        NextDagrunRunAfter = row.NextRunAfter,
        NextDagrunLogicalDate = row.NextLogicalDate,
        NextDagrunDataIntervalStart = row.NextIntervalStart,
        NextDagrunDataIntervalEnd = row.NextIntervalEnd,
        MaxActiveRuns = row.MaxActiveRuns,
        MaxActiveTasks = row.MaxActiveTasks,
        HasImportErrors = hasImportErrors,
        Tags = [.. JsonSerializer.Deserialize<string[]>(row.TagsJson) ?? []],
        Owner = row.Owner,
        BundleName = row.Bundle,
        RelativeFileloc = row.File,
        LatestVersionNumber = row.Release,
        Version = row.Version,
        LatestRuns = [.. latestRuns.Select(Of)],
        TaskCount = row.TaskCount,
        PauseReason = row.PauseReason,
        MaxConsecutiveFailedDagRuns = row.MaxFailedRuns,
        CandidateVersionNumber = row.CandidateRelease,
        CandidatePercent = CandidatePolicyOf(row)?.Percent,
        CandidateNext = CandidatePolicyOf(row)?.Next,
    };

    private static RolloutPolicy? CandidatePolicyOf(DagRow row) => row.CandidateRelease is null ? null : DagRows.RolloutOf(row).Policy;

    /// <summary>How the releases of a DAG stand.</summary>
    public static RolloutInfo RolloutOf(DagRow row)
    {
        var rollout = DagRows.RolloutOf(row);
        return new RolloutInfo
        {
            Live = row.Release,
            Previous = row.PreviousRelease,
            Candidate = row.CandidateRelease,
            CandidateSince = rollout.CandidateSince,
            Percent = rollout.Policy?.Percent,
            Next = rollout.Policy?.Next,
            PromoteAfter = rollout.Policy?.PromoteAfter,
            RollbackAfter = rollout.Policy?.RollbackAfter,
            RolledBack = rollout.RolledBack,
            Because = rollout.Because,
        };
    }

    /// <summary>A run; its code goes by the name of its snapshot, unless people know another.</summary>
    public static DagRunInfo Of(DagRunRow row) => new()
    {
        DagId = row.DagId,
        DagRunId = row.RunId,
        State = row.State,
        RunType = row.Type,
        LogicalDate = row.LogicalDate,
        DataIntervalStart = row.IntervalStart,
        DataIntervalEnd = row.IntervalEnd,
        RunAfter = row.RunAfter,
        QueuedAt = row.QueuedAt,
        StartDate = row.StartedAt,
        EndDate = row.EndedAt,
        ConfJson = row.ConfJson,
        Note = row.Note,
        TriggeredBy = row.TriggeredBy,
        VersionNumber = row.Release,
        Version = row.Version,
        BundleVersion = row.Snapshot,
        Reason = row.Reason,
    };

    /// <summary>A task instance of a run on this plan.</summary>
    public static TaskInstanceInfo Of(DagRunRow run, TaskInstanceRow row, RunPlan plan, string? note)
    {
        var failure = RunRows.FailureOf(row.FailureJson);
        var isKnown = plan.TryOrdinalOf(row.TaskId, out var task);
        return new TaskInstanceInfo
        {
            DagId = run.DagId,
            DagRunId = run.RunId,
            TaskId = row.TaskId,
            MapIndex = row.MapIndex,
            RenderedMapIndex = row.MapLabel,
            Ordinal = row.Ordinal,
            State = row.State,
            TryNumber = row.TryNumber,
            MaxTries = row.MaxTries,
            ScheduledWhen = row.ScheduledAt,
            StartDate = row.StartedAt,
            EndDate = row.EndedAt,
            NextTryAt = row.NextTryAt,
            Operator = isKnown ? plan.Task(task).Action.Name : "",
            Level = isKnown ? plan.Level(task) : 0,
            Hostname = row.Host,
            Pool = row.Pool,
            PoolSlots = row.PoolSlots,
            Queue = isKnown ? plan.Task(task).Queue : null,
            PriorityWeight = isKnown ? plan.Task(task).PriorityWeight : null,
            Note = note,
            FailureMessage = failure?.Message,
            FailureReason = failure is null ? null : JsonNamingPolicy.SnakeCaseLower.ConvertName(failure.Reason.ToString()),
        };
    }

    /// <summary>A try.</summary>
    public static TaskTryInfo Of(TaskTryRow row) => new()
    {
        TryNumber = row.TryNumber,
        State = row.State,
        StartDate = row.StartedAt,
        EndDate = row.EndedAt,
        Hostname = row.Host,
        ExitCode = row.ExitCode,
        Signal = row.Signal,
        FailureMessage = RunRows.FailureOf(row.FailureJson)?.Message,
    };

    /// <summary>A pool, and the slots its tasks stand for.</summary>
    public static PoolInfo Of(PoolRow row, IEnumerable<PoolSlotCount> counts)
    {
        var slots = counts.ToLookup(c => c.State, c => c.Slots);
        return new PoolInfo
        {
            Name = row.Name,
            Slots = row.Slots,
            Description = row.Description,
            IncludeDeferred = row.IncludeDeferred,
            RunningSlots = slots[TaskInstanceState.Running].Concat(slots[TaskInstanceState.Restarting]).Sum(),
            QueuedSlots = slots[TaskInstanceState.Queued].Sum(),
            ScheduledSlots = slots[TaskInstanceState.Scheduled].Sum(),
            DeferredSlots = slots[TaskInstanceState.Deferred].Sum(),
        };
    }

    /// <summary>An import error.</summary>
    public static ImportErrorInfo Of(ImportErrorRow row) => new()
    {
        BundleName = row.Bundle,
        Filename = row.File,
        StackTrace = row.Message,
        FirstSeen = row.FirstSeen,
        Timestamp = row.LastSeen,
        DetailsJson = row.DetailsJson,
    };
}
