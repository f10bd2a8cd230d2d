using Orrery.Core.Identity;
using Orrery.Grains.Interfaces.Dags;
using Orrery.Grains.Interfaces.Reruns;
using Orrery.Grains.Interfaces.Runs;
using Orrery.Storage;
using Orrery.Storage.Rows;

namespace Orrery.Grains.Reruns;

/// <summary>Finds the runs of a request, and asks each of them.</summary>
[StatelessWorker]
public sealed class RerunGrain(IStore store) : Grain, IRerunGrain
{
    private const int MaxRuns = 1_000;
    private const int Parallel = 16;

    private string DagId => this.GetPrimaryKeyString();

    /// <inheritdoc/>
    public Task<RerunResult> ClearAsync(RunSelection runs, ClearTasks tasks) => InEachAsync(runs, run => run.ClearTasksAsync(tasks));

    /// <inheritdoc/>
    public Task<RerunResult> MarkAsync(RunSelection runs, MarkTasks tasks) => InEachAsync(runs, run => run.MarkTasksAsync(tasks));

    private async Task<RerunResult> InEachAsync(RunSelection selection, Func<IDagRunGrain, Task<RunTasks>> act)
    {
        var (rows, problem) = await FindAsync(selection);
        if (problem is not null)
        {
            return new RerunResult { Outcome = problem };
        }

        var done = new List<RunTasks>(rows.Count);
        foreach (var some in rows.Chunk(Parallel))
        {
            done.AddRange(await Task.WhenAll(some.Select(r => act(GrainFactory.GetGrain<IDagRunGrain>(new DagRunKey(r.DagId, r.RunId).ToString())))));
        }

        return new RerunResult { Outcome = Sum(rows, done), Runs = [.. done] };
    }

    /// <summary>Of one run its own result. Of several: those older than a task do not have it, which is no reason to refuse the others.</summary>
    private static ActionResult Sum(IReadOnlyList<DagRunRow> rows, List<RunTasks> done)
    {
        var refused = done.Where(d => d.Outcome.Status != ActionStatus.Done).ToList();
        if (done.Count <= 1 || refused.Count == 0)
        {
            return refused.Count == 0 ? ActionResult.Done : refused[0].Outcome;
        }

        var serious = refused.Count == done.Count ? refused : refused.Where(d => d.Outcome.Status != ActionStatus.NotFound).ToList();
        return serious.Count == 0
            ? ActionResult.Done
            : ActionResult.Refuse(serious[0].Outcome.Status, [.. serious.SelectMany(d => d.Outcome.Problems.Select(p => $"Run '{rows[done.IndexOf(d)].RunId}': {p}"))]);
    }

    private async Task<(IReadOnlyList<DagRunRow> Rows, ActionResult? Problem)> FindAsync(RunSelection selection)
    {
        if (await store.GetDagAsync(DagId) is null)
        {
            return ([], ActionResult.Refuse(ActionStatus.NotFound, $"There is no DAG '{DagId}'."));
        }

        var found = new Dictionary<long, DagRunRow>();
        var problems = new List<string>();
        if (selection.RunIds.IsEmpty)
        {
            Add(await store.ListRunsByDateAsync(DagId, selection.From, selection.To, MaxRuns + 1));
        }

        foreach (var runId in selection.RunIds.Distinct(StringComparer.Ordinal))
        {
            if (await store.GetDagRunAsync(DagId, runId) is not { } row)
            {
                problems.Add($"There is no run '{runId}' of DAG '{DagId}'.");
                continue;
            }

            Add([row]);
            if ((selection.IncludePast || selection.IncludeFuture) && row.LogicalDate is { } date)
            {
                Add(await store.ListRunsByDateAsync(DagId, selection.IncludePast ? null : date, selection.IncludeFuture ? null : date, MaxRuns + 1));
            }
        }

        if (problems.Count > 0)
        {
            return ([], ActionResult.Refuse(ActionStatus.NotFound, [.. problems]));
        }

        return found.Count <= MaxRuns
            ? ([.. found.Values.OrderBy(r => r.LogicalDate ?? r.RunAfter).ThenBy(r => r.RunPk)], null)
            : ([], ActionResult.Refuse(ActionStatus.Invalid, $"More than {MaxRuns} runs are meant, which is as many as one request may change: give a shorter range of dates."));

        void Add(IEnumerable<DagRunRow> rows)
        {
            foreach (var row in rows)
            {
                found.TryAdd(row.RunPk, row);
            }
        }
    }
}
