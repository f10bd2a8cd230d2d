using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Orrery.Client;
using Orrery.Client.Http.Wire;
using Orrery.Grains.Interfaces.Dags;
using Orrery.Grains.Interfaces.Reruns;

namespace Orrery.Silo.Api;

/// <summary>Running tasks again, and setting their state and note by hand.</summary>
internal static class RerunEndpoints
{
    private const int MaxTaskIds = 10_000;
    private const int MaxNote = 1_000;

    private static readonly string[] ClearFields =
    [
        "dry_run:boolean", "start_date:date-time", "end_date:date-time", "only_failed:boolean", "only_running:boolean", "reset_dag_runs:boolean", "task_ids[]:any", "dag_run_id",
        "include_upstream:boolean", "include_downstream:boolean", "include_future:boolean", "include_past:boolean", "run_on_latest_version:boolean",
        "prevent_running_task:boolean", "note",
    ];

    public static void Map(RouteGroupBuilder api)
    {
        api.MapPost("/dags/{dagId}/clearTaskInstances", ClearAsync)
            .Says("Runs tasks again, or (dry_run, the default) says which would be.", OrreryJson.Wire.TaskInstanceCollectionWire).Body(ClearFields);
        var run = api.MapGroup("/dags/{dagId}/dagRuns/{runId}");
        run.MapPost("/clear", ClearRunAsync).Says("Runs all of a run again, or (dry_run, the default) says which tasks would be: the run, or a collection of task instances.", StatusCodes.Status200OK, "application/json")
            .Body("dry_run:boolean", "only_failed:boolean", "run_on_latest_version:boolean");
        run.MapPatch("/taskInstances", BulkAsync)
            .Says("Sets state or note of several task instances; the answer says of each what became of it. DAG and run may be ~ where the bodies name them.", OrreryJson.Wire.BulkWire)
            .Body("actions[]:object!");
        run.MapPatch("/taskInstances/{taskId}", (string dagId, string runId, string taskId, HttpContext http, IOrreryClient client) =>
            PatchAsync(dagId, runId, taskId, mapIndex: null, isDryRun: false, http, client)).SaysPatch("Sets the state or note of a task in a run.");
        run.MapPatch("/taskInstances/{taskId}/dry_run", (string dagId, string runId, string taskId, HttpContext http, IOrreryClient client) =>
            PatchAsync(dagId, runId, taskId, mapIndex: null, isDryRun: true, http, client)).SaysPatch("Says which task instances setting a state would change.");
        run.MapPatch("/taskInstances/{taskId}/{mapIndex:int}", (string dagId, string runId, string taskId, int mapIndex, HttpContext http, IOrreryClient client) =>
            PatchAsync(dagId, runId, taskId, mapIndex, isDryRun: false, http, client)).SaysPatch("Sets the state or note of an instance of a mapped task.");
        run.MapPatch("/taskInstances/{taskId}/{mapIndex:int}/dry_run", (string dagId, string runId, string taskId, int mapIndex, HttpContext http, IOrreryClient client) =>
            PatchAsync(dagId, runId, taskId, mapIndex, isDryRun: true, http, client)).SaysPatch("Says which instances setting a state would change.");
    }

    private static void SaysPatch(this RouteHandlerBuilder builder, string summary) =>
        builder.Says(summary, OrreryJson.Wire.TaskInstanceCollectionWire).Query("update_mask[]").Body(TaskPatch.Fields);

