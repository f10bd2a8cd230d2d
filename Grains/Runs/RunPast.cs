using Orrery.Core.Identity;
using Orrery.Core.Runs;
using Orrery.Core.States;
using Orrery.Storage;
using Orrery.Storage.Rows;

namespace Orrery.Grains.Runs;

/// <summary>The run before another one, as the tasks of that one which depend on their past see it.</summary>
internal sealed class RunPast
{
    private readonly DagRunRow _previous;
    private ILookup<string, TaskInstanceState> _states = Array.Empty<InstanceState>().ToLookup(i => i.TaskId, i => i.State, StringComparer.Ordinal);

    private RunPast(DagRunRow previous) => _previous = previous;

    /// <summary>Key of the grain of the previous run.</summary>
    public string RunKey => new DagRunKey(_previous.DagId, _previous.RunId).ToString();

    /// <summary>Finds it: the run with the greatest logical date below, by hand or not unless the DAG catches up; null when there is none.</summary>
    public static async Task<RunPast?> FindAsync(IStore store, RunRecord run) =>
        run.Row.LogicalDate is { } date && await store.GetPreviousRunAsync(run.Row.DagId, date, includeManual: !run.Plan.Dag.Catchup) is { } previous
            ? new RunPast(previous)
            : null;

    /// <summary>Reads how its tasks stand.</summary>
    public async Task ReadAsync(IStore store) =>
        // An index that was not needed any more is no part of that run.
        _states = (await store.ListInstanceStatesAsync(_previous.RunPk)).Where(i => i.State != TaskInstanceState.Removed).ToLookup(i => i.TaskId, i => i.State, StringComparer.Ordinal);

    /// <summary>Whether it lets a task of the later run start.</summary>
    public async Task<bool> MayStartAsync(IStore store, RunRecord run, int instance)
    {
        var task = run.State.DefinitionOf(instance);
        var instances = _states[task.TaskId];
        var facts = new PreviousRunFacts
        {
            DependsOnPast = task.DependsOnPast,
            WaitForDownstream = task.WaitForDownstream,
            IgnoreFirst = task.IgnoreFirstDependsOnPast,
            Catchup = run.Plan.Dag.Catchup,
            BackfillOrdinal = run.Row.BackfillOrdinal,
            HasPreviousRun = true,
            PreviousRunBeforeTaskStart = _previous.LogicalDate < run.Plan.Dag.StartDate,
            PreviousState = WorstOf(instances),
            HasEarlierInstance = true,
            PreviousDownstreamStates = task.WaitForDownstream ? [.. DownstreamOf(run.Plan, run.State.TaskOf(instance)).SelectMany(t => _states[t])] : [],
        };

        // Whether there is an earlier one yet is the only costly question, so it is asked last.
        return PreviousRunRule.MayStart(facts)
            || (facts is { IgnoreFirst: true, PreviousState: null } && !await store.HasEarlierInstanceAsync(run.Row.DagId, task.TaskId, run.Row.LogicalDate!.Value));
    }

    /// <summary>Of a mapped task every instance counts, so the one that holds back most stands for all.</summary>
    private static TaskInstanceState? WorstOf(IEnumerable<TaskInstanceState> instances)
    {
        TaskInstanceState? worst = null;
        foreach (var state in instances)
        {
            if (worst is null || !TaskInstanceStateFacts.Of(state).CountsAsSuccess)
            {
                worst = state;
            }
        }

        return worst;
    }

    private static IEnumerable<string> DownstreamOf(RunPlan plan, int task) =>
        plan.Downstream(task).ToArray().Select(child => plan.Task(child).TaskId);
}
