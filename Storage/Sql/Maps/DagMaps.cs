using Orrery.Storage.Rows;

namespace Orrery.Storage.Sql.Maps;

/// <summary>DAGs, their versions, releases and sources.</summary>
/// <remarks>Initializers run in the order they are written, which is that of the columns.</remarks>
internal static class DagMaps
{
    public static readonly RowMap<DagRow> Dag = new(
        "dag",
        keys: 1,
        "dag_id, bundle, file, version, release, is_paused, is_active, next_run_after, next_logical_date, next_interval_start, next_interval_end, " +
        "last_interval_start, last_interval_end, description, schedule_summary, owner, tags, task_count, created_at, updated_at, " +
        "is_full, max_active_runs, max_active_tasks, pause_reason, resumed_at, max_failed_runs, candidate_release, previous_release, rollout",
        (s, r) => s.Add(r.DagId).Add(r.Bundle).Add(r.File).Add(r.Version).Add(r.Release).Add(r.IsPaused).Add(r.IsActive)
            .Add(r.NextRunAfter).Add(r.NextLogicalDate).Add(r.NextIntervalStart).Add(r.NextIntervalEnd)
            .Add(r.LastIntervalStart).Add(r.LastIntervalEnd).Add(r.Description).Add(r.ScheduleSummary).Add(r.Owner)
            .Add(r.TagsJson).Add(r.TaskCount).Add(r.CreatedAt).Add(r.UpdatedAt)
            .Add(r.IsFull).Add(r.MaxActiveRuns).Add(r.MaxActiveTasks).Add(r.PauseReason).Add(r.ResumedAt).Add(r.MaxFailedRuns)
            .Add(r.CandidateRelease).Add(r.PreviousRelease).Add(r.RolloutJson),
        s => new DagRow
        {
            DagId = s.Text(),
            Bundle = s.Text(),
            File = s.Text(),
            Version = s.Text(),
            Release = s.Int32(),
            IsPaused = s.Bool(),
            IsActive = s.Bool(),
            NextRunAfter = s.InstantOrNull(),
            NextLogicalDate = s.InstantOrNull(),
            NextIntervalStart = s.InstantOrNull(),
            NextIntervalEnd = s.InstantOrNull(),
            LastIntervalStart = s.InstantOrNull(),
            LastIntervalEnd = s.InstantOrNull(),
            Description = s.TextOrNull(),
            ScheduleSummary = s.TextOrNull(),
            Owner = s.TextOrNull(),
            TagsJson = s.Text(),
            TaskCount = s.Int32(),
            CreatedAt = s.Instant(),
            UpdatedAt = s.Instant(),
            IsFull = s.Bool(),
            MaxActiveRuns = s.Int32(),
            MaxActiveTasks = s.Int32(),
            PauseReason = s.TextOrNull(),
            ResumedAt = s.InstantOrNull(),
            MaxFailedRuns = s.Int32(),
            CandidateRelease = s.Int32OrNull(),
            PreviousRelease = s.Int32OrNull(),
            RolloutJson = s.TextOrNull(),
            Revision = s.Int64(),
        });

    public static readonly RowMap<DagVersionRow> DagVersion = new(
        "dag_version",
        keys: 1,
        "version, dag_id, document, created_at",
        (s, r) => s.Add(r.Version).Add(r.DagId).Add(r.Document).Add(r.CreatedAt),
        s => new DagVersionRow { Version = s.Text(), DagId = s.Text(), Document = s.Bytes(), CreatedAt = s.Instant() });

    public static readonly RowMap<DagReleaseRow> DagRelease = new(
        "dag_release",
        keys: 2,
        "dag_id, release, version, code_reference, code_path, bundle, file, created_at, snapshot, source_reference, source_blob, inputs",
        (s, r) => s.Add(r.DagId).Add(r.Release).Add(r.Version).Add(r.CodeReference).Add(r.CodePath).Add(r.Bundle).Add(r.File).Add(r.CreatedAt)
            .Add(r.Snapshot).Add(r.SourceReference).Add(r.SourceBlob).Add(r.InputsJson),
        s => new DagReleaseRow
        {
            DagId = s.Text(),
            Release = s.Int32(),
            Version = s.Text(),
            CodeReference = s.Text(),
            CodePath = s.Text(),
            Bundle = s.Text(),
            File = s.Text(),
            CreatedAt = s.Instant(),
            Snapshot = s.TextOrNull(),
            SourceReference = s.TextOrNull(),
            SourceBlob = s.TextOrNull(),
            InputsJson = s.Text(),
        });

    public static readonly RowMap<DagSourceRow> DagSource = new(
        "dag_source",
        keys: 2,
        "dag_id, release, content",
        (s, r) => s.Add(r.DagId).Add(r.Release).Add(r.Content),
        s => new DagSourceRow { DagId = s.Text(), Release = s.Int32(), Content = s.Text() });
}