    private static async Task<IResult> ClearAsync(string dagId, HttpContext http, IOrreryClient client)
    {
        var (body, problem) = await BodyReader.ReadAsync(http.Request);
        if (body is null)
        {
            return problem!;
        }

        // Defaults are Airflow's: show what would be cleared, and only what failed.
        var runId = body.Text("dag_run_id", int.MaxValue);
        var runs = new RunSelection
        {
            RunIds = runId is null ? [] : [runId],
            IncludePast = body.Bool("include_past") ?? false,
            IncludeFuture = body.Bool("include_future") ?? false,
            From = body.Moment("start_date"),
            To = body.Moment("end_date"),
        };
        var tasks = new ClearTasks
        {
            Tasks = [.. body.TaskIds("task_ids", MaxTaskIds).Select(t => new TaskSelector(t.TaskId, t.MapIndex))],
            IncludeUpstream = body.Bool("include_upstream") ?? false,
            IncludeDownstream = body.Bool("include_downstream") ?? false,
            OnlyFailed = body.Bool("only_failed") ?? true,
            OnlyRunning = body.Bool("only_running") ?? false,
            PreventRunning = body.Bool("prevent_running_task") ?? false,
            ResetRun = body.Bool("reset_dag_runs") ?? true,
            IsDryRun = body.Bool("dry_run") ?? true,
            Note = body.Text("note", MaxNote),
            OnLatestVersion = body.Bool("run_on_latest_version") ?? false,
        };
        if (runId is null && runs is { From: null, To: null })
        {
            body.Add("dag_run_id", "Name the run whose tasks are to be cleared, or give start_date or end_date.");
        }

        if (runId is not null && runs is not { From: null, To: null })
        {
            body.Add("dag_run_id", "Name the run, or give start_date and end_date, not both.");
        }

        if (runId is null && (runs.IncludePast || runs.IncludeFuture))
        {
            body.Add("include_past", "Past and future are those of the run named by dag_run_id: name it, or give start_date and end_date alone.");
        }

        return body.Problem() ?? Show(await client.ClearTasksAsync(dagId, runs, tasks, http.RequestAborted));
    }

    private static async Task<IResult> ClearRunAsync(string dagId, string runId, HttpContext http, IOrreryClient client)
    {
        var (body, problem) = await BodyReader.ReadAsync(http.Request);
        if (body is null)
        {
            return problem!;
        }

        var tasks = new ClearTasks
        {
            OnlyFailed = body.Bool("only_failed") ?? false,
            IsDryRun = body.Bool("dry_run") ?? true,
            OnLatestVersion = body.Bool("run_on_latest_version") ?? false,
        };
        if (body.Problem() is { } invalid)
        {
            return invalid;
        }

        var result = await client.ClearTasksAsync(dagId, RunSelection.Of(runId), tasks, http.RequestAborted);
        return tasks.IsDryRun || result.Outcome.Status != ActionStatus.Done
            ? Show(result)
            : TypedResults.Json(DagRunWire.Of(result.Runs[0].Run!), OrreryJson.Wire.DagRunWire);
    }

    private static async Task<IResult> PatchAsync(
        string dagId, string runId, string taskId, int? mapIndex, bool isDryRun, HttpContext http, IOrreryClient client)
    {
        var query = new QueryReader(http.Request);
        var mask = query.Texts("update_mask");
        var (body, problem) = await BodyReader.ReadAsync(http.Request);
        if (body is null)
        {
            return problem!;
        }

        var patch = TaskPatch.Read(body, mask, isDryRun);
        if ((query.Problem() ?? body.Problem()) is { } invalid)
        {
            return invalid;
        }

        var task = new TaskSelector(taskId, mapIndex);
        var result = await patch.ApplyAsync(dagId, runId, task, isDryRun, client, http.RequestAborted);
        return result is { Outcome.Status: ActionStatus.Done, Runs.IsEmpty: true } ? await ShowTaskAsync(dagId, runId, task, http, client) : Show(result);
    }

    private static Task<IResult> BulkAsync(string dagId, string runId, HttpContext http, IOrreryClient client) =>
        BulkRequest.RunAsync(http, new TaskBulk(dagId, runId, client));

    private static async Task<IResult> ShowTaskAsync(string dagId, string runId, TaskSelector task, HttpContext http, IOrreryClient client)
    {
        if (await client.GetDagRunAsync(dagId, runId, http.RequestAborted) is not { } run)
        {
            return ApiProblem.NoRun(dagId, runId);
        }

        var tasks = await client.ListTaskInstancesAsync(dagId, runId, http.RequestAborted);
        return Show(new RerunResult
        {
            Outcome = ActionResult.Done,
            Runs =
            [
                new RunTasks
                {
                    Outcome = ActionResult.Done,
                    Run = run,
                    Tasks = [.. tasks.Where(t => t.TaskId == task.TaskId && (task.MapIndex is null || t.MapIndex == task.MapIndex))],
                },
            ],
        });
    }

    private static IResult Show(RerunResult result)
    {
        if (result.Outcome.Status != ActionStatus.Done)
        {
            return ApiProblem.Of(result.Outcome);
        }

        TaskInstanceWire[] tasks = [.. result.Runs.SelectMany(r => r.Tasks.Select(t => TaskInstanceWire.Of(t, r.Run!)))];
        return TypedResults.Json(new TaskInstanceCollectionWire(tasks, tasks.Length), OrreryJson.Wire.TaskInstanceCollectionWire);
    }
}
