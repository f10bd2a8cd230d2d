using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Orrery.Client;
using Orrery.Client.Http.Wire;
using Orrery.Core.Runs;
using Orrery.Grains.Interfaces.Catalog;

namespace Orrery.Silo.Api;

/// <summary>Task instances, their tries, and why they wait.</summary>
internal static class TaskInstanceEndpoints
{
    public static void Map(RouteGroupBuilder api)
    {
        var tasks = api.MapGroup("/dags/{dagId}/dagRuns/{runId}/taskInstances");
        tasks.MapGet("", ListAsync);
        tasks.MapGet("/{taskId}", GetAsync);
        tasks.MapGet("/{taskId}/tries", ListTriesAsync);
        tasks.MapGet("/{taskId}/why", WhyAsync);
        tasks.MapGet("/{taskId}/listMapped", ListMappedAsync);
        tasks.MapGet("/{taskId}/{mapIndex:int}", GetMappedAsync);
        tasks.MapGet("/{taskId}/{mapIndex:int}/tries", ListMappedTriesAsync);
    }

    private static async Task<IResult> ListAsync(string dagId, string runId, HttpContext http, IOrreryClient client)
    {
        var query = new QueryReader(http.Request);
        var limit = query.Int("limit", int.MaxValue, 1, int.MaxValue);
        var offset = query.Int("offset", 0, 0, int.MaxValue);
        if (query.Problem() is { } problem)
        {
            return problem;
        }

        if (await client.GetDagRunAsync(dagId, runId, http.RequestAborted) is not { } run)
        {
            return ApiProblem.NoRun(dagId, runId);
        }

        var tasks = await client.ListTaskInstancesAsync(dagId, runId, http.RequestAborted);
        return Show(tasks.Skip(offset).Take(limit), run, tasks.Length);
    }

    private static async Task<IResult> GetAsync(string dagId, string runId, string taskId, HttpContext http, IOrreryClient client) =>
        await FindAsync(dagId, runId, taskId, mapIndex: -1, client, http.RequestAborted) is var (task, run)
            ? TypedResults.Json(TaskInstanceWire.Of(task, run), OrreryJson.Wire.TaskInstanceWire)
            : NoTask(dagId, runId, taskId);

    private static Task<IResult> GetMappedAsync(string dagId, string runId, string taskId, int mapIndex, HttpContext http, IOrreryClient client) =>
        GetAsync(dagId, runId, InstanceName.Of(taskId, mapIndex), http, client);

    private static async Task<IResult> ListMappedAsync(string dagId, string runId, string taskId, HttpContext http, IOrreryClient client)
    {
        var query = new QueryReader(http.Request);
        var limit = query.Int("limit", int.MaxValue, 1, int.MaxValue);
        var offset = query.Int("offset", 0, 0, int.MaxValue);
        if (query.Problem() is { } problem)
        {
            return problem;
        }

        if (await client.GetDagRunAsync(dagId, runId, http.RequestAborted) is not { } run)
        {
            return ApiProblem.NoRun(dagId, runId);
        }

        var tasks = await client.ListTaskInstancesAsync(dagId, runId, http.RequestAborted);
        var found = tasks.Where(t => t.TaskId == taskId).ToList();
        return found.Count == 0 ? NoTask(dagId, runId, taskId)
            : found.TrueForAll(t => t.MapIndex < 0) ? Show([], run, 0)
            : Show(found.Skip(offset).Take(limit), run, found.Count);
    }

    private static Task<IResult> ListMappedTriesAsync(string dagId, string runId, string taskId, int mapIndex, HttpContext http, IOrreryClient client) =>
        ListTriesAsync(dagId, runId, InstanceName.Of(taskId, mapIndex), http, client);

    private static async Task<IResult> ListTriesAsync(string dagId, string runId, string taskId, HttpContext http, IOrreryClient client)
    {
        var query = new QueryReader(http.Request);
        var mapIndex = query.Int("map_index", -1, -1, int.MaxValue);
        if (query.Problem() is { } problem)
        {
            return problem;
        }

        if (await FindAsync(dagId, runId, taskId, mapIndex, client, http.RequestAborted) is not var (task, _))
        {
            return NoTask(dagId, runId, taskId);
        }

        var tries = await client.ListTriesAsync(dagId, runId, task.TaskId, task.MapIndex, http.RequestAborted);
        return TypedResults.Json(
            new TaskTryCollectionWire([.. tries.Select(t => TaskTryWire.Of(t, task))], tries.Length), OrreryJson.Wire.TaskTryCollectionWire);
    }

    private static async Task<IResult> WhyAsync(string dagId, string runId, string taskId, HttpContext http, IOrreryClient client) =>
        await FindAsync(dagId, runId, taskId, mapIndex: -1, client, http.RequestAborted) is null
            ? NoTask(dagId, runId, taskId)
            : TypedResults.Json(new ReasonsWire([.. await client.WhyAsync(dagId, runId, taskId, http.RequestAborted)]), OrreryJson.Wire.ReasonsWire);

    private static async Task<(TaskInstanceInfo Task, DagRunInfo Run)?> FindAsync(
        string dagId, string runId, string taskId, int mapIndex, IOrreryClient client, CancellationToken cancelled)
    {
        if (await client.GetDagRunAsync(dagId, runId, cancelled) is not { } run)
        {
            return null;
        }

        var (id, index) = InstanceName.Parse(taskId);
        var tasks = await client.ListTaskInstancesAsync(dagId, runId, cancelled);
        return tasks.FirstOrDefault(t => t.TaskId == id && t.MapIndex == (index ?? mapIndex)) is { } task ? (task, run) : null;
    }

    private static JsonHttpResult<TaskInstanceCollectionWire> Show(IEnumerable<TaskInstanceInfo> tasks, DagRunInfo run, int total) => TypedResults.Json(
        new TaskInstanceCollectionWire([.. tasks.Select(t => TaskInstanceWire.Of(t, run))], total), OrreryJson.Wire.TaskInstanceCollectionWire);

    private static ApiProblem NoTask(string dagId, string runId, string taskId) =>
        ApiProblem.NotFound($"There is no task '{taskId}' in run '{runId}' of DAG '{dagId}'.");
}
