using Orrery.Core.Cron;
using Orrery.Core.DagFiles;
using Orrery.Core.Dags;
using Orrery.Core.Runs;
using Orrery.Core.Waits;
using Orrery.Grains.Assets;
using Orrery.Grains.Runs;
using Orrery.Storage;

namespace Orrery.Grains.Waits;

/// <summary>Looks for news of assets that tasks wait for, in the store: what is there is durable.</summary>
/// <param name="store">Store.</param>
/// <param name="gate">Refuses assets that are not what the DAG takes them for.</param>
/// <param name="loader">Renders templates.</param>
public sealed class AwaitedAssets(IStore store, AssetGate gate, TaskLoader loader)
{
    /// <summary>What a sensor on an asset finds.</summary>
    internal async Task<TaskOutcome> LookAsync(RunRecord run, int instance, SensorCondition.Asset asset)
    {
        if (await gate.RefusalAsync(run.Plan.Dag, run.State.DefinitionOf(instance)) is { } refusal)
        {
            return new TaskOutcome.Fail(refusal);
        }

        var since = run.Row.IntervalStart ?? run.State.Run.StartedAt ?? run.Row.RunAfter;
        if (asset.Since is { } template)
        {
            var text = await loader.RenderAsync(run, instance, template, "sensor.since");
            if (!InstantText.TryParse(text, TimeZones.Find(run.Plan.Dag.Timezone), out since))
            {
                return new TaskOutcome.Fail(new TaskFailure(
                    TaskFailureReason.TemplateError, $"sensor.since gave '{text}', which is no date or time: {InstantText.Examples}."));
            }
        }

        return await store.HasAssetEventSinceAsync(asset.Uri, since)
            ? new TaskOutcome.Success()
            : new TaskOutcome.NotYet($"{WaitText.Of(asset)} since {WaitText.Moment(since)}", Asset: asset.Uri);
    }
}
