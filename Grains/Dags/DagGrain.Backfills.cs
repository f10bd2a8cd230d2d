using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Nodes;
using Orrery.Grains.Backfills;
using Orrery.Grains.Identity;
using Orrery.Grains.Interfaces.Backfills;
using Orrery.Grains.Interfaces.Dags;
using Orrery.Storage;

namespace Orrery.Grains.Dags;

/// <content>Backfills: the DAG knows whether one may be made; the backfill's own grain carries it out.</content>
public sealed partial class DagGrain
{
    /// <summary>How often a number is asked for anew when another DAG's backfill took it.</summary>
    private const int NumberAttempts = 10;

    /// <inheritdoc/>
    public async Task<BackfillResult> CreateBackfillAsync(BackfillRequest request)
    {
        for (var attempt = 0; attempt < NumberAttempts; attempt++)
        {
            var active = _row is null ? null : await store.GetActiveBackfillAsync(DagId);
            if (RefuseBackfill(request, active is not null) is { } refused)
            {
                return new BackfillResult { Outcome = refused };
            }

            var id = await store.ListBackfillsAsync(new BackfillFilter(Limit: 1)) is [var newest, ..] ? newest.BackfillId + 1 : 1;
            var backfill = BackfillFactory.Row(id, _row!, _timetable!, request, clock.GetUtcNow());
            var audit = Audit("create_backfill", runId: null, request.TriggeredBy).WithChange(before: null, BackfillAudits.Of(backfill), new JsonObject { ["backfill_id"] = id });
            if (await store.CommitAsync([backfill, audit]) == CommitOutcome.Committed)
            {
                notifier.Notice(DagId);
                await BackfillGrain(id).GoOnAsync();
                return new BackfillResult { Outcome = ActionResult.Done, BackfillId = id };
            }
        }

        return new BackfillResult { Outcome = ActionResult.Refuse(ActionStatus.Conflict, "Many backfills are being made at this moment: try again.") };
    }

    /// <inheritdoc/>
    public async Task<BackfillPreview> PreviewBackfillAsync(BackfillRequest request)
    {
        if (RefuseBackfill(request, isAnotherActive: false) is { } refused)
        {
            return new BackfillPreview { Outcome = refused };
        }

        var dates = BackfillFactory.Dates(_timetable!, BackfillFactory.Row(0, _row!, _timetable!, request, clock.GetUtcNow()));
        var (first, last) = (dates.Min(d => d.LogicalDate), dates.Max(d => d.LogicalDate));
        var existing = BackfillFactory.NewestByDate(await store.ListDatedRunsAsync(DagId, first, last));
        var preview = BackfillFactory.Preview(dates, request.ReprocessBehavior, existing).ToImmutableArray();
        return new BackfillPreview
        {
            Outcome = ActionResult.Done,
            Dates = [.. preview.Take(BackfillPreview.MaxDates)],
            DateCount = preview.Length,
            RunCount = preview.Count(d => d.Action is not null),
        };
    }

    private ActionResult? RefuseBackfill(BackfillRequest request, bool isAnotherActive)
    {
        if (_row is not { } row || _dag is not { } dag)
        {
            return NotFound();
        }

        if (!row.IsActive)
        {
            return ActionResult.Refuse(
                ActionStatus.Conflict, $"DAG '{DagId}' is not in service, since '{row.File}' of bundle '{row.Bundle}' does not define it any more: bring it back first.");
        }

        var problems = BackfillFactory.Problems(dag, _timetable!, request, isAnotherActive, clock.GetUtcNow());
        return problems.IsEmpty ? null : ActionResult.Refuse(isAnotherActive ? ActionStatus.Conflict : ActionStatus.Invalid, problems);
    }

    /// <summary>The DAG is in service and not paused (again): what its backfill held back may go on.</summary>
    private async Task WakeBackfillAsync()
    {
        if (await store.GetActiveBackfillAsync(DagId) is { } id)
        {
            await BackfillGrain(id).GoOnAsync();
        }
    }

    // Never awaited for an answer: a backfill asks its DAG to start what goes first.
    private IBackfillGrain BackfillGrain(long id) => GrainFactory.GetGrain<IBackfillGrain>(id.ToString(CultureInfo.InvariantCulture));
}
