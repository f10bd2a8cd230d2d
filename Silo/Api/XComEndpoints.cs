using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Orrery.Client;
using Orrery.Client.Http.Wire;
using Orrery.Grains.Interfaces.Dags;
using Orrery.Grains.Interfaces.Search;

namespace Orrery.Silo.Api;

/// <summary>Values that tasks leave for others.</summary>
internal static class XComEndpoints
{
    private const int MaxKey = 512;

    public static void Map(RouteGroupBuilder api)
    {
        var entries = api.MapGroup("/dags/{dagId}/dagRuns/{runId}/taskInstances/{taskId}/xcomEntries");
        entries.MapGet("", ListAsync).Says("XComs of a task instance without their values; ~ stands for any DAG, run or task.", OrreryJson.Wire.XComCollectionWire)
            .Query(
            [
                .. Paging.Parameters, "xcom_key", "map_index:integer", "xcom_key_pattern", "dag_display_name_pattern", "run_id_pattern", "task_id_pattern",
                "map_index_filter:integer", .. RunFilters.Range("logical_date"), .. RunFilters.Range("run_after"),
            ]);
        entries.MapPost("", CreateAsync).Says("Writes an XCom; 409 when it is there.", OrreryJson.Wire.XComWire, StatusCodes.Status201Created)
            .Body("key!", "value:any!", "map_index:integer");
        entries.MapGet("/{*key}", GetAsync).Says("One XCom with its value: as it is, or (stringify) as a text that holds its JSON.", OrreryJson.Wire.XComWire)
            .Query("map_index:integer", "deserialize:boolean", "stringify:boolean");
        entries.MapPatch("/{*key}", PatchAsync).Says("Changes an XCom.", OrreryJson.Wire.XComWire).Body("value:any!", "map_index:integer");
        entries.MapDelete("/{*key}", DeleteAsync).Says("Takes an XCom away.", StatusCodes.Status204NoContent).Query("map_index:integer");
    }

    private static async Task<IResult> ListAsync(string dagId, string runId, string taskId, HttpContext http, IOrreryClient client)
    {
        var query = new QueryReader(http.Request);
        var (exact, filter) = (query.OptionalInt("map_index", min: -1), query.OptionalInt("map_index_filter", min: -1));
        var mapIndex = exact ?? filter;
        var tasks = new TaskInstanceQuery
        {
            Runs = new DagRunQuery
            {
                DagIds = dagId == RunFilters.Any ? [] : [dagId],
                DagIdPattern = query.Text("dag_display_name_pattern"),
                RunIdPattern = query.Text("run_id_pattern"),
                LogicalDate = query.Moments("logical_date"),
                RunAfter = query.Moments("run_after"),
            },
            RunIds = runId == RunFilters.Any ? [] : [runId],
            TaskIds = taskId == RunFilters.Any ? [] : [taskId],
            TaskIdPattern = query.Text("task_id_pattern"),
            MapIndexes = mapIndex is { } index ? [index] : [],
            Slice = query.Slice([], fallback: null),
        };
        var asked = new XComQuery { Tasks = tasks, Key = query.Text("xcom_key"), KeyPattern = query.Text("xcom_key_pattern") };
        if (query.Problem() is { } problem)
        {
            return problem;
        }

        var page = await client.XComs.FindAsync(asked, http.RequestAborted);
        if (page.Items.IsEmpty && dagId != RunFilters.Any && runId != RunFilters.Any && await client.GetDagRunAsync(dagId, runId, http.RequestAborted) is null)
        {
            return ApiProblem.NoRun(dagId, runId);
        }

        return TypedResults.Json(
            new XComCollectionWire([.. page.Items.Select(x => XComWire.Of(x, stringify: false))], page.Total, page.NextCursor), OrreryJson.Wire.XComCollectionWire);
    }

    private static async Task<IResult> GetAsync(string dagId, string runId, string taskId, string key, HttpContext http, IOrreryClient client)
    {
        var query = new QueryReader(http.Request);
        var mapIndex = query.Int("map_index", -1, -1, int.MaxValue);
        var stringify = query.Bool("stringify");

        // Values are JSON and are never turned into objects of a program: the flag changes nothing.
        _ = query.Bool("deserialize");
        return query.Problem() as IResult
            ?? await ShowAsync(new XComAddress(dagId, runId, taskId, mapIndex, key), stringify, StatusCodes.Status200OK, http, client);
    }

    private static async Task<IResult> CreateAsync(string dagId, string runId, string taskId, HttpContext http, IOrreryClient client)
    {
        var (body, problem) = await BodyReader.ReadAsync(http.Request);
        if (body is null)
        {
            return problem!;
        }

        var key = body.Text("key", MaxKey);
        body.Require("key");
        return await SetAsync(body, mapIndex => new XComAddress(dagId, runId, taskId, mapIndex, key ?? ""), isNew: true, http, client);
    }

    private static async Task<IResult> PatchAsync(string dagId, string runId, string taskId, string key, HttpContext http, IOrreryClient client)
    {
        var (body, problem) = await BodyReader.ReadAsync(http.Request);
        return body is null ? problem! : await SetAsync(body, mapIndex => new XComAddress(dagId, runId, taskId, mapIndex, key), isNew: false, http, client);
    }

    private static async Task<IResult> SetAsync(BodyReader body, Func<int, XComAddress> addressOf, bool isNew, HttpContext http, IOrreryClient client)
    {
        var value = body.Value("value");
        var mapIndex = body.Int("map_index", -1) ?? -1;
        if (value is null)
        {
            body.Add("value", "Must be given; null is a value too.");
        }

        if (body.Problem() is { } invalid)
        {
            return invalid;
        }

        var address = addressOf(mapIndex);
        var result = await client.XComs.SetAsync(address, value!, isNew, http.RequestAborted);
        return result.Status == ActionStatus.Done
            ? await ShowAsync(address, stringify: false, isNew ? StatusCodes.Status201Created : StatusCodes.Status200OK, http, client)
            : ApiProblem.Of(result);
    }

    private static async Task<IResult> DeleteAsync(string dagId, string runId, string taskId, string key, HttpContext http, IOrreryClient client)
    {
        var query = new QueryReader(http.Request);
        var mapIndex = query.Int("map_index", -1, -1, int.MaxValue);
        if (query.Problem() is { } problem)
        {
            return problem;
        }

        var result = await client.XComs.DeleteAsync(new XComAddress(dagId, runId, taskId, mapIndex, key), http.RequestAborted);
        return result.Status == ActionStatus.Done ? TypedResults.NoContent() : ApiProblem.Of(result);
    }

    private static async Task<IResult> ShowAsync(XComAddress address, bool stringify, int status, HttpContext http, IOrreryClient client) =>
        await client.XComs.GetAsync(address, http.RequestAborted) is { } xcom
            ? TypedResults.Json(XComWire.Of(xcom, stringify), OrreryJson.Wire.XComWire, statusCode: status)
            : ApiProblem.NotFound($"Task '{ApiProblem.Shown(address.TaskId)}' of run '{ApiProblem.Shown(address.RunId)}' has no XCom '{ApiProblem.Shown(address.Key)}'.");
}
