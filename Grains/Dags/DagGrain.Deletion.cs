using Orrery.Core.States;
using Orrery.Grains.Identity;
using Orrery.Grains.Interfaces.Dags;
using Orrery.Storage;
using Orrery.Storage.Rows;

namespace Orrery.Grains.Dags;

/// <content>What users keep at hand, and taking a DAG away.</content>
public sealed partial class DagGrain
{
    /// <summary>Runs that go with one call: some tenths of a second.</summary>
    private const int RunsAtOnce = 500;

    /// <inheritdoc/>
    public async Task<ActionResult> SetFavoriteAsync(string user, bool isFavorite)
    {
        if (_row is null)
        {
            return NotFound();
        }

        await store.CommitAsync([isFavorite ? new DagFavoriteRow { UserName = user, DagId = DagId } : new DagFavoriteRemoval(user, DagId)]);
        return ActionResult.Done;
    }

    /// <inheritdoc/>
    public async Task<DagDeletion> DeleteAsync(string requestedBy)
    {
        if (_row is null)
        {
            return new DagDeletion { Outcome = NotFound() };
        }

        if (await store.ListDagRunsAsync(new DagRunFilter(DagId, [DagRunState.Queued, DagRunState.Running], Limit: 1)) is [var unfinished])
        {
            return Refused($"Run '{unfinished.RunId}' of DAG '{DagId}' has not ended: mark such runs failed, or wait, then delete the DAG.");
        }

        if (await store.GetActiveBackfillAsync(DagId) is { } backfill)
        {
            return Refused($"Backfill {backfill} of DAG '{DagId}' is not completed: cancel it, then delete the DAG.");
        }

        // Out of service first, so that nothing new comes while the old goes.
        await DeactivateDagAsync();
        if (await store.ListDagRunsAsync(new DagRunFilter(DagId, Limit: RunsAtOnce) { OldestFirst = true }) is { Count: > 0 } runs)
        {
            foreach (var run in runs)
            {
                var instances = (await store.ListInstanceStatesAsync(run.RunPk)).Count;
                await store.CommitAsync([new DagRunRemoval { RunPk = run.RunPk, Revision = run.Revision, TaskInstances = instances }]);
            }

            return new DagDeletion { Outcome = ActionResult.Done };
        }

        var row = _row!;
        if (await store.CommitAsync([new DagRemoval { DagId = DagId, Revision = row.Revision }, Audit("delete_dag", runId: null, requestedBy).WithChange(DagAudits.Of(row), after: null)]) != CommitOutcome.Committed)
        {
            this.DeactivateOnIdle();
            return Refused($"DAG '{DagId}' was changed meanwhile: look, then ask again.");
        }

        (_row, _dag, _timetable) = (null, null, null);
        notifier.Notice(DagId);
        this.DeactivateOnIdle();
        return new DagDeletion { Outcome = ActionResult.Done, IsComplete = true };
    }

    private static DagDeletion Refused(string why) => new() { Outcome = ActionResult.Refuse(ActionStatus.Conflict, why) };
}
