using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Orrery.Client;
using Orrery.Client.Http.Wire;
using Orrery.Grains.Interfaces.Assets;
using Orrery.Grains.Interfaces.Catalog;
using Orrery.Grains.Interfaces.Dags;

namespace Orrery.Silo.Api;

/// <summary>Assets, their events, and the news DAGs have not run for yet.</summary>
internal static class AssetEndpoints
{
    private const int MaxNote = 1_000;

    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/assets", ListAsync).Says("Assets, by URI.", OrreryJson.Wire.AssetCollectionWire).Query([.. Paging.Parameters, "name_pattern", "uri_pattern", "dag_ids[]", "only_active:boolean"]);
        api.MapGet("/assets/{assetId:long}", GetAsync).Says("One asset.", OrreryJson.Wire.AssetWire);
        api.MapGet("/assets/aliases", ListAliasesAsync).Says("Aliases of assets.", OrreryJson.Wire.AssetAliasCollectionWire).Query([.. Paging.Parameters, "name_pattern"]);
        api.MapGet("/assets/aliases/{aliasId:long}", GetAliasAsync).Says("One alias.", OrreryJson.Wire.AssetAliasWire);
        api.MapGet("/assets/events", ListEventsAsync).Says("Events of assets, newest first.", OrreryJson.Wire.AssetEventCollectionWire)
            .Query([.. Paging.Parameters, "asset_id:integer", "source_dag_id", "source_task_id", "source_run_id", "timestamp_gt:date-time", "timestamp_gte:date-time"]);
        api.MapPost("/assets/events", EmitAsync).Says("Tells of news of an asset.", OrreryJson.Wire.AssetEventWire).Body("asset_id:integer!", "extra:object", "partition_key");
        api.MapPost("/assets/{assetId:long}/materialize", MaterializeAsync).Says("Runs the DAG that writes an asset.", OrreryJson.Wire.DagRunWire)
            .Body("dag_run_id", "logical_date:date-time", "conf:object", "note");
        api.MapGet("/assets/{assetId:long}/queuedEvents", (long assetId, HttpContext http, IOrreryClient client) => ListQueuedAsync(null, assetId, http, client)).SaysQueued();
        api.MapDelete("/assets/{assetId:long}/queuedEvents", (long assetId, HttpContext http, IOrreryClient client) => ForgetQueuedAsync(null, assetId, http, client)).SaysForget();
        api.MapGet("/dags/{dagId}/assets/queuedEvents", (string dagId, HttpContext http, IOrreryClient client) => ListQueuedAsync(dagId, null, http, client)).SaysQueued();
        api.MapDelete("/dags/{dagId}/assets/queuedEvents", (string dagId, HttpContext http, IOrreryClient client) => ForgetQueuedAsync(dagId, null, http, client)).SaysForget();
        api.MapGet("/dags/{dagId}/assets/{assetId:long}/queuedEvents", (string dagId, long assetId, HttpContext http, IOrreryClient client) => OneQueuedAsync(dagId, assetId, http, client)).Says("News of an asset that a DAG has not run for yet.", OrreryJson.Wire.QueuedEventWire).Query("before:date-time");
        api.MapDelete("/dags/{dagId}/assets/{assetId:long}/queuedEvents", (string dagId, long assetId, HttpContext http, IOrreryClient client) => ForgetQueuedAsync(dagId, assetId, http, client)).SaysForget();
        api.MapGet("/dags/{dagId}/assets/nextRun", GetNextRunAsync).Says("How near the next run because of assets is.", OrreryJson.Wire.NextRunAssetsWire);
        api.MapGet("/dags/{dagId}/dagRuns/{runId}/upstreamAssetEvents", ListUpstreamEventsAsync).Says("The news a run was made for.", OrreryJson.Wire.AssetEventCollectionWire);
    }

    private static void SaysQueued(this RouteHandlerBuilder builder) =>
        builder.Says("News that DAGs have not run for yet.", OrreryJson.Wire.QueuedEventCollectionWire).Query("before:date-time");

    private static void SaysForget(this RouteHandlerBuilder builder) =>
        builder.Says("Forgets news that DAGs have not run for yet.", StatusCodes.Status204NoContent);

    private static async Task<IResult> ListAsync(HttpContext http, IOrreryClient client)
    {
        var query = new QueryReader(http.Request);
        var paging = Paging.Read(query);
        var search = query.Text("name_pattern") ?? query.Text("uri_pattern");
        _ = query.Text("uri_pattern");
        var asked = new AssetQuery { Search = search, DagId = query.Text("dag_ids"), OnlyActive = query.Text("only_active") != "false" };
        query.Order("uri");
        if (query.Problem() is { } problem)
        {
            return problem;
        }

        var page = await paging.ReadAsync((q, cancelled) => client.Assets.ListAsync(asked with { Limit = q.Limit, Cursor = q.Cursor }, cancelled), new ListQuery(), http.RequestAborted);
        return TypedResults.Json(
            new AssetCollectionWire([.. page.Items.Select(AssetWire.Of)], paging.TotalOf(page), page.NextCursor), OrreryJson.Wire.AssetCollectionWire);
    }

    private static async Task<IResult> GetAsync(long assetId, HttpContext http, IOrreryClient client) =>
        await client.Assets.GetAsync(assetId, http.RequestAborted) is { } asset
            ? TypedResults.Json(AssetWire.Of(asset), OrreryJson.Wire.AssetWire)
            : NoAsset(assetId);

    private static async Task<IResult> ListAliasesAsync(HttpContext http, IOrreryClient client)
    {
        var query = new QueryReader(http.Request);
        var paging = Paging.Read(query);
        var search = query.Text("name_pattern");
        query.Order("name");
        if (query.Problem() is { } problem)
        {
            return problem;
        }

        var page = await paging.ReadAsync(client.Assets.ListAliasesAsync, new ListQuery { Search = search }, http.RequestAborted);
        return TypedResults.Json(
            new AssetAliasCollectionWire([.. page.Items.Select(AssetAliasWire.Of)], paging.TotalOf(page), page.NextCursor),
            OrreryJson.Wire.AssetAliasCollectionWire);
    }

    private static async Task<IResult> GetAliasAsync(long aliasId, HttpContext http, IOrreryClient client)
    {
        for (var query = new ListQuery { Limit = 1_000 }; ;)
        {
            var page = await client.Assets.ListAliasesAsync(query, http.RequestAborted);
            if (page.Items.FirstOrDefault(a => a.Id == aliasId) is { } alias)
            {
                return TypedResults.Json(AssetAliasWire.Of(alias), OrreryJson.Wire.AssetAliasWire);
            }

            if (page.NextCursor is not { } next)
            {
                return ApiProblem.NotFound($"There is no asset alias {aliasId}.");
            }

            query = query with { Cursor = next };
        }
    }

    private static async Task<IResult> ListEventsAsync(HttpContext http, IOrreryClient client)
    {
        var query = new QueryReader(http.Request);
        var paging = Paging.Read(query);
        var assetId = query.Long("asset_id", -1, 0, long.MaxValue);
        var asked = new AssetEventQuery
        {
            AssetId = assetId < 0 ? null : assetId,
            SourceDagId = query.Text("source_dag_id"),
            SourceRunId = query.Text("source_run_id"),
            SourceTaskId = query.Text("source_task_id"),
            After = query.Moment("timestamp_gt") ?? query.Moment("timestamp_gte")?.AddTicks(-TimeSpan.TicksPerMicrosecond),
        };
        if (asked.SourceDagId is null && (asked.SourceRunId ?? asked.SourceTaskId) is not null)
        {
            query.Add("source_dag_id", "Name the DAG of the run or task.");
        }

        query.Order("-timestamp");
        if (query.Problem() is { } problem)
        {
            return problem;
        }

        var page = await paging.ReadAsync((q, cancelled) => client.Assets.ListEventsAsync(asked with { Limit = q.Limit, Cursor = q.Cursor }, cancelled), new ListQuery(), http.RequestAborted);
        return Events(page.Items, paging.TotalOf(page), page.NextCursor);
    }

    private static async Task<IResult> EmitAsync(HttpContext http, IOrreryClient client)
    {
        var (body, problem) = await BodyReader.ReadAsync(http.Request);
        if (body is null)
        {
            return problem!;
        }

        var assetId = body.Long("asset_id", 0);
        var extra = body.Object("extra");
        body.OnlyDefault("partition_key", JsonValueKind.Null);
        if (assetId is null)
        {
            body.Add("asset_id", "Say which asset: its id, as GET /assets lists it.");
        }

        if (body.Problem() is { } invalid)
        {
            return invalid;
        }

        var result = await client.Assets.EmitAsync(assetId!.Value, new AssetEmission { ExtraJson = extra, Actor = "rest_api" }, http.RequestAborted);
        return result.Event is { } news ? TypedResults.Json(AssetEventWire.Of(news), OrreryJson.Wire.AssetEventWire) : ApiProblem.Of(result.Outcome);
    }

    private static async Task<IResult> MaterializeAsync(long assetId, HttpContext http, IOrreryClient client)
    {
        var (body, problem) = await BodyReader.ReadAsync(http.Request, optional: true);
        if (body is null)
        {
            return problem!;
        }

        var request = new TriggerRequest
        {
            RunId = body.Text("dag_run_id", int.MaxValue),
            LogicalDate = body.Moment("logical_date"),
            UseNow = false,
            ConfJson = body.Object("conf"),
            Note = body.Text("note", MaxNote),
            TriggeredBy = DagRunEndpoints.AskedBy(http),
        };
        foreach (var field in (ReadOnlySpan<string>)["data_interval_start", "data_interval_end", "run_after", "partition_key"])
        {
            body.OnlyDefault(field, JsonValueKind.Null);
        }

        if (body.Problem() is { } invalid)
        {
            return invalid;
        }

        var result = await client.Assets.MaterializeAsync(assetId, request, http.RequestAborted);
        return result is { DagId: { } dagId, RunId: { } runId } && await client.GetDagRunAsync(dagId, runId, http.RequestAborted) is { } run
            ? TypedResults.Json(DagRunWire.Of(run), OrreryJson.Wire.DagRunWire)
            : ApiProblem.Of(result.Outcome);
    }

    private static async Task<IResult> OneQueuedAsync(string dagId, long assetId, HttpContext http, IOrreryClient client)
    {
        var query = new QueryReader(http.Request);
        var before = query.Moment("before");
        if (query.Problem() is { } problem)
        {
            return problem;
        }

        if (await MissingAsync(dagId, assetId, http, client) is { } missing)
        {
            return missing;
        }

        var queued = await client.Assets.ListQueuedAsync(dagId, assetId, http.RequestAborted);
        return queued.FirstOrDefault(q => before is null || q.CreatedAt < before) is { } one
            ? TypedResults.Json(QueuedEventWire.Of(one), OrreryJson.Wire.QueuedEventWire)
            : ApiProblem.NotFound($"DAG '{dagId}' has run for all news of asset {assetId}.");
    }

    private static async Task<IResult> ListQueuedAsync(string? dagId, long? assetId, HttpContext http, IOrreryClient client)
    {
        var query = new QueryReader(http.Request);
        var before = query.Moment("before");
        if (query.Problem() is { } problem)
        {
            return problem;
        }

        if (await MissingAsync(dagId, assetId, http, client) is { } missing)
        {
            return missing;
        }

        var queued = (await client.Assets.ListQueuedAsync(dagId, assetId, http.RequestAborted)).RemoveAll(q => q.CreatedAt >= before);
        return TypedResults.Json(
            new QueuedEventCollectionWire([.. queued.Select(QueuedEventWire.Of)], queued.Length), OrreryJson.Wire.QueuedEventCollectionWire);
    }

    private static async Task<IResult> ForgetQueuedAsync(string? dagId, long? assetId, HttpContext http, IOrreryClient client)
    {
        if (await MissingAsync(dagId, assetId, http, client) is { } missing)
        {
            return missing;
        }

        var result = await client.Assets.ForgetQueuedAsync(dagId, assetId, http.RequestAborted);
        return result.Status == ActionStatus.Done ? TypedResults.NoContent() : ApiProblem.Of(result);
    }

    private static async Task<IResult> GetNextRunAsync(string dagId, HttpContext http, IOrreryClient client) =>
        await client.Assets.GetNextRunAsync(dagId, http.RequestAborted) is { } next
            ? TypedResults.Json(NextRunAssetsWire.Of(next), OrreryJson.Wire.NextRunAssetsWire)
            : await MissingAsync(dagId, assetId: null, http, client) ?? ApiProblem.NotFound("The DAG does not wait for assets.");

    private static async Task<IResult> ListUpstreamEventsAsync(string dagId, string runId, HttpContext http, IOrreryClient client)
    {
        if (await client.GetDagRunAsync(dagId, runId, http.RequestAborted) is null)
        {
            return ApiProblem.NoRun(dagId, runId);
        }

        var events = await client.Assets.ListUpstreamEventsAsync(dagId, runId, http.RequestAborted);
        return Events(events, events.Length, next: null);
    }

    private static async Task<ApiProblem?> MissingAsync(string? dagId, long? assetId, HttpContext http, IOrreryClient client)
    {
        if (dagId is not null && await client.GetDagAsync(dagId, http.RequestAborted) is null)
        {
            return ApiProblem.NoDag(dagId);
        }

        return assetId is { } id && await client.Assets.GetAsync(id, http.RequestAborted) is null ? NoAsset(id) : null;
    }

    private static Microsoft.AspNetCore.Http.HttpResults.JsonHttpResult<AssetEventCollectionWire> Events(IEnumerable<AssetEventInfo> events, long? total, string? next) =>
        TypedResults.Json(new AssetEventCollectionWire([.. events.Select(AssetEventWire.Of)], total, next), OrreryJson.Wire.AssetEventCollectionWire);

    private static ApiProblem NoAsset(long assetId) => ApiProblem.NotFound($"There is no asset {assetId}.");
}
