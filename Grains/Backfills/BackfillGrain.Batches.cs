using System.Collections.Immutable;
using Orrery.Core.Backfills;
using Orrery.Core.Timetables;
using Orrery.Grains.Dags;
using Orrery.Grains.Interfaces.Backfills;
using Orrery.Grains.Interfaces.Dags;
using Orrery.Storage;
using Orrery.Storage.Rows;

namespace Orrery.Grains.Backfills;

/// <content>Making runs, batch by batch.</content>
public sealed partial class BackfillGrain
{
    /// <summary>Rows of one commit: a batch has as many dates as fit, at least one.</summary>
    private const int RowsPerBatch = 1_000;

    private ImmutableArray<DagRunInfo> _dates;

    /// <summary>
    /// Deals with the next dates. If the process dies on the way, the same dates come again: made runs are in the commit of the cursor, and one
    /// that was taken over says so itself.
    /// </summary>
    private async Task<BackfillRow> CreateBatchAsync(BackfillRow row, DagRow dag)
    {
        if (_dates.IsDefault)
        {
            // Of the version it was made with: a schedule that changes on the way must not move the cursor's meaning.
            _dates = BackfillFactory.Dates(TimetableFactory.Of((await plans.GetAsync(row.Version)).Dag), row);
        }

        var pin = await pins.OfAsync(dag, dag.Release);
        var plan = pin.Plan;
        var count = Math.Min(Math.Max(RowsPerBatch / (plan.Count + 2), 1), row.DateCount - row.DoneCount);
        var batch = _dates.Slice(row.DoneCount, count);
        var existing = BackfillFactory.NewestByDate(
            await store.ListDatedRunsAsync(row.DagId, batch.Min(d => d.LogicalDate), batch.Max(d => d.LogicalDate)));
        var rows = new List<StoreRow>();
        for (var i = 0; i < batch.Length; i++)
        {
            var place = new BackfillPlace { BackfillId = Id, Ordinal = row.DoneCount + i + 1, ConfJson = row.ConfJson };
            var (action, runId) = existing.GetValueOrDefault(batch[i].LogicalDate) is { } found
                ? (await TakeOverAsync(row, found, place), found.RunId)
                : await MakeAsync(row, dag, pin, batch[i], place, rows);
            rows.Add(new BackfillRunRow { BackfillId = Id, Ordinal = place.Ordinal, LogicalDate = batch[i].LogicalDate, Action = action, RunId = runId });
        }

        await CommitAsync(row with { DoneCount = row.DoneCount + count }, rows);
        return _row!;
    }

    /// <summary>What becomes of a date that has no run; the rows of the run it gets are added to the commit.</summary>
    private async Task<(BackfillAction Action, string? RunId)> MakeAsync(
        BackfillRow row, DagRow dag, RunPin pin, DagRunInfo date, BackfillPlace place, List<StoreRow> rows)
    {
        if (runs.Backfilled(dag, pin.Plan.Dag, row, date, place.Ordinal, clock.GetUtcNow()) is not { } run)
        {
            return (BackfillAction.SkipInvalidConf, null);
        }

        // The schedule may have changed since an earlier backfill: then another date may have had this moment, and its run has this id.
        if (await store.GetDagRunAsync(row.DagId, run.RunId) is { } other)
        {
            return (BackfillPlan.ActionFor(other.State, ReprocessBehavior.None), other.RunId);
        }

        rows.AddRange(await NewRunRows.OfAsync(store, pin.On(run), pin.Plan));
        return (BackfillAction.Create, run.RunId);
    }

    /// <summary>What becomes of a date that has a run.</summary>
    private async Task<BackfillAction> TakeOverAsync(BackfillRow row, DatedRun found, BackfillPlace place)
    {
        if (found.BackfillId == Id)
        {
            // Taken over before a crash, and maybe running by now.
            return BackfillAction.Clear;
        }

        var action = BackfillPlan.ActionFor(found.State, row.Reprocess);
        return action != BackfillAction.Clear
            ? action
            : (await Run(row, found.RunId).AdoptAsync(place)).Status switch
            {
                ActionStatus.Done => BackfillAction.Clear,
                ActionStatus.Invalid => BackfillAction.SkipInvalidConf,

                // Somebody cleared it since it was looked at.
                _ => BackfillAction.SkipInFlight,
            };
    }
}
