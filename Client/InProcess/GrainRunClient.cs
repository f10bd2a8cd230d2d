using Orrery.Core.Identity;
using Orrery.Grains.Interfaces.Catalog;
using Orrery.Grains.Interfaces.Dags;
using Orrery.Grains.Interfaces.Runs;
using Orrery.Grains.Interfaces.Search;

namespace Orrery.Client.InProcess;

/// <summary>Runs and task instances, through their grains. Ids that cannot exist find nothing.</summary>
/// <param name="grains">Reaches the grains.</param>
internal sealed class GrainRunClient(IGrainFactory grains) : IRunClient
{
    private ISearchGrain Search => grains.GetGrain<ISearchGrain>("0");

    /// <inheritdoc/>
    public Task<Page<DagRunInfo>> FindAsync(DagRunQuery query, CancellationToken cancellationToken = default) =>
        Possible(query) is { } possible
            ? Reach.AskAsync(Search.FindDagRunsAsync(possible), cancellationToken)
            : Task.FromResult(Nothing<DagRunInfo>(query.Slice));

    /// <inheritdoc/>
    public Task<Page<FoundTaskInstance>> FindTasksAsync(TaskInstanceQuery query, CancellationToken cancellationToken = default) =>
        Possible(query) is { } possible
            ? Reach.AskAsync(Search.FindTaskInstancesAsync(possible), cancellationToken)
            : Task.FromResult(Nothing<FoundTaskInstance>(query.Slice));

    /// <inheritdoc/>
    public Task<ActionResult> DeleteAsync(string dagId, string runId, CancellationToken cancellationToken = default) =>
        IdCheck.Problem(dagId, runId) is { } problem
            ? Task.FromResult(ActionResult.Refuse(ActionStatus.NotFound, problem))
            : Reach.AskAsync(grains.GetGrain<IDagRunGrain>(new DagRunKey(dagId, runId).ToString()).DeleteAsync(), cancellationToken);

    /// <summary>The query without ids that cannot exist; null when it named only such.</summary>
    internal static TaskInstanceQuery? Possible(TaskInstanceQuery query)
    {
        var ids = query.RunIds.RemoveAll(id => Ids.Problem(IdKind.Run, id) is not null);
        return Possible(query.Runs) is { } runs && (query.RunIds.IsEmpty || !ids.IsEmpty) ? query with { Runs = runs, RunIds = ids } : null;
    }

    internal static Page<T> Nothing<T>(Slice slice) => new() { Items = [], Total = slice.WithTotal ? 0 : null };

    private static DagRunQuery? Possible(DagRunQuery query)
    {
        var ids = query.DagIds.RemoveAll(id => IdCheck.Problem(id) is not null);
        return query.DagIds.IsEmpty || !ids.IsEmpty ? query with { DagIds = ids } : null;
    }
}
