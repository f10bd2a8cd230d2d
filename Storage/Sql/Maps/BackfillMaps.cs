using Orrery.Core.Backfills;
using Orrery.Storage.Rows;

namespace Orrery.Storage.Sql.Maps;

/// <summary>Backfills and their dates.</summary>
/// <remarks>Initializers run in the order they are written, which is that of the columns.</remarks>
internal static class BackfillMaps
{
    public static readonly RowMap<BackfillRow> Backfill = new(
        "backfill",
        keys: 1,
        "backfill_id, dag_id, version, from_date, to_date, is_reverse, reprocess, max_active_runs, conf, triggered_by, date_count, done_count, is_paused, " +
        "cancelled_at, completed_at, created_at, updated_at",
        (s, r) => s.Add(r.BackfillId).Add(r.DagId).Add(r.Version).Add(r.FromDate).Add(r.ToDate).Add(r.IsReverse).Add((long)r.Reprocess).Add(r.MaxActiveRuns)
            .Add(r.ConfJson).Add(r.TriggeredBy).Add(r.DateCount).Add(r.DoneCount).Add(r.IsPaused).Add(r.CancelledAt).Add(r.CompletedAt)
            .Add(r.CreatedAt).Add(r.UpdatedAt),
        s => new BackfillRow
        {
            BackfillId = s.Int64(),
            DagId = s.Text(),
            Version = s.Text(),
            FromDate = s.Instant(),
            ToDate = s.Instant(),
            IsReverse = s.Bool(),
            Reprocess = (ReprocessBehavior)s.Int32(),
            MaxActiveRuns = s.Int32(),
            ConfJson = s.TextOrNull(),
            TriggeredBy = s.Text(),
            DateCount = s.Int32(),
            DoneCount = s.Int32(),
            IsPaused = s.Bool(),
            CancelledAt = s.InstantOrNull(),
            CompletedAt = s.InstantOrNull(),
            CreatedAt = s.Instant(),
            UpdatedAt = s.Instant(),
            Revision = s.Int64(),
        });

    public static readonly RowMap<BackfillRunRow> BackfillRun = new(
        "backfill_run",
        keys: 2,
        "backfill_id, ordinal, logical_date, action, run_id",
        (s, r) => s.Add(r.BackfillId).Add(r.Ordinal).Add(r.LogicalDate).Add((long)r.Action).Add(r.RunId),
        s => new BackfillRunRow
        {
            BackfillId = s.Int64(),
            Ordinal = s.Int32(),
            LogicalDate = s.Instant(),
            Action = (BackfillAction)s.Int32(),
            RunId = s.TextOrNull(),
        });
}
