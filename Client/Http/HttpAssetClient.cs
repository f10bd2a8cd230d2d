using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using Orrery.Client.Http.Wire;
using Orrery.Grains.Interfaces.Assets;
using Orrery.Grains.Interfaces.Catalog;
using Orrery.Grains.Interfaces.Dags;

namespace Orrery.Client.Http;

/// <summary>Assets over the REST API.</summary>
/// <param name="api">The connection.</param>
internal sealed class HttpAssetClient(ApiConnection api) : IAssetClient
{
    private const int LookUpPage = 1_000;

    /// <inheritdoc/>
    public async Task<Page<AssetInfo>> ListAsync(AssetQuery query, CancellationToken cancellationToken = default)
    {
        var path = ApiPaths.WithQuery(
            ApiPaths.Assets,
            ("limit", ApiPaths.Number(Math.Max(query.Limit, 1))),
            ("cursor", query.Cursor),
            ("name_pattern", query.Search),
            ("dag_ids", query.DagId),
            ("only_active", query.OnlyActive ? "true" : "false"));
        var page = await api.GetRequiredAsync(path, OrreryJson.Wire.AssetCollectionWire, cancellationToken);
        return new Page<AssetInfo> { Items = [.. page.Assets.Select(a => a.ToInfo())], NextCursor = page.NextCursor };
    }

    /// <inheritdoc/>
    public async Task<AssetInfo?> GetAsync(long assetId, CancellationToken cancellationToken = default) =>
        (await api.GetAsync(ApiPaths.Asset(assetId), OrreryJson.Wire.AssetWire, cancellationToken))?.ToInfo();

    /// <inheritdoc/>
    public async Task<AssetInfo?> FindAsync(string uriOrName, CancellationToken cancellationToken = default)
    {
        AssetInfo? named = null;
        var query = new AssetQuery { Search = uriOrName, OnlyActive = false, Limit = LookUpPage };
        while (true)
        {
            var page = await ListAsync(query, cancellationToken);
            if (page.Items.FirstOrDefault(a => a.Uri == uriOrName) is { } found)
            {
                return found;
            }

            var candidate = page.Items.Where(a => a.Name == uriOrName).OrderBy(a => a.IsActive ? 0 : 1).FirstOrDefault();
            named = named is { IsActive: true } ? named : candidate ?? named;
            if (page.NextCursor is not { } next)
            {
                return named;
            }

            query = query with { Cursor = next };
        }
    }

    /// <inheritdoc/>
    public async Task<Page<AssetAliasInfo>> ListAliasesAsync(ListQuery query, CancellationToken cancellationToken = default)
    {
        var path = ApiPaths.WithQuery(
            $"{ApiPaths.Assets}/aliases", ("limit", ApiPaths.Number(Math.Max(query.Limit, 1))), ("cursor", query.Cursor), ("name_pattern", query.Search));
        var page = await api.GetRequiredAsync(path, OrreryJson.Wire.AssetAliasCollectionWire, cancellationToken);
        return new Page<AssetAliasInfo> { Items = [.. page.AssetAliases.Select(a => a.ToInfo())], NextCursor = page.NextCursor };
    }

    /// <inheritdoc/>
    public async Task<Page<AssetEventInfo>> ListEventsAsync(AssetEventQuery query, CancellationToken cancellationToken = default)
    {
        var path = ApiPaths.WithQuery(
            $"{ApiPaths.Assets}/events",
            ("limit", ApiPaths.Number(Math.Max(query.Limit, 1))),
            ("cursor", query.Cursor),
            ("asset_id", query.AssetId is { } id ? ApiPaths.Number(id) : null),
            ("source_dag_id", query.SourceDagId),
            ("source_run_id", query.SourceRunId),
            ("source_task_id", query.SourceTaskId),
            ("timestamp_gt", query.After?.UtcDateTime.ToString("O")));
        var page = await api.GetRequiredAsync(path, OrreryJson.Wire.AssetEventCollectionWire, cancellationToken);
        return new Page<AssetEventInfo> { Items = [.. page.AssetEvents.Select(e => e.ToInfo())], NextCursor = page.NextCursor };
    }

