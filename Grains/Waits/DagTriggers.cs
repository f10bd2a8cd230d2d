using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Orrery.Core.Cron;
using Orrery.Core.DagFiles;
using Orrery.Core.Dags;
using Orrery.Core.Identity;
using Orrery.Core.Runs;
using Orrery.Grains.Interfaces.Dags;
using Orrery.Grains.Interfaces.Runs;
using Orrery.Grains.Runs;
using Orrery.Grains.Telemetry;
using Orrery.Storage;
using Orrery.Storage.Rows;

namespace Orrery.Grains.Waits;

/// <summary>
/// Creates the runs that tasks ask for. Their ids come from the try that asks, and they remember it: asking again after a crash finds the
/// run instead of making a second.
/// </summary>
/// <param name="store">Store.</param>
/// <param name="loader">Renders templates.</param>
/// <param name="runs">Looks at the runs waited for.</param>
/// <param name="grains">Reaches the DAGs.</param>
/// <param name="telemetry">Says which trace the run becomes part of.</param>
public sealed class DagTriggers(IStore store, TaskLoader loader, AwaitedRuns runs, IGrainFactory grains, RunTelemetry telemetry)
{
    /// <summary>Triggers the run, or looks at the one that was triggered.</summary>
    internal async Task<DecidedTask> DecideAsync(RunRecord run, int instance, TaskAction.TriggerDag trigger)
    {
        if (run.State[instance].Wait?.Run is { } awaited)
        {
            return new DecidedTask(await runs.LookAsync(trigger, DagRunKey.Parse(awaited).RunId));
        }

        var request = await RequestAsync(run, instance, trigger);
        if (request.Problem is { } problem)
        {
            return Refused(trigger, problem);
        }

        if (await CreateAsync(run, instance, trigger, request.Value!) is { } ended)
        {
            return ended;
        }

        var runId = request.Value!.RunId!;
        var rider = new XComRow
        {
            RunPk = run.Row.RunPk,
            Ordinal = instance,
            Key = "trigger_run_id",
            ValueJson = JsonSerializer.Serialize(runId),
            CreatedAt = run.State[instance].StartedAt ?? run.Row.RunAfter,
        };
        return new DecidedTask(trigger.WaitForCompletion ? await runs.LookAsync(trigger, runId) : new TaskOutcome.Success(), rider);
    }

    /// <summary>Creates the run; answers how the task ends if that is not possible, null when the run is there.</summary>
    private async Task<DecidedTask?> CreateAsync(RunRecord run, int instance, TaskAction.TriggerDag trigger, TriggerRequest request)
    {
        if (trigger.FailWhenDagIsPaused && await store.GetDagAsync(trigger.DagId) is { IsPaused: true })
        {
            return Refused(trigger, "The DAG is paused: resume it, or leave fail_when_dag_is_paused out.");
        }

        if (await grains.GetGrain<IDagGrain>(trigger.DagId).TriggerAsync(request) is not { Outcome: { Status: not ActionStatus.Done } result })
        {
            return null;
        }

        if (result.Status != ActionStatus.Conflict || await store.GetDagRunAsync(trigger.DagId, request.RunId!) is not { } existing)
        {
            return Refused(trigger, string.Join(' ', result.Problems));
        }

        if (existing.TriggeredBy == request.TriggeredBy)
        {
            // This try has made it, and died before it could say so.
            return null;
        }

        if (trigger.SkipWhenAlreadyExists)
        {
            return new DecidedTask(new TaskOutcome.Skip());
        }

        if (!trigger.ResetDagRun)
        {
            return Refused(trigger, $"{string.Join(' ', result.Problems)} Or set reset_dag_run or skip_when_already_exists.");
        }

        // Cleared by this try already, if it was queued since the try began.
        if (existing.QueuedAt is not { } queued || queued < run.State[instance].StartedAt)
        {
            var cleared = await grains.GetGrain<IDagRunGrain>(new DagRunKey(trigger.DagId, existing.RunId).ToString()).ClearAsync([]);
            return cleared.Status == ActionStatus.Done ? null : Refused(trigger, string.Join(' ', cleared.Problems));
        }

        return null;
    }

    private async Task<(TriggerRequest? Value, string? Problem)> RequestAsync(RunRecord run, int instance, TaskAction.TriggerDag trigger)
    {
        var started = run.State[instance].StartedAt ?? run.Row.RunAfter;
        var date = started;
        if (trigger.LogicalDate is { } template)
        {
            var text = await loader.RenderAsync(run, instance, template, "trigger_dag.logical_date");
            if (!InstantText.TryParse(text, TimeZones.Find(run.Plan.Dag.Timezone), out date))
            {
                return (null, $"logical_date gave '{text}', which is no date or time: {InstantText.Examples}.");
            }
        }

        var who = $"operator:{run.KeyOf(instance, run.State[instance].TryNumber)}";
        return (new TriggerRequest
        {
            RunId = trigger.RunId is { } runId
                ? await loader.RenderAsync(run, instance, runId, "trigger_dag.run_id")
                : $"{DagRunTypes.RunId(DagRunType.Manual, date)}_{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(who)).AsSpan(0, 4))}",
            LogicalDate = date,
            ConfJson = trigger.ConfJson is { } conf ? (await loader.RenderTreeAsync(run, instance, JsonNode.Parse(conf), "trigger_dag.conf"))?.ToJsonString() : null,
            TriggeredBy = who,
            TraceParent = telemetry.TraceParentOf(run, instance),
        }, null);
    }

    private static DecidedTask Refused(TaskAction.TriggerDag trigger, string why) => new(new TaskOutcome.Fail(
        new TaskFailure(TaskFailureReason.TriggerRefused, $"DAG '{trigger.DagId}' could not be triggered. {why}")));
}
