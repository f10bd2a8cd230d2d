using Orrery.Core.Dags;
using Orrery.Core.Runs;
using Orrery.Core.States;
using Orrery.Grains.Runs;
using Orrery.Storage;
using Orrery.Storage.Rows;

namespace Orrery.Grains.Dags;

/// <summary>Everything a new run writes, whatever it was created by: its row and one for each task instance, with the moments of its deadlines.</summary>
internal static class NewRunRows
{
    /// <summary>The rows.</summary>
    /// <param name="store">Where the DAG's finished runs are, for deadlines that are counted from their average run time.</param>
    /// <param name="run">The run.</param>
    /// <param name="plan">The version it is pinned to.</param>
    public static async Task<IReadOnlyList<StoreRow>> OfAsync(IStore store, DagRunRow run, RunPlan plan)
    {
        var average = Deadlines.NeedAverage(plan) ? await AverageRuntimeAsync(store, run.DagId) : null;
        var queuedAt = run.QueuedAt ?? run.RunAfter;
        var change = new RunChange(run.State, queuedAt, null, null, null, 0);
        var state = RunState.Restore(plan, run.RunId, change, Deadlines.Of(plan, queuedAt, run.LogicalDate, average));
        return [run, .. Enumerable.Range(0, state.Count).Select(i => RunRows.ToRow(run.RunPk, plan, state.Snapshot(i)))];
    }

    /// <summary>Average run time of the last finished runs; null when there are none.</summary>
    public static async Task<TimeSpan?> AverageRuntimeAsync(IStore store, string dagId)
    {
        var filter = new DagRunFilter(dagId, [DagRunState.Success, DagRunState.Failed], Limit: DeadlineReference.AveragedRuns);
        var lengths = (await store.ListDagRunsAsync(filter)).Select(r => r.EndedAt - r.StartedAt).OfType<TimeSpan>().ToList();
        return lengths.Count > 0 ? TimeSpan.FromTicks((long)lengths.Average(l => l.Ticks)) : null;
    }
}
