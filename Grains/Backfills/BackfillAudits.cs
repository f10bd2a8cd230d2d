using System.Text.Json.Nodes;
using Orrery.Core.Backfills;
using Orrery.Grains.Identity;
using Orrery.Storage.Rows;

namespace Orrery.Grains.Backfills;

/// <summary>What of a backfill the audit shows before and after a change. Pure.</summary>
internal static class BackfillAudits
{
    /// <summary>What was asked for, and how it stands.</summary>
    public static JsonObject Of(BackfillRow row) => new()
    {
        ["from_date"] = row.FromDate,
        ["to_date"] = row.ToDate,
        ["run_backwards"] = row.IsReverse,
        ["reprocess_behavior"] = row.Reprocess.WireName(),
        ["max_active_runs"] = row.MaxActiveRuns,
        ["dag_run_conf"] = Audits.Json(row.ConfJson),
        ["dates"] = row.DateCount,
        ["is_paused"] = row.IsPaused,
        ["is_cancelled"] = row.CancelledAt is not null,
    };
}
