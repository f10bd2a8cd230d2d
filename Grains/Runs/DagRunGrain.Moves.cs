using System.Text.Json.Nodes;
using Orrery.Core.Reruns;
using Orrery.Core.Runs;
using Orrery.Core.States;
using Orrery.Core.Validation;
using Orrery.Core.Versions;
using Orrery.Grains.Dags;
using Orrery.Grains.Identity;
using Orrery.Grains.Interfaces.Dags;
using Orrery.Grains.Interfaces.Reruns;
using Orrery.Storage;
using Orrery.Storage.Rows;

namespace Orrery.Grains.Runs;

/// <content>Going over to the live release.</content>
public sealed partial class DagRunGrain
{
    /// <summary>
    /// Moves the run to the live release and clears tasks of it, in one commit; or says what would be cleared. Nothing of the run may be under way:
    /// hosts and queues know its tasks by their places, and these change.
    /// </summary>
    private async Task<RunTasks> ClearOnLatestVersionAsync(RunRecord run, ClearTasks request)
    {
        if (_isPumping || run.State.Run.State == DagRunState.Running)
        {
            return Answer(run, Busy(), []);
        }

        // What comes meanwhile waits, and is decided on the run as it is then.
        _isPumping = true;
        try
        {
            return await MoveAsync(run, request);
        }
        finally
        {
            _isPumping = false;
            if (_run is { } now)
            {
                // Who began to watch meanwhile waits for what is durable.
                _watchers.Restart(now);
            }

            _ = GuardAsync(SubmitAllAsync([]));
        }
    }

    private async Task<RunTasks> MoveAsync(RunRecord run, ClearTasks request)
    {
        if (await store.GetDagAsync(_key.DagId) is not { } dag)
        {
            return new RunTasks { Outcome = NotFound() };
        }

        var now = clock.GetUtcNow();
        var pin = await pins.OfAsync(dag, dag.Release);
        var values = Params.Resolve(pin.Plan.Dag, JsonNode.Parse(run.Row.ConfJson)!.AsObject());
        if (values.Values is null)
        {
            return Answer(run, ActionResult.Refuse(ActionStatus.Invalid, [.. values.Errors.Select(e => e.ToString())]), []);
        }

        var move = RunMove.Of(run.Plan, pin.Plan, run.Instances());
        var moved = run.On(pin.On(run.Row) with { ParamsJson = values.Values.ToJsonString() }, await StateAfterAsync(run, pin.Plan, move, now));
        var (scope, options, problem) = ScopeOf(moved, request);
        if (problem is not null)
        {
            return Answer(run, problem, []);
        }

        int[] chosen = [.. ClearRule.Choose(moved.State, scope, options).Union(move.Added).Order()];
        if (request.IsDryRun)
        {
            return Answer(moved, ActionResult.Done, chosen);
        }

        var turn = new RunTurn(moved);
        var audit = Audit("clear_task_instances").WithChange(new JsonObject { ["release"] = run.Row.Release }, new JsonObject { ["release"] = pin.Release });
        turn.Add(machine.Decide(moved.State, new RunEvent.Cleared(chosen, new ClearOptions { RunStateAfter = options.RunStateAfter }), now), [audit]);
        if (request.Note is { } note)
        {
            turn.AddNotes(chosen, note, now);
        }

        await CommitAsync(RowsOf(moved, moved.NextRow(), move, turn));
        CarryOut(_run!, turn.Effects);
        return Answer(_run!, ActionResult.Done, chosen);
    }

    /// <summary>Writes the run as it is after the move, and reads it again.</summary>
    private async Task CommitAsync(List<StoreRow> rows)
    {
        try
        {
            if (await store.CommitAsync(rows) == CommitOutcome.Stale)
            {
                throw new StaleActivationException($"Run '{_key}' was written by another activation since it was read; this one goes away.");
            }

            notifier.Notice(_key.DagId, _key.RunId);
            _run = await RunRecord.LoadAsync(store, plans, _key.DagId, _key.RunId);
            _awaitsPast.Clear();
        }
        catch
        {
            // What is in memory may not be what the store holds: the next activation reads it.
            (_run, _isLost) = (null, true);
            _watchers.Close();
            this.DeactivateOnIdle();
            throw;
        }
    }

    /// <summary>The run on the other version: what is kept, and new deadlines with their moments.</summary>
    private async Task<RunState> StateAfterAsync(RunRecord run, RunPlan plan, RunMove move, DateTimeOffset now)
    {
        var average = Deadlines.NeedAverage(plan) ? await NewRunRows.AverageRuntimeAsync(store, _key.DagId) : null;
        var kept = move.Kept.Select(k => k.Instance).ToHashSet();
        var deadlines = Deadlines.Of(plan, now, run.Row.LogicalDate, average).Where(d => !kept.Contains(d.Instance));
        return RunState.Restore(plan, run.Row.RunId, run.State.Run, move.Kept.Concat(deadlines).OrderBy(c => c.Instance));
    }

    /// <summary>All rows of the commit: the run's row, then the places that change, then every instance as it is there.</summary>
    private static List<StoreRow> RowsOf(RunRecord moved, DagRunRow row, RunMove move, RunTurn turn)
    {
        var runPk = row.RunPk;
        List<StoreRow> rows = [row, .. move.Shifts.Select(s => new TaskInstanceShift(runPk, s.First, s.Last, s.By)), new TaskInstanceShiftEnd(runPk)];
        rows.AddRange(Enumerable.Range(0, moved.State.Count).Select(i => RunRows.ToRow(runPk, moved.Plan, moved.State.Snapshot(i))));
        rows.AddRange(move.Removed.Select(r => RunRows.ToRow(runPk, r)));
        rows.AddRange(turn.ToRows(row).Where(r => r is not (DagRunRow or TaskInstanceRow)));
        return rows;
    }

    private ActionResult Busy() => ActionResult.Refuse(
        ActionStatus.Conflict, $"Run '{_key}' is under way, and goes over to another version only when nothing of it is: wait for its end, or mark it failed, and clear it then.");
}
