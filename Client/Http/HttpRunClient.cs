using Orrery.Client.Http.Wire;
using Orrery.Core.Identity;
using Orrery.Core.States;
using Orrery.Grains.Interfaces.Catalog;
using Orrery.Grains.Interfaces.Dags;
using Orrery.Grains.Interfaces.Search;

namespace Orrery.Client.Http;

/// <summary>Runs and task instances, over the REST API.</summary>
/// <param name="api">Sends the requests.</param>
internal sealed class HttpRunClient(ApiConnection api) : IRunClient
{
    /// <inheritdoc/>
    public async Task<Page<DagRunInfo>> FindAsync(DagRunQuery query, CancellationToken cancellationToken = default)
    {
        var path = ApiPaths.WithQuery(
            ApiPaths.Runs(query.DagIds is [var dagId] ? dagId : null),
            [
                .. ApiPaths.Part(query.Slice with { Order = query.Slice.Order ?? "run_after", Descending = query.Slice.Order is null || query.Slice.Descending }),
                .. ApiPaths.Each("dag_ids", query.DagIds.Length > 1 ? query.DagIds : []),
                .. ApiPaths.Each("state", query.States.Select(s => s.WireName())),
                .. ApiPaths.Each("run_type", query.Types.Select(t => t.WireName())),
                .. ApiPaths.Range("run_after", query.RunAfter),
                .. ApiPaths.Range("logical_date", query.LogicalDate),
                .. ApiPaths.Range("start_date", query.StartDate),
                .. ApiPaths.Range("end_date", query.EndDate),
                .. ApiPaths.Range("updated_at", query.UpdatedAt),
                .. ApiPaths.Range("duration", query.Duration),
                .. ApiPaths.Each("dag_version", query.VersionNumbers),
                ("bundle_version", query.BundleVersion),
                ("run_id_pattern", query.RunIdPattern),
                ("dag_id_pattern", query.DagIdPattern),
                ("triggering_user_name_pattern", query.TriggeringUserPattern),
                ("conf_contains", query.ConfContains),
            ]);
        return PageOf(await api.GetAsync(path, OrreryJson.Wire.DagRunCollectionWire, cancellationToken));
    }

    /// <inheritdoc/>
    public async Task<Page<FoundTaskInstance>> FindTasksAsync(TaskInstanceQuery query, CancellationToken cancellationToken = default)
    {
        var dagId = query.Runs.DagIds is [var dag] ? dag : "~";
        var runId = query.RunIds is [var run] ? run : "~";
        var path = ApiPaths.WithQuery(
            ApiPaths.Tasks(dagId, runId),
            [
                .. ApiPaths.Part(query.Slice),
                .. ApiPaths.Each("dag_ids", query.Runs.DagIds.Length > 1 ? query.Runs.DagIds : []),
                .. ApiPaths.Each("dag_run_ids", query.RunIds.Length > 1 ? query.RunIds : []),
                .. ApiPaths.Each("task_id", query.TaskIds),
                .. ApiPaths.Each("state", query.States.Select(s => s == TaskInstanceState.None ? "none" : s.WireName())),
                .. ApiPaths.Each("pool", query.Pools),
                .. ApiPaths.Each("queue", query.Queues),
                .. ApiPaths.Each("operator", query.Operators),
                .. ApiPaths.Each("try_number", query.TryNumbers),
                .. ApiPaths.Each("map_index", query.MapIndexes),
                .. ApiPaths.Each("version_number", query.Runs.VersionNumbers),
                .. ApiPaths.Range("run_after", query.Runs.RunAfter),
                .. ApiPaths.Range("logical_date", query.Runs.LogicalDate),
                .. ApiPaths.Range("start_date", query.StartDate),
                .. ApiPaths.Range("end_date", query.EndDate),
                .. ApiPaths.Range("updated_at", query.UpdatedAt),
                .. ApiPaths.Range("duration", query.Duration),
                ("task_display_name_pattern", query.TaskIdPattern),
                ("pool_name_pattern", query.PoolPattern),
                ("queue_name_pattern", query.QueuePattern),
                ("operator_name_pattern", query.OperatorPattern),
                ("dag_id_pattern", query.Runs.DagIdPattern),
                ("run_id_pattern", query.Runs.RunIdPattern),
                ("task_group_id", query.TaskGroupId),
            ]);
        var page = await api.GetAsync(path, OrreryJson.Wire.TaskInstanceCollectionWire, cancellationToken);
        return new Page<FoundTaskInstance>
        {
            Items = [.. (page?.TaskInstances ?? []).Select(t => t.ToFound())],
            NextCursor = page?.NextCursor,
            Total = page?.TotalEntries,
        };
    }

    /// <inheritdoc/>
    public Task<ActionResult> DeleteAsync(string dagId, string runId, CancellationToken cancellationToken = default) =>
        api.DoAsync(HttpMethod.Delete, ApiPaths.Run(dagId, runId), IdCheck.Problem(dagId, runId), cancellationToken);

    private static Page<DagRunInfo> PageOf(DagRunCollectionWire? page) =>
        new() { Items = [.. (page?.DagRuns ?? []).Select(r => r.ToInfo())], NextCursor = page?.NextCursor, Total = page?.TotalEntries };
}
