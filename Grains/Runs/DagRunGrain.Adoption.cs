using System.Globalization;
using System.Text.Json.Nodes;
using Orrery.Core.Identity;
using Orrery.Core.Runs;
using Orrery.Core.Validation;
using Orrery.Grains.Interfaces.Backfills;
using Orrery.Grains.Interfaces.Dags;
using Orrery.Storage.Rows;

namespace Orrery.Grains.Runs;

/// <content>Becoming a run of a backfill, and being one.</content>
public sealed partial class DagRunGrain
{
    /// <inheritdoc/>
    public async Task<ActionResult> AdoptAsync(BackfillPlace place)
    {
        if (FindRun() is not { } run)
        {
            return NotFound();
        }

        if (run.Row.BackfillId == place.BackfillId)
        {
            // The backfill asks again after a crash.
            return ActionResult.Done;
        }

        if (!run.IsFinished)
        {
            return ActionResult.Refuse(ActionStatus.Conflict, $"Run '{_key}' is not finished, so a backfill cannot take it over.");
        }

        var values = place.ConfJson is { } given ? Params.Resolve(run.Plan.Dag, JsonNode.Parse(given)!.AsObject()) : null;
        if (values is { Errors: { Count: > 0 } errors })
        {
            return ActionResult.Refuse(ActionStatus.Invalid, [.. errors.Select(e => e.ToString())]);
        }

        DagRunRow Amend(DagRunRow row) => row with
        {
            Type = DagRunType.Backfill,
            BackfillId = place.BackfillId,
            BackfillOrdinal = place.Ordinal,
            ConfJson = place.ConfJson ?? row.ConfJson,
            ParamsJson = values?.Values!.ToJsonString() ?? row.ParamsJson,
            TriggeredBy = "backfill",
        };

        var all = Enumerable.Range(0, run.State.Count).ToArray();
        return ToResult((await SubmitAllAsync([new Input(new RunEvent.Cleared(all), amend: Amend)]))[0]);
    }

    /// <summary>Asks to be started whoever decides about it: the backfill of the run, else its DAG.</summary>
    private Task AwaitStartAsync(RunRecord run) => run.Row.BackfillId is { } backfill
        ? BackfillOf(backfill).GoOnAsync()
        : grains.GetGrain<IDagGrain>(_key.DagId).StartQueuedAsync();

    private IBackfillGrain BackfillOf(long id) => grains.GetGrain<IBackfillGrain>(id.ToString(CultureInfo.InvariantCulture));
}
