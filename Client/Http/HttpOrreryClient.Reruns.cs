using System.Text.Json.Nodes;
using Orrery.Client.Http.Wire;
using Orrery.Core.States;
using Orrery.Grains.Interfaces.Dags;
using Orrery.Grains.Interfaces.Reruns;

namespace Orrery.Client.Http;

/// <content>What is done to tasks of several runs. The API takes one run, or one range of dates, in a request.</content>
public sealed partial class HttpOrreryClient
{
    /// <inheritdoc/>
    public Task<RerunResult> ClearTasksAsync(string dagId, RunSelection runs, ClearTasks tasks, CancellationToken cancellationToken = default) =>
        InEachAsync(dagId, runs, runId => [(HttpMethod.Post, $"{ApiPaths.Dag(dagId)}/clearTaskInstances", ClearBody(runs, runId, tasks))], cancellationToken);

    /// <inheritdoc/>
    public Task<RerunResult> MarkTasksAsync(string dagId, RunSelection runs, MarkTasks tasks, CancellationToken cancellationToken = default) =>
        InEachAsync(
            dagId,
            runs,
            runId => tasks.Tasks.Select(t => (HttpMethod.Patch, InstancePath(dagId, runId!, t) + (tasks.IsDryRun ? "/dry_run" : ""), MarkBody(runs, tasks))),
            cancellationToken);

    /// <inheritdoc/>
    public Task<ActionResult> SetNoteAsync(
        string dagId, string runId, TaskSelector? task, string? note, CancellationToken cancellationToken = default)
    {
        var body = new JsonObject { ["note"] = note };
        var problem = IdCheck.Problem(dagId, runId);
        return task is null
            ? ChangeAsync(HttpMethod.Patch, ApiPaths.Run(dagId, runId), body, OrreryJson.Wire.DagRunWire, problem, cancellationToken)
            : ChangeAsync(HttpMethod.Patch, InstancePath(dagId, runId, task), body, OrreryJson.Wire.TaskInstanceCollectionWire, problem, cancellationToken);
    }

    private static string InstancePath(string dagId, string runId, TaskSelector task) =>
        ApiPaths.Task(dagId, runId, task.TaskId) + (task.MapIndex is { } index ? $"/{ApiPaths.Number(index)}" : "");

    private static JsonObject ClearBody(RunSelection runs, string? runId, ClearTasks tasks) => new()
    {
        ["dag_run_id"] = runId,
        ["start_date"] = runId is null ? runs.From?.ToUniversalTime() : null,
        ["end_date"] = runId is null ? runs.To?.ToUniversalTime() : null,
        ["include_past"] = runs.IncludePast,
        ["include_future"] = runs.IncludeFuture,
        ["task_ids"] = tasks.Tasks.IsEmpty ? null : new JsonArray([.. tasks.Tasks.Select(ToJson)]),
        ["include_upstream"] = tasks.IncludeUpstream,
        ["include_downstream"] = tasks.IncludeDownstream,
        ["only_failed"] = tasks.OnlyFailed,
        ["only_running"] = tasks.OnlyRunning,
        ["prevent_running_task"] = tasks.PreventRunning,
        ["reset_dag_runs"] = tasks.ResetRun,
        ["dry_run"] = tasks.IsDryRun,
        ["note"] = tasks.Note,
        ["run_on_latest_version"] = tasks.OnLatestVersion,
    };

    private static JsonObject MarkBody(RunSelection runs, MarkTasks tasks) => new()
    {
        ["new_state"] = tasks.State.WireName(),
        ["include_past"] = runs.IncludePast,
        ["include_future"] = runs.IncludeFuture,
        ["include_upstream"] = tasks.IncludeUpstream,
        ["include_downstream"] = tasks.IncludeDownstream,
    };

    private static JsonNode ToJson(TaskSelector task) =>
        task.MapIndex is { } index ? new JsonArray(task.TaskId, index) : JsonValue.Create(task.TaskId);

    private async Task<RerunResult> InEachAsync(
        string dagId, RunSelection runs, Func<string?, IEnumerable<(HttpMethod Method, string Path, JsonObject Body)>> requests, CancellationToken cancellationToken)
    {
        string?[] runIds = runs.RunIds.IsEmpty ? [null] : [.. runs.RunIds];
        var done = new List<TaskInstanceWire>();
        foreach (var runId in runIds)
        {
            if ((runId is null ? IdCheck.Problem(dagId) : IdCheck.Problem(dagId, runId)) is { } problem)
            {
                return Answer(ActionResult.Refuse(ActionStatus.NotFound, problem));
            }

            foreach (var (method, path, body) in requests(runId))
            {
                var answer = await _api.SendAsync(method, path, ToText(body), OrreryJson.Wire.TaskInstanceCollectionWire, cancellationToken);
                if (answer.Refusal is { } refusal)
                {
                    return Answer(ResultOf(refusal));
                }

                done.AddRange(answer.Value!.TaskInstances);
            }
        }

        return Answer(ActionResult.Done);

        RerunResult Answer(ActionResult result) => new()
        {
            Outcome = result,
            Runs = [.. done.DistinctBy(t => t.Id).GroupBy(t => t.DagRunId, StringComparer.Ordinal)
                .Select(run => new RunTasks { Outcome = ActionResult.Done, Tasks = [.. run.Select(t => t.ToInfo())] })],
        };
    }
}