    /// <inheritdoc/>
    public async Task<ImmutableArray<AssetEventInfo>> ListUpstreamEventsAsync(string dagId, string runId, CancellationToken cancellationToken = default) =>
        IdCheck.Problem(dagId, runId) is null
        && await api.GetAsync($"{ApiPaths.Run(dagId, runId)}/upstreamAssetEvents", OrreryJson.Wire.AssetEventCollectionWire, cancellationToken) is { } events
            ? [.. events.AssetEvents.Select(e => e.ToInfo())]
            : [];

    /// <inheritdoc/>
    public async Task<AssetEmissionResult> EmitAsync(long assetId, AssetEmission emission, CancellationToken cancellationToken = default)
    {
        var body = new JsonObject { ["asset_id"] = assetId };
        try
        {
            body["extra"] = emission.ExtraJson is { } extra ? JsonNode.Parse(extra) : null;
        }
        catch (JsonException e)
        {
            return new AssetEmissionResult { Outcome = ActionResult.Refuse(ActionStatus.Invalid, $"extra is no JSON: {e.Message} Give an object, as in {{\"rows\": 42}}.") };
        }

        var answer = await api.SendAsync(
            HttpMethod.Post, $"{ApiPaths.Assets}/events", HttpOrreryClient.ToText(body), OrreryJson.Wire.AssetEventWire, cancellationToken);
        return new AssetEmissionResult { Outcome = HttpOrreryClient.ResultOf(answer.Refusal), Event = answer.Value?.ToInfo() };
    }

    /// <inheritdoc/>
    public async Task<MaterializeResult> MaterializeAsync(long assetId, TriggerRequest request, CancellationToken cancellationToken = default)
    {
        JsonObject body;
        try
        {
            body = HttpOrreryClient.TriggerBody(request);
        }
        catch (JsonException e)
        {
            return new MaterializeResult(ActionResult.Refuse(ActionStatus.Invalid, $"conf is no JSON: {e.Message} Give an object, as in {{\"day\": 1}}."));
        }

        var answer = await api.SendAsync(
            HttpMethod.Post, $"{ApiPaths.Asset(assetId)}/materialize", HttpOrreryClient.ToText(body), OrreryJson.Wire.DagRunWire, cancellationToken);
        return new MaterializeResult(HttpOrreryClient.ResultOf(answer.Refusal), answer.Value?.DagId, answer.Value?.DagRunId);
    }

    /// <inheritdoc/>
    public async Task<ImmutableArray<QueuedAssetInfo>> ListQueuedAsync(string? dagId, long? assetId, CancellationToken cancellationToken = default)
    {
        if (dagId is not null && IdCheck.Problem(dagId) is not null)
        {
            return [];
        }

        var queued = await api.GetAsync(QueuedPath(dagId, assetId), OrreryJson.Wire.QueuedEventCollectionWire, cancellationToken);
        return [.. (queued?.QueuedEvents ?? []).Select(q => q.ToInfo())];
    }

    /// <inheritdoc/>
    public Task<ActionResult> ForgetQueuedAsync(string? dagId, long? assetId, CancellationToken cancellationToken = default) =>
        api.DoAsync(HttpMethod.Delete, QueuedPath(dagId, assetId), dagId is null ? null : IdCheck.Problem(dagId), cancellationToken);

    /// <inheritdoc/>
    public async Task<NextRunAssets?> GetNextRunAsync(string dagId, CancellationToken cancellationToken = default) =>
        IdCheck.Problem(dagId) is null
            ? (await api.GetAsync($"{ApiPaths.Dag(dagId)}/assets/nextRun", OrreryJson.Wire.NextRunAssetsWire, cancellationToken))?.ToInfo()
            : null;

    private static string QueuedPath(string? dagId, long? assetId) => (dagId, assetId) switch
    {
        ({ } dag, { } asset) => $"{ApiPaths.Dag(dag)}/assets/{ApiPaths.Number(asset)}/queuedEvents",
        ({ } dag, null) => $"{ApiPaths.Dag(dag)}/assets/queuedEvents",
        (null, { } asset) => $"{ApiPaths.Asset(asset)}/queuedEvents",
        _ => throw new ArgumentException("Name the DAG, the asset, or both.", nameof(assetId)),
    };
}
