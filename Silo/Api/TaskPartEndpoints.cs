using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Orrery.Client;
using Orrery.Client.Http.Wire;
using Orrery.Core.Runs;
using Orrery.Core.States;

namespace Orrery.Silo.Api;

/// <summary>What belongs to a task instance: its tries, what it waits for, its links.</summary>
internal static class TaskPartEndpoints
{
    public static void Map(RouteGroupBuilder api)
    {
        var task = api.MapGroup("/dags/{dagId}/dagRuns/{runId}/taskInstances/{taskId}");
        task.MapGet("/tries", ListTriesAsync).Says("The tries of a task instance.", OrreryJson.Wire.TaskTryCollectionWire).Query("map_index:integer");
        task.MapGet("/tries/{tryNumber:int}", GetTryAsync).Says("One try of a task instance.", OrreryJson.Wire.TaskTryWire).Query("map_index:integer");
        task.MapGet("/why", WhyAsync).Says("Why a task instance is not running, in sentences.", OrreryJson.Wire.ReasonsWire);
        task.MapGet("/dependencies", DependenciesAsync).Says("What a task instance waits for.", OrreryJson.Wire.DependencyCollectionWire);
        task.MapGet("/links", LinksAsync).Says("Links of a task instance.", OrreryJson.Wire.LinkCollectionWire).Query("map_index:integer");
        task.MapGet("/externalLogUrl/{tryNumber:int}", LogUrlAsync).Says("The page that shows the log of a try.", OrreryJson.Wire.LogUrlWire).Query("map_index:integer");
        task.MapGet("/{mapIndex:int}/tries", (string dagId, string runId, string taskId, int mapIndex, HttpContext http, IOrreryClient client) =>
            ListTriesAsync(dagId, runId, InstanceName.Of(taskId, mapIndex), http, client)).Says("The tries of an instance of a mapped task.", OrreryJson.Wire.TaskTryCollectionWire).Query("map_index:integer");
        task.MapGet("/{mapIndex:int}/tries/{tryNumber:int}", (string dagId, string runId, string taskId, int mapIndex, int tryNumber, HttpContext http, IOrreryClient client) =>
            GetTryAsync(dagId, runId, InstanceName.Of(taskId, mapIndex), tryNumber, http, client)).Says("One try of an instance of a mapped task.", OrreryJson.Wire.TaskTryWire).Query("map_index:integer");
        task.MapGet("/{mapIndex:int}/dependencies", (string dagId, string runId, string taskId, int mapIndex, HttpContext http, IOrreryClient client) =>
            DependenciesAsync(dagId, runId, InstanceName.Of(taskId, mapIndex), http, client)).Says("What an instance of a mapped task waits for.", OrreryJson.Wire.DependencyCollectionWire);
    }

    private static async Task<IResult> ListTriesAsync(string dagId, string runId, string taskId, HttpContext http, IOrreryClient client)
    {
        var (mapIndex, problem) = MapIndex(http);
        if (problem is not null)
        {
            return problem;
        }

        if (await TaskInstanceEndpoints.FindAsync(dagId, runId, taskId, mapIndex, client, http.RequestAborted) is not var (task, run))
        {
            return TaskInstanceEndpoints.NoTask(dagId, runId, taskId);
        }

        var tries = await client.ListTriesAsync(dagId, runId, task.TaskId, task.MapIndex, http.RequestAborted);
        return TypedResults.Json(
            new TaskTryCollectionWire([.. tries.Select(t => TaskTryWire.Of(t, task, run))], tries.Length), OrreryJson.Wire.TaskTryCollectionWire);
    }

    private static async Task<IResult> GetTryAsync(string dagId, string runId, string taskId, int tryNumber, HttpContext http, IOrreryClient client)
    {
        var (mapIndex, problem) = MapIndex(http);
        if (problem is not null)
        {
            return problem;
        }

        if (await TaskInstanceEndpoints.FindAsync(dagId, runId, taskId, mapIndex, client, http.RequestAborted) is not var (task, run))
        {
            return TaskInstanceEndpoints.NoTask(dagId, runId, taskId);
        }

        var tries = await client.ListTriesAsync(dagId, runId, task.TaskId, task.MapIndex, http.RequestAborted);
        return tries.FirstOrDefault(t => t.TryNumber == tryNumber) is { } found
            ? TypedResults.Json(TaskTryWire.Of(found, task, run), OrreryJson.Wire.TaskTryWire)
            : ApiProblem.NotFound($"Task '{taskId}' in run '{runId}' of DAG '{dagId}' has no try {tryNumber}.");
    }

