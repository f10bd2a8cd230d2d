using Orrery.Core.Dags;
using Orrery.Core.Identity;
using Orrery.Core.Runs;
using Orrery.Core.States;
using Orrery.Storage;
using Orrery.Storage.Rows;

namespace Orrery.Grains.Waits;

/// <summary>Looks at runs that others wait for, in the store: what is there is durable.</summary>
/// <param name="store">Store.</param>
public sealed class AwaitedRuns(IStore store)
{
    /// <summary>What a sensor on a run, or on a task of it, finds.</summary>
    /// <param name="dag">What it waits for.</param>
    /// <param name="policy">How it ends when that fails.</param>
    /// <param name="runId">Id of the run; null: the one of <paramref name="logicalDate"/>.</param>
    /// <param name="logicalDate">Its logical date.</param>
    internal async Task<TaskOutcome> LookAsync(SensorCondition.Dag dag, SensorPolicy policy, string? runId, DateTimeOffset logicalDate)
    {
        var run = runId is null ? await store.FindRunAsync(dag.DagId, logicalDate) : await store.GetDagRunAsync(dag.DagId, runId);
        var what = dag.TaskId is { } id ? $"task '{id}' of " : "";
        if (run is null)
        {
            return new TaskOutcome.NotYet($"{what}{(runId is null ? $"the run of {logicalDate.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC" : $"run '{runId}'")} of DAG '{dag.DagId}'");
        }

        what += $"run '{run.RunId}' of DAG '{dag.DagId}'";
        var states = dag.TaskId is null ? [run.State.WireName()] : await StatesOfAsync(run, dag.TaskId);
        if (states.Count == 0)
        {
            return new TaskOutcome.Fail(new TaskFailure(TaskFailureReason.FailWithoutRetry, $"There is no {what}: name a task of that DAG."));
        }

        if (states.FirstOrDefault(s => dag.FailedStates.Contains(s, StringComparer.Ordinal)) is { } failed)
        {
            return policy.SoftFail || policy.NeverFail ? new TaskOutcome.Skip() : Failed(what, failed);
        }

        if (states.Any(s => dag.SkippedStates.Contains(s, StringComparer.Ordinal)))
        {
            return new TaskOutcome.Skip();
        }

        return states.All(s => dag.AllowedStates.Contains(s, StringComparer.Ordinal)) ? new TaskOutcome.Success() : new TaskOutcome.NotYet(what, Run: KeyOf(run));
    }

    /// <summary>How a run stands that a task has triggered and waits for.</summary>
    internal async Task<TaskOutcome> LookAsync(TaskAction.TriggerDag trigger, string runId)
    {
        var what = $"run '{runId}' of DAG '{trigger.DagId}'";
        if (await store.GetDagRunAsync(trigger.DagId, runId) is not { } run)
        {
            return new TaskOutcome.Fail(new TaskFailure(TaskFailureReason.AwaitedRunFailed, $"The {what}, which this task waited for, does not exist any more."));
        }

        var state = run.State.WireName();
        return trigger.FailedStates.Contains(state, StringComparer.Ordinal) ? Failed(what, state)
            : trigger.AllowedStates.Contains(state, StringComparer.Ordinal) ? new TaskOutcome.Success()
            : new TaskOutcome.NotYet($"the end of {what}", Run: KeyOf(run));
    }

    private static TaskOutcome.Fail Failed(string what, string state) => new(new TaskFailure(
        TaskFailureReason.AwaitedRunFailed, $"What it waited for, {what}, is {state}, one of its failed_states."));

    private static string KeyOf(DagRunRow run) => new DagRunKey(run.DagId, run.RunId).ToString();

    private async Task<IReadOnlyList<string>> StatesOfAsync(DagRunRow run, string taskId) =>
        [.. (await store.GetTaskInstancesAsync(run.RunPk)).Where(t => t.TaskId == taskId && t.State != TaskInstanceState.Removed).Select(t => t.State.WireName())];
}
