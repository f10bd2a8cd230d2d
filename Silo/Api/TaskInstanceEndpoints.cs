using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Orrery.Client;
using Orrery.Client.Http.Wire;
using Orrery.Core.Runs;
using Orrery.Grains.Interfaces.Catalog;
using Orrery.Grains.Interfaces.Search;

namespace Orrery.Silo.Api;

/// <summary>Task instances, found by many properties, and one by one.</summary>
internal static class TaskInstanceEndpoints
{
    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/dags/{dagId}/dagRuns/{runId}/cells", CellsAsync)
            .Says("All tasks of a run in a byte each, by their places in its version: for screens that show many runs.", OrreryJson.Wire.RunCellsWire);
        var tasks = api.MapGroup("/dags/{dagId}/dagRuns/{runId}/taskInstances");
        tasks.MapGet("", ListAsync)
            .Says("Task instances of a run, level by level; with ~ for DAG or run, of the newest runs first.", OrreryJson.Wire.TaskInstanceCollectionWire).Query(TaskFilters.Parameters);
        tasks.MapPost("/list", SearchAsync).Says("Task instances of some DAGs and runs; dag_id and dag_run_id are ~.", OrreryJson.Wire.TaskInstanceCollectionWire)
            .Body(TaskFilters.Fields);
        tasks.MapGet("/{taskId}", GetAsync).Says("One task instance; load[3] is an instance of a mapped task.", OrreryJson.Wire.TaskInstanceWire);
        tasks.MapGet("/{taskId}/listMapped", ListMappedAsync).Says("The instances of a mapped task.", OrreryJson.Wire.TaskInstanceCollectionWire)
            .Query(TaskFilters.MappedParameters);
        tasks.MapGet("/{taskId}/{mapIndex:int}", (string dagId, string runId, string taskId, int mapIndex, HttpContext http, IOrreryClient client) =>
            GetAsync(dagId, runId, InstanceName.Of(taskId, mapIndex), http, client)).Says("One instance of a mapped task.", OrreryJson.Wire.TaskInstanceWire);
    }

    /// <summary>A task instance and its run; null when there is none.</summary>
    public static async Task<(TaskInstanceInfo Task, DagRunInfo Run)?> FindAsync(
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

    /// <summary>There is no such task instance.</summary>
    public static ApiProblem NoTask(string dagId, string runId, string taskId) =>
        ApiProblem.NotFound($"There is no task '{ApiProblem.Shown(taskId)}' in run '{ApiProblem.Shown(runId)}' of DAG '{ApiProblem.Shown(dagId)}'.");

    private static async Task<IResult> CellsAsync(string dagId, string runId, HttpContext http, IOrreryClient client) =>
        new QueryReader(http.Request).Problem() as IResult
        ?? (await client.ReadCellsAsync(dagId, runId, http.RequestAborted) is { } cells
            ? new TaggedJson<RunCellsWire>(RunCellsWire.Of(cells), OrreryJson.Wire.RunCellsWire)
            : ApiProblem.NoRun(dagId, runId));

    private static async Task<IResult> ListAsync(string dagId, string runId, HttpContext http, IOrreryClient client)
    {
        var query = new QueryReader(http.Request);
        var asked = TaskFilters.Read(query, dagId, runId);
        if (query.Problem() is { } problem)
        {
            return problem;
        }

        var page = await client.Runs.FindTasksAsync(asked, http.RequestAborted);
        return page.Items.IsEmpty && dagId != RunFilters.Any && runId != RunFilters.Any && await client.GetDagRunAsync(dagId, runId, http.RequestAborted) is null
            ? ApiProblem.NoRun(dagId, runId)
            : Show(page);
    }

    private static async Task<IResult> SearchAsync(string dagId, string runId, HttpContext http, IOrreryClient client)
    {
        var (body, problem) = await BodyReader.ReadAsync(http.Request);
        if (body is null)
        {
            return problem!;
        }

        var asked = TaskFilters.Read(body);
        if (dagId != RunFilters.Any || runId != RunFilters.Any)
        {
            body.Add("dag_id", "dag_id and dag_run_id must be ~ here: they are named by dag_ids and dag_run_ids.");
        }

        return body.Problem() as IResult ?? Show(await client.Runs.FindTasksAsync(asked, http.RequestAborted));
    }

    private static async Task<IResult> GetAsync(string dagId, string runId, string taskId, HttpContext http, IOrreryClient client) =>
        new QueryReader(http.Request).Problem() as IResult
        ?? (await FindAsync(dagId, runId, taskId, mapIndex: -1, client, http.RequestAborted) is var (task, run)
            ? new TaggedJson<TaskInstanceWire>(TaskInstanceWire.Of(task, run), OrreryJson.Wire.TaskInstanceWire)
            : NoTask(dagId, runId, taskId));

    private static async Task<IResult> ListMappedAsync(string dagId, string runId, string taskId, HttpContext http, IOrreryClient client)
    {
        var query = new QueryReader(http.Request);
        var asked = TaskFilters.Read(query, dagId, runId, taskId);
        if (query.Problem() is { } problem)
        {
            return problem;
        }

        var page = await client.Runs.FindTasksAsync(asked, http.RequestAborted);
        if (!page.Items.IsEmpty)
        {
            return Show(page);
        }

        if (await client.GetDagRunAsync(dagId, runId, http.RequestAborted) is null)
        {
            return ApiProblem.NoRun(dagId, runId);
        }

        var ofTask = await client.Runs.FindTasksAsync(new TaskInstanceQuery { Runs = asked.Runs, RunIds = [runId], TaskIds = [taskId], Slice = new Slice { Limit = 1 } }, http.RequestAborted);
        return ofTask.Items.IsEmpty ? NoTask(dagId, runId, taskId) : Show(page);
    }

    private static JsonHttpResult<TaskInstanceCollectionWire> Show(Page<FoundTaskInstance> page) => TypedResults.Json(
        new TaskInstanceCollectionWire([.. page.Items.Select(TaskInstanceWire.Of)], page.Total, page.NextCursor), OrreryJson.Wire.TaskInstanceCollectionWire);
}
