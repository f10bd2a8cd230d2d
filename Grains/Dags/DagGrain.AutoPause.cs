using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using Orrery.Core.Identity;
using Orrery.Core.States;
using Orrery.Grains.Identity;
using Orrery.Storage;

namespace Orrery.Grains.Dags;

/// <content>A DAG that fails again and again is paused by itself (<c>max_consecutive_failed_dag_runs</c>).</content>
public sealed partial class DagGrain
{
    /// <summary>How many finished runs are looked through for ones that count.</summary>
    private const int LookedThrough = 100;

    /// <summary>
    /// Pauses the DAG if its newest finished runs all failed. Counted from rows: what runs say of their ends may come late or twice.
    /// Backfills do not count, nor what ended before somebody resumed the DAG.
    /// </summary>
    private async Task PauseIfFailingAsync()
    {
        if (_row is not { IsPaused: false } row || _dag is not { MaxConsecutiveFailedDagRuns: > 0 and var limit })
        {
            return;
        }

        var filter = new DagRunFilter(DagId, [DagRunState.Success, DagRunState.Failed], Limit: Math.Max(limit, LookedThrough));
        var newest = (await store.ListDagRunsAsync(filter))
            .Where(r => r.Type != DagRunType.Backfill && !(r.EndedAt <= row.ResumedAt))
            .Take(limit)
            .ToList();
        if (newest.Count < limit || newest.Exists(r => r.State != DagRunState.Failed))
        {
            return;
        }

        var why = string.Create(CultureInfo.InvariantCulture,
            $"The last {limit} runs failed (max_consecutive_failed_dag_runs), the newest is '{newest[0].RunId}'. Resume the DAG once the cause is gone.");
        var now = clock.GetUtcNow();
        var paused = Schedule(row with { IsPaused = true, PauseReason = why, UpdatedAt = now }, now);
        var audit = Audit("pause_dag", newest[0].RunId, Audits.Scheduler).WithChange(DagAudits.Of(row), DagAudits.Of(paused), new JsonObject { ["reason"] = why });
        await CommitAsync(paused, [paused, audit]);
        LogPausedByItself(logger, DagId, limit);
    }

    [LoggerMessage(EventIds.DagPausedByItself, LogLevel.Warning, "DAG {DagId} is paused: its last {Count} runs failed")]
    private static partial void LogPausedByItself(ILogger logger, string dagId, int count);
}
