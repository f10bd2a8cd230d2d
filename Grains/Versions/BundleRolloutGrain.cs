using Orrery.Grains.Interfaces.Dags;
using Orrery.Grains.Interfaces.Versions;
using Orrery.Storage;
using Orrery.Storage.Rows;

namespace Orrery.Grains.Versions;

/// <summary>Asks each DAG of a bundle.</summary>
[StatelessWorker]
public sealed class BundleRolloutGrain(IStore store) : Grain, IBundleRolloutGrain
{
    private const int PageSize = 500;
    private const int Parallel = 16;
    private const int MaxProblems = 20;

    private string Bundle => this.GetPrimaryKeyString();

    /// <inheritdoc/>
    public async Task<BundleRolloutResult> ChangeAsync(BundleRolloutAction action, RolloutRequest request)
    {
        if (request.Release is not null)
        {
            return Refuse(ActionStatus.Invalid, "Releases are numbered in each DAG: name none for a whole bundle.");
        }

        if (await store.GetBundleAsync(Bundle) is null)
        {
            return Refuse(ActionStatus.NotFound, $"There is no bundle '{Bundle}'.");
        }

        var refused = new List<(string DagId, ActionResult Outcome)>();
        var changed = 0;
        for (string? after = null; ;)
        {
            var page = await store.ListDagsAsync(new DagFilter(Bundle, AfterDagId: after, Limit: PageSize));
            foreach (var some in page.Where(d => action == BundleRolloutAction.Set || d.CandidateRelease is not null).Chunk(Parallel))
            {
                var results = await Task.WhenAll(some.Select(d => ChangeAsync(d, action, request)));
                changed += results.Count(r => r.Outcome.Status == ActionStatus.Done);
                refused.AddRange(some.Zip(results, (d, r) => (d.DagId, r.Outcome)).Where(r => r.Outcome.Status != ActionStatus.Done));
            }

            if (page.Count < PageSize)
            {
                break;
            }

            after = page[^1].DagId;
        }

        return new BundleRolloutResult { Outcome = Sum(refused), Changed = changed };
    }

    /// <summary>What is the same for all DAGs is said once.</summary>
    private static ActionResult Sum(List<(string DagId, ActionResult Outcome)> refused) => refused.Count == 0
        ? ActionResult.Done
        : ActionResult.Refuse(refused[0].Outcome.Status, [.. refused.SelectMany(r => r.Outcome.Problems).Distinct(StringComparer.Ordinal).Take(MaxProblems)]);

    private static BundleRolloutResult Refuse(ActionStatus status, string problem) => new() { Outcome = ActionResult.Refuse(status, problem) };

    private Task<RolloutResult> ChangeAsync(DagRow dag, BundleRolloutAction action, RolloutRequest request)
    {
        var grain = GrainFactory.GetGrain<IDagGrain>(dag.DagId);
        return action switch
        {
            BundleRolloutAction.Promote => grain.PromoteAsync(dag.CandidateRelease, request.RequestedBy),
            BundleRolloutAction.RollBack => grain.RollbackAsync(to: null, request.RequestedBy),
            _ => grain.SetRolloutAsync(request),
        };
    }
}
