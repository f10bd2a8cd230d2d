using System.Text.Json.Nodes;
using Orrery.Grains.Identity;
using Orrery.Grains.Interfaces.Dags;
using Orrery.Grains.Interfaces.Runs;
using Orrery.Storage;
using Orrery.Storage.Rows;

namespace Orrery.Grains.Runs;

/// <content>What people do to what the run has left.</content>
public sealed partial class DagRunGrain
{
    /// <inheritdoc/>
    public async Task<ActionResult> DeleteAsync()
    {
        if (FindRun() is not { } run)
        {
            return NotFound();
        }

        if (!run.IsFinished || _isPumping || _undelivered.Count > 0)
        {
            return ActionResult.Refuse(ActionStatus.Conflict, $"Run '{_key}' has not ended, or its end is still being told to others: mark it failed, or wait a moment.");
        }

        // By its revision: what is decided meanwhile makes this stale, and then the run stays.
        var removal = new DagRunRemoval { RunPk = run.Row.RunPk, Revision = run.Row.Revision, TaskInstances = run.Instances().Count };
        if (await store.CommitAsync([removal, Audit("delete_dag_run").WithChange(RunAudits.Of(run.Row), after: null)]) != CommitOutcome.Committed)
        {
            this.DeactivateOnIdle();
            return ActionResult.Refuse(ActionStatus.Conflict, $"Run '{_key}' was changed meanwhile: look, then ask again.");
        }

        _run = null;
        _watchers.Close();
        notifier.Notice(_key.DagId, _key.RunId);
        this.DeactivateOnIdle();
        return ActionResult.Done;
    }

    /// <inheritdoc/>
    public async Task<ActionResult> ChangeXComAsync(XComChange change)
    {
        if (FindRun() is not { } run)
        {
            return NotFound();
        }

        if (!run.State.TryInstanceOf(change.TaskId, change.MapIndex, out var instance))
        {
            return ActionResult.Refuse(ActionStatus.NotFound, $"Run '{_key}' has no task '{change.TaskId}'{(change.MapIndex < 0 ? "" : $" with the map index {change.MapIndex}")}.");
        }

        var known = await store.GetXComAsync(run.Row.RunPk, instance, change.Key);
        if (change.IsNew && known is not null)
        {
            return ActionResult.Refuse(ActionStatus.Conflict, $"Task '{change.TaskId}' of run '{_key}' has an XCom '{change.Key}': change that one.");
        }

        if (!change.IsNew && known is null)
        {
            return ActionResult.Refuse(ActionStatus.NotFound, $"Task '{change.TaskId}' of run '{_key}' has no XCom '{change.Key}'.");
        }

        StoreRow row = change.ValueJson is { } json
            ? new XComRow { RunPk = run.Row.RunPk, Ordinal = instance, Key = change.Key, ValueJson = json, CreatedAt = clock.GetUtcNow() }
            : new XComKeyRemoval(run.Row.RunPk, instance, change.Key);
        var audit = Audit(change.ValueJson is null ? "delete_xcom" : "set_xcom") with { TaskId = change.TaskId, MapIndex = change.MapIndex >= 0 ? change.MapIndex : null };
        await SubmitAllAsync([new Input(new RunNote.OfXComs(), [row, audit.WithChange(Shown(known?.ValueJson), Shown(change.ValueJson), new JsonObject { ["key"] = change.Key })])]);
        return ActionResult.Done;
    }

    // Not the value: who takes one away may do so since it should never have been there.
    private static JsonObject? Shown(string? valueJson) => valueJson is null ? null : new() { ["characters"] = valueJson.Length };
}
