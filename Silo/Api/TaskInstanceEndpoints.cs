using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Orrery.Client;
using Orrery.Client.Http.Wire;
using Orrery.Core.Runs;
using Orrery.Core.States;
using Orrery.Grains.Interfaces.Catalog;
using Orrery.Grains.Interfaces.Dags;

namespace Orrery.Silo.Api;

/// <summary>Task instances, their tries, why they wait, and clearing them.</summary>
internal static class TaskInstanceEndpoints
{
    private const int MaxTaskIds = 10_000;

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
        api.MapPost("/dags/{dagId}/clearTaskInstances", ClearAsync);
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

    private static async Task<IResult> ClearAsync(string dagId, HttpContext http, IOrreryClient client)
    {
        var (body, problem) = await BodyReader.ReadAsync(http.Request);
        if (body is null)
        {
            return problem!;
        }

        // Defaults are Airflow's: show what would be cleared, and only what failed.
        var runId = body.Text("dag_run_id", int.MaxValue);
        var isDryRun = body.Bool("dry_run") ?? true;
        var onlyFailed = body.Bool("only_failed") ?? true;
        var onlyRunning = body.Bool("only_running") ?? false;
        var taskIds = body.Texts("task_ids", MaxTaskIds);
        if (runId is null)
        {
            body.Add("dag_run_id", "Name the run whose tasks are to be cleared.");
        }

        foreach (var field in (ReadOnlySpan<string>)["include_upstream", "include_downstream", "include_future", "include_past", "run_on_latest_version", "prevent_running_task"])
        {
            body.OnlyDefault(field, JsonValueKind.False);
        }

        foreach (var field in (ReadOnlySpan<string>)["start_date", "end_date", "note"])
        {
            body.OnlyDefault(field, JsonValueKind.Null);
        }

        body.OnlyDefault("reset_dag_runs", JsonValueKind.True);
        if (body.Problem() is { } invalid)
        {
            return invalid;
        }

        if (await client.GetDagRunAsync(dagId, runId!, http.RequestAborted) is not { } run)
        {
            return ApiProblem.NoRun(dagId, runId!);
        }

        var wanted = taskIds.ToHashSet(StringComparer.Ordinal);
        var tasks = await client.ListTaskInstancesAsync(dagId, run.DagRunId, http.RequestAborted);
        ProblemEntry[] unknown = [.. wanted.Except(tasks.SelectMany(NamesOf), StringComparer.Ordinal).Take(10).Select(t => new ProblemEntry("task_ids", $"The run has no task '{t}'."))];
        if (unknown.Length > 0)
        {
            return ApiProblem.Of(StatusCodes.Status404NotFound, string.Join(' ', unknown.Select(u => u.Detail)), unknown);
        }

        TaskInstanceInfo[] chosen = [.. tasks.Where(t =>
            (wanted.Count == 0 || NamesOf(t).Any(wanted.Contains))
            && (!onlyFailed || TaskInstanceStateFacts.Of(t.State).CountsAsFailure)
            && (!onlyRunning || t.State == TaskInstanceState.Running))];
        if (!isDryRun && chosen.Length > 0)
        {
            // Naming no task means all of them, also those a run gets in the meantime.
            var all = wanted.Count == 0 && !onlyFailed && !onlyRunning;
            var result = await client.ClearAsync(dagId, run.DagRunId, all ? [] : [.. chosen.Select(t => InstanceName.Of(t.TaskId, t.MapIndex))], http.RequestAborted);
            if (result.Status != ActionStatus.Done)
            {
                return ApiProblem.Of(result);
            }
        }

        return Show(chosen, run, chosen.Length);
    }

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

    /// <summary>What an instance may be called in a request: its task, and itself.</summary>
    private static string[] NamesOf(TaskInstanceInfo task) => [task.TaskId, InstanceName.Of(task.TaskId, task.MapIndex)];

    private static ApiProblem NoTask(string dagId, string runId, string taskId) =>
        ApiProblem.NotFound($"There is no task '{taskId}' in run '{runId}' of DAG '{dagId}'.");
}
