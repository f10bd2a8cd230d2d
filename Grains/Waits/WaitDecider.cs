using Orrery.Core.Cron;
using Orrery.Core.DagFiles;
using Orrery.Core.Dags;
using Orrery.Core.Runs;
using Orrery.Core.Waits;
using Orrery.Grains.Runs;

namespace Orrery.Grains.Waits;

/// <summary>Looks at what a run waits for by itself: a moment, another run, an asset, a person. Looking twice does no harm.</summary>
/// <param name="loader">Renders templates.</param>
/// <param name="runs">Looks at other runs.</param>
/// <param name="assets">Looks for news of assets.</param>
/// <param name="triggers">Creates runs.</param>
/// <param name="clock">Clock.</param>
public sealed class WaitDecider(TaskLoader loader, AwaitedRuns runs, AwaitedAssets assets, DagTriggers triggers, TimeProvider clock)
{
    /// <summary>How the wait of a task instance stands; null when it does not wait.</summary>
    internal async Task<DecidedTask?> DecideAsync(RunRecord run, int instance)
    {
        var slot = run.State[instance];
        switch (slot.ActionOf(run.State.DefinitionOf(instance)))
        {
            case TaskAction.Wait wait:
                return new DecidedTask(await WaitAsync(run, instance, wait.Target));
            case TaskAction.Sensor { Condition: SensorCondition.Dag dag } sensor:
                var target = await TargetAsync(run, instance, dag);
                return new DecidedTask(target.Failure is null ? await runs.LookAsync(dag, sensor.Policy, target.RunId, target.LogicalDate) : target.Failure);
            case TaskAction.Sensor { Condition: SensorCondition.Asset asset }:
                return new DecidedTask(await assets.LookAsync(run, instance, asset));
            case TaskAction.TriggerDag trigger:
                return await triggers.DecideAsync(run, instance, trigger);
            case TaskAction.Approval approval:
                return await AskAsync(run, instance, approval);
            default:
                return null;
        }
    }

    private async Task<TaskOutcome> WaitAsync(RunRecord run, int instance, WaitTarget target)
    {
        var since = SinceOf(run, instance);
        var zone = TimeZones.Find(run.Plan.Dag.Timezone);
        DateTimeOffset until;
        switch (target)
        {
            case WaitTarget.For time:
                until = since + time.Duration;
                break;
            case WaitTarget.TimeOfDay day:
                var today = TimeZoneInfo.ConvertTime(since, zone);
                _ = InstantText.TryParse($"{today:yyyy-MM-dd}T{day.Time:HH:mm:ss}", zone, out until);
                break;
            case WaitTarget.Until moment:
                var text = await loader.RenderAsync(run, instance, moment.Moment, "wait");
                if (!InstantText.TryParse(text, zone, out until))
                {
                    return new TaskOutcome.Fail(new TaskFailure(
                        TaskFailureReason.TemplateError, $"wait gave '{text}', which is no date or time: {InstantText.Examples}."));
                }

                break;
            default:
                throw new System.Diagnostics.UnreachableException($"Nobody knows how to wait for {target}.");
        }

        return until <= clock.GetUtcNow() ? new TaskOutcome.Success() : new TaskOutcome.NotYet(WaitText.Moment(until), Until: until);
    }

    /// <summary>Which run a sensor means.</summary>
    private async Task<(string? RunId, DateTimeOffset LogicalDate, TaskOutcome? Failure)> TargetAsync(RunRecord run, int instance, SensorCondition.Dag dag)
    {
        if (dag.RunId is { } runId)
        {
            return (await loader.RenderAsync(run, instance, runId, "sensor.dag.run_id"), default, null);
        }

        if (dag.LogicalDate is { } date)
        {
            var text = await loader.RenderAsync(run, instance, date, "sensor.dag.logical_date");
            return InstantText.TryParse(text, TimeZones.Find(run.Plan.Dag.Timezone), out var moment)
                ? (null, moment, null)
                : (null, default, Broken($"sensor.dag.logical_date gave '{text}', which is no date or time: {InstantText.Examples}."));
        }

        return run.Row.LogicalDate is { } own
            ? (null, own, null)
            : (null, default, Broken($"This run has no logical date by which to find the run of DAG '{dag.DagId}': give the sensor run_id or logical_date."));
    }

    private async Task<DecidedTask> AskAsync(RunRecord run, int instance, TaskAction.Approval approval)
    {
        var since = SinceOf(run, instance);
        var until = since + approval.Timeout;
        if (run.State[instance].Wait is not { } wait)
        {
            var subject = await loader.RenderAsync(run, instance, approval.Subject, "approval.subject");
            var body = approval.Body is null ? null : await loader.RenderAsync(run, instance, approval.Body, "approval.body");
            return new DecidedTask(
                new TaskOutcome.NotYet(WaitText.Answer(subject, approval.AssignedUsers), until),
                ApprovalRows.Question(run, instance, approval, subject, body, since));
        }

        if (until is null || until > clock.GetUtcNow())
        {
            return new DecidedTask(new TaskOutcome.NotYet(wait.For!, until));
        }

        return approval.Defaults.Count == 0
            ? new DecidedTask(ApprovalOutcome.NoAnswer(approval))
            : new DecidedTask(
                ApprovalOutcome.Of(approval, approval.Defaults, by: null),
                ApprovalRows.Answered(run, instance, await loader.FindApprovalAsync(run, instance), approval.Defaults, null, null, clock.GetUtcNow()));
    }

    private static TaskOutcome.Fail Broken(string message) => new(new TaskFailure(TaskFailureReason.TemplateError, message));

    private static DateTimeOffset SinceOf(RunRecord run, int instance) =>
        run.State[instance].Wait?.Since ?? run.State[instance].StartedAt ?? run.Row.RunAfter;
}
