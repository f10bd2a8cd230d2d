using Orrery.Core.Identity;
using Orrery.Core.States;
using Orrery.Storage.Rows;

namespace Orrery.Storage.Sql.Maps;

/// <summary>Runs and what is under them.</summary>
/// <remarks>Initializers run in the order they are written, which is that of the columns.</remarks>
internal static class RunMaps
{
    public static readonly RowMap<DagRunRow> DagRun = new(
        "dag_run",
        keys: 1,
        "run_pk, dag_id, run_id, version, release, type, state, logical_date, interval_start, interval_end, run_after, queued_at, started_at, ended_at, " +
        "conf, params, note, triggered_by, reason, clear_number, logic_version, backfill_id, backfill_ordinal, slot_date, snapshot, trace_parent",
        (s, r) => s.Add(r.RunPk).Add(r.DagId).Add(r.RunId).Add(r.Version).Add(r.Release).Add((long)r.Type).Add((long)r.State)
            .Add(r.LogicalDate).Add(r.IntervalStart).Add(r.IntervalEnd).Add(r.RunAfter).Add(r.QueuedAt).Add(r.StartedAt).Add(r.EndedAt)
            .Add(r.ConfJson).Add(r.ParamsJson).Add(r.Note).Add(r.TriggeredBy).Add(r.Reason).Add(r.ClearNumber).Add(r.LogicVersion)
            .Add(r.BackfillId).Add(r.BackfillOrdinal).Add(r.SlotDate).Add(r.Snapshot).Add(r.TraceParent),
        s => new DagRunRow
        {
            RunPk = s.Int64(),
            DagId = s.Text(),
            RunId = s.Text(),
            Version = s.Text(),
            Release = s.Int32(),
            Type = (DagRunType)s.Int32(),
            State = (DagRunState)s.Int32(),
            LogicalDate = s.InstantOrNull(),
            IntervalStart = s.InstantOrNull(),
            IntervalEnd = s.InstantOrNull(),
            RunAfter = s.Instant(),
            QueuedAt = s.InstantOrNull(),
            StartedAt = s.InstantOrNull(),
            EndedAt = s.InstantOrNull(),
            ConfJson = s.Text(),
            ParamsJson = s.Text(),
            Note = s.TextOrNull(),
            TriggeredBy = s.TextOrNull(),
            Reason = s.TextOrNull(),
            ClearNumber = s.Int32(),
            LogicVersion = s.Int32(),
            BackfillId = s.Int64OrNull(),
            BackfillOrdinal = s.Int32OrNull(),
            SlotDate = s.InstantOrNull(),
            Snapshot = s.TextOrNull(),
            TraceParent = s.TextOrNull(),
            Revision = s.Int64(),
        });

    public static readonly RowMap<TaskInstanceRow> TaskInstance = new(
        "task_instance",
        keys: 2,
        "run_pk, ordinal, task_id, map_index, state, try_number, max_tries, scheduled_at, started_at, ended_at, next_try_at, lease_id, host, failure, decision, wait, " +
        "pool, pool_slots, map_label",
        (s, r) => s.Add(r.RunPk).Add(r.Ordinal).Add(r.TaskId).Add(r.MapIndex).Add((long)r.State).Add(r.TryNumber).Add(r.MaxTries)
            .Add(r.ScheduledAt).Add(r.StartedAt).Add(r.EndedAt).Add(r.NextTryAt).Add(r.LeaseId).Add(r.Host).Add(r.FailureJson).Add(r.DecisionJson)
            .Add(r.WaitJson).Add(r.Pool).Add(r.PoolSlots).Add(r.MapLabel),
        s => new TaskInstanceRow
        {
            RunPk = s.Int64(),
            Ordinal = s.Int32(),
            TaskId = s.Text(),
            MapIndex = s.Int32(),
            State = (TaskInstanceState)s.Int32(),
            TryNumber = s.Int32(),
            MaxTries = s.Int32(),
            ScheduledAt = s.InstantOrNull(),
            StartedAt = s.InstantOrNull(),
            EndedAt = s.InstantOrNull(),
            NextTryAt = s.InstantOrNull(),
            LeaseId = s.GuidOrNull(),
            Host = s.TextOrNull(),
            FailureJson = s.TextOrNull(),
            DecisionJson = s.TextOrNull(),
            WaitJson = s.TextOrNull(),
            Pool = s.Text(),
            PoolSlots = s.Int32(),
            MapLabel = s.TextOrNull(),
        });

    public static readonly RowMap<TaskTryRow> TaskTry = new(
        "task_try",
        keys: 3,
        "run_pk, ordinal, try_number, state, host, started_at, ended_at, exit_code, signal, failure",
        (s, r) => s.Add(r.RunPk).Add(r.Ordinal).Add(r.TryNumber).Add((long)r.State).Add(r.Host)
            .Add(r.StartedAt).Add(r.EndedAt).Add(r.ExitCode).Add(r.Signal).Add(r.FailureJson),
        s => new TaskTryRow
        {
            RunPk = s.Int64(),
            Ordinal = s.Int32(),
            TryNumber = s.Int32(),
            State = (TaskInstanceState)s.Int32(),
            Host = s.TextOrNull(),
            StartedAt = s.InstantOrNull(),
            EndedAt = s.InstantOrNull(),
            ExitCode = s.Int32OrNull(),
            Signal = s.Int32OrNull(),
            FailureJson = s.TextOrNull(),
        });

    public static readonly RowMap<TaskNoteRow> TaskNote = new(
        "task_instance_note",
        keys: 2,
        "run_pk, ordinal, content, updated_at",
        (s, r) => s.Add(r.RunPk).Add(r.Ordinal).Add(r.Content).Add(r.UpdatedAt),
        s => new TaskNoteRow { RunPk = s.Int64(), Ordinal = s.Int32(), Content = s.Text(), UpdatedAt = s.Instant() });

    public static readonly RowMap<XComRow> XCom = new(
        "xcom",
        keys: 3,
        "run_pk, ordinal, key, value, created_at",
        (s, r) => s.Add(r.RunPk).Add(r.Ordinal).Add(r.Key).Add(r.ValueJson).Add(r.CreatedAt),
        s => new XComRow { RunPk = s.Int64(), Ordinal = s.Int32(), Key = s.Text(), ValueJson = s.Text(), CreatedAt = s.Instant() });
}
