using System.Text.Json.Nodes;
using Orrery.Client.Http.Wire;
using Orrery.Grains.Interfaces.Catalog;
using Orrery.Grains.Interfaces.Dags;
using Orrery.Grains.Interfaces.Search;

namespace Orrery.Client.Http;

/// <summary>XComs, over the REST API, which filters them by fewer properties of their task instances.</summary>
/// <param name="api">Sends the requests.</param>
internal sealed class HttpXComClient(ApiConnection api) : IXComClient
{
    /// <inheritdoc/>
    public async Task<Page<XComInfo>> FindAsync(XComQuery query, CancellationToken cancellationToken = default)
    {
        var tasks = query.Tasks;
        var path = ApiPaths.WithQuery(
            ApiPaths.XComs(One(tasks.Runs.DagIds), One(tasks.RunIds), One(tasks.TaskIds)),
            [
                .. ApiPaths.Part(tasks.Slice),
                ("xcom_key", query.Key),
                ("xcom_key_pattern", query.KeyPattern),
                ("map_index", tasks.MapIndexes is [var index] ? ApiPaths.Number(index) : null),
                ("dag_display_name_pattern", tasks.Runs.DagIdPattern),
                ("run_id_pattern", tasks.Runs.RunIdPattern),
                ("task_id_pattern", tasks.TaskIdPattern),
                .. ApiPaths.Range("logical_date", tasks.Runs.LogicalDate),
                .. ApiPaths.Range("run_after", tasks.Runs.RunAfter),
            ]);
        var page = await api.GetAsync(path, OrreryJson.Wire.XComCollectionWire, cancellationToken);
        return new Page<XComInfo> { Items = [.. (page?.XcomEntries ?? []).Select(x => x.ToInfo())], NextCursor = page?.NextCursor, Total = page?.TotalEntries };
    }

    /// <inheritdoc/>
    public async Task<XComInfo?> GetAsync(XComAddress address, CancellationToken cancellationToken = default) =>
        IdCheck.Problem(address.DagId, address.RunId, address.TaskId) is null
            ? (await api.GetAsync(ApiPaths.WithQuery(PathOf(address), ("map_index", ApiPaths.Number(address.MapIndex))), OrreryJson.Wire.XComWire, cancellationToken))?.ToInfo()
            : null;

    /// <inheritdoc/>
    public async Task<ActionResult> SetAsync(XComAddress address, string json, bool isNew, CancellationToken cancellationToken = default)
    {
        if (IdCheck.Problem(address.DagId, address.RunId, address.TaskId) is { } problem)
        {
            return ActionResult.Refuse(ActionStatus.NotFound, problem);
        }

        var body = new JsonObject { ["value"] = JsonNode.Parse(json), ["map_index"] = address.MapIndex };
        if (isNew)
        {
            body["key"] = address.Key;
        }

        var answer = await api.SendAsync(
            isNew ? HttpMethod.Post : HttpMethod.Patch,
            isNew ? ApiPaths.XComs(address.DagId, address.RunId, address.TaskId) : PathOf(address),
            HttpOrreryClient.ToText(body),
            OrreryJson.Wire.XComWire,
            cancellationToken);
        return HttpOrreryClient.ResultOf(answer.Refusal);
    }

    /// <inheritdoc/>
    public Task<ActionResult> DeleteAsync(XComAddress address, CancellationToken cancellationToken = default) =>
        api.DoAsync(
            HttpMethod.Delete,
            ApiPaths.WithQuery(PathOf(address), ("map_index", ApiPaths.Number(address.MapIndex))),
            IdCheck.Problem(address.DagId, address.RunId, address.TaskId),
            cancellationToken);

    private static string PathOf(XComAddress address) => $"{ApiPaths.XComs(address.DagId, address.RunId, address.TaskId)}/{Uri.EscapeDataString(address.Key)}";

    /// <summary>The one that is named; ~ for any. Several are filtered by none: the caller sees more than it asked for, never less.</summary>
    private static string One(System.Collections.Immutable.ImmutableArray<string> ids) => ids is [var one] ? one : "~";
}