    private static async Task<IResult> WhyAsync(string dagId, string runId, string taskId, HttpContext http, IOrreryClient client) =>
        await TaskInstanceEndpoints.FindAsync(dagId, runId, taskId, mapIndex: -1, client, http.RequestAborted) is null
            ? TaskInstanceEndpoints.NoTask(dagId, runId, taskId)
            : TypedResults.Json(new ReasonsWire([.. await client.WhyAsync(dagId, runId, taskId, http.RequestAborted)]), OrreryJson.Wire.ReasonsWire);

    private static async Task<IResult> DependenciesAsync(string dagId, string runId, string taskId, HttpContext http, IOrreryClient client)
    {
        if (await TaskInstanceEndpoints.FindAsync(dagId, runId, taskId, mapIndex: -1, client, http.RequestAborted) is not var (task, _))
        {
            return TaskInstanceEndpoints.NoTask(dagId, runId, taskId);
        }

        // What runs or has ended waits for nothing, whatever its history.
        var reasons = task.State.IsFinished() ? [] : await client.WhyAsync(dagId, runId, taskId, http.RequestAborted);
        return TypedResults.Json(
            new DependencyCollectionWire([.. reasons.Select(r => new DependencyWire("Waits", r))]), OrreryJson.Wire.DependencyCollectionWire);
    }

    private static async Task<IResult> LinksAsync(string dagId, string runId, string taskId, HttpContext http, IOrreryClient client)
    {
        var (mapIndex, problem) = MapIndex(http);
        if (problem is not null)
        {
            return problem;
        }

        if (await TaskInstanceEndpoints.FindAsync(dagId, runId, taskId, mapIndex, client, http.RequestAborted) is not var (task, _))
        {
            return TaskInstanceEndpoints.NoTask(dagId, runId, taskId);
        }

        var links = new Dictionary<string, string?>(StringComparer.Ordinal) { ["Task instance"] = PageOf(http, dagId, runId, task.TaskId, task.MapIndex) };
        return TypedResults.Json(new LinkCollectionWire(links, links.Count), OrreryJson.Wire.LinkCollectionWire);
    }

    private static async Task<IResult> LogUrlAsync(string dagId, string runId, string taskId, int tryNumber, HttpContext http, IOrreryClient client)
    {
        var (mapIndex, problem) = MapIndex(http);
        if (problem is not null)
        {
            return problem;
        }

        return await TaskInstanceEndpoints.FindAsync(dagId, runId, taskId, mapIndex, client, http.RequestAborted) is not var (task, _) || tryNumber < 1
            ? TaskInstanceEndpoints.NoTask(dagId, runId, taskId)
            : TypedResults.Json(new LogUrlWire(string.Create(CultureInfo.InvariantCulture, $"{PageOf(http, dagId, runId, task.TaskId, task.MapIndex)}?try={tryNumber}")), OrreryJson.Wire.LogUrlWire);
    }

    /// <summary>The dashboard's page of a task instance.</summary>
    private static string PageOf(HttpContext http, string dagId, string runId, string taskId, int mapIndex)
    {
        var path = $"dags/{Uri.EscapeDataString(dagId)}/runs/{Uri.EscapeDataString(runId)}/tasks/{Uri.EscapeDataString(taskId)}";
        return string.Create(CultureInfo.InvariantCulture, $"{http.Request.Scheme}://{http.Request.Host}/{path}{(mapIndex < 0 ? "" : $"/{mapIndex}")}");
    }

    private static (int MapIndex, ApiProblem? Problem) MapIndex(HttpContext http)
    {
        var query = new QueryReader(http.Request);
        var mapIndex = query.Int("map_index", -1, -1, int.MaxValue);
        return (mapIndex, query.Problem());
    }
}
