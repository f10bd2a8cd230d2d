using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Orrery.Client;
using Orrery.Client.Http.Wire;
using Orrery.Grains.Interfaces.Catalog;
using Orrery.Grains.Interfaces.Dags;
using Orrery.Grains.Interfaces.Runs;

namespace Orrery.Silo.Api;

/// <summary>What tasks ask people ("human in the loop"), and the answers.</summary>
internal static class HitlEndpoints
{
    private const string Any = "~";
    private const int MaxOptions = 1_000;
    private const int MostListed = 1_000;

    private static readonly string[] ListParameters =
    [
        .. Paging.Parameters, "dag_id_pattern", "task_id", "task_id_pattern", "map_index:integer", "state[]", "response_received:boolean", "responded_by_user_id[]",
        "responded_by_user_name[]", "subject_search", "body_search", .. RunFilters.Range("created_at"),
    ];

    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/dags/{dagId}/dagRuns/{runId}/hitlDetails", ListAsync).Says("What tasks ask people: of a run, or with ~ for both what is open anywhere.", OrreryJson.Wire.HitlDetailCollectionWire).Query(ListParameters);
        api.MapGet("/dags/{dagId}/dagRuns/{runId}/taskInstances/{taskId}/{mapIndex:int}/hitlDetails", GetAsync).Says("What a task asks.", OrreryJson.Wire.HitlDetailWire);
        api.MapGet("/dags/{dagId}/dagRuns/{runId}/taskInstances/{taskId}/{mapIndex:int}/hitlDetails/tries/{tryNumber:int}", GetTryAsync)
            .Says("What one try of a task asked.", OrreryJson.Wire.HitlHistoryWire);
        api.MapPatch("/dags/{dagId}/dagRuns/{runId}/taskInstances/{taskId}/{mapIndex:int}/hitlDetails", AnswerAsync).Says("Answers.", OrreryJson.Wire.HitlResponseWire)
            .Body("chosen_options[]!", "params_input:object");
    }

    private static async Task<IResult> ListAsync(string dagId, string runId, HttpContext http, IOrreryClient client)
    {
        var query = new QueryReader(http.Request);
        var slice = query.Slice(["created_at"], "created_at");
        var filter = HitlFilter.Read(query);
        if (query.Problem() is { } problem)
        {
            return problem;
        }

        // In all runs only what is open is listed: answers are looked up with their run.
        var isAny = dagId == Any || runId == Any;
        if (isAny && dagId != runId)
        {
            return ApiProblem.Invalid(new ProblemEntry("dag_run_id", "Name a DAG and a run, or ~ for both: what waits for an answer in any run."));
        }

        var asked = await client.ListApprovalsAsync(
            new ApprovalQuery { DagId = isAny ? null : dagId, DagRunId = isAny ? null : runId, Limit = MostListed }, http.RequestAborted);
        var details = new List<HitlDetailWire>();
        foreach (var run in asked.GroupBy(a => (a.DagId, a.DagRunId)))
        {
            details.AddRange(await DescribeAsync(run.Key.DagId, run.Key.DagRunId, [.. run], client, http.RequestAborted));
        }

        if (details.Count == 0 && !isAny && await client.GetDagRunAsync(dagId, runId, http.RequestAborted) is null)
        {
            return ApiProblem.NoRun(dagId, runId);
        }

        HitlDetailWire[] found = [.. details.Where(filter.Passes).OrderBy(d => d.CreatedAt)];
        return TypedResults.Json(new HitlDetailCollectionWire([.. slice.Of(found)], found.Length), OrreryJson.Wire.HitlDetailCollectionWire);
    }

    private static async Task<IResult> GetAsync(string dagId, string runId, string taskId, int mapIndex, HttpContext http, IOrreryClient client) =>
        await FindAsync(dagId, runId, taskId, mapIndex, client, http.RequestAborted) is { } detail
            ? TypedResults.Json(detail, OrreryJson.Wire.HitlDetailWire)
            : NotFound(dagId, runId, taskId);

    private static async Task<IResult> GetTryAsync(string dagId, string runId, string taskId, int mapIndex, int tryNumber, HttpContext http, IOrreryClient client)
    {
        var asked = await client.ListApprovalsAsync(new ApprovalQuery { DagId = dagId, DagRunId = runId, Limit = MostListed }, http.RequestAborted);
        if (asked.LastOrDefault(a => a.TaskId == taskId && a.MapIndex == mapIndex && a.TryNumber == tryNumber) is not { } one
            || await TaskInstanceEndpoints.FindAsync(dagId, runId, taskId, mapIndex, client, http.RequestAborted) is not var (task, run))
        {
            return NotFound(dagId, runId, taskId);
        }

        // What no host has run, as a question, has left no try behind: the task instance is the try.
        var askedBy = (await client.ListTriesAsync(dagId, runId, taskId, mapIndex, http.RequestAborted)).FirstOrDefault(t => t.TryNumber == tryNumber)
            ?? new TaskTryInfo { TryNumber = tryNumber, State = task.State, StartDate = task.StartDate, EndDate = task.EndDate };

        return TypedResults.Json(
            HitlHistoryWire.Of(HitlDetailWire.Of(one, task, run), TaskTryWire.Of(askedBy, task, run)), OrreryJson.Wire.HitlHistoryWire);
    }

    private static async Task<IResult> AnswerAsync(string dagId, string runId, string taskId, int mapIndex, HttpContext http, IOrreryClient client)
    {
        var (body, problem) = await BodyReader.ReadAsync(http.Request);
        if (body is null)
        {
            return problem!;
        }

        var answer = new ApprovalAnswer
        {
            TaskId = taskId,
            MapIndex = mapIndex,
            ChosenOptions = [.. body.Texts("chosen_options", MaxOptions)],
            ParamsInputJson = body.Object("params_input"),

            // Never from the body: who may answer is known by the credential alone.
            RespondedBy = http.User.Identity?.Name,
            IsForOthers = http.User.IsInRole(OrreryRoles.Admin),
        };
        if (body.Problem() is { } invalid)
        {
            return invalid;
        }

        var result = await client.AnswerAsync(dagId, runId, answer, http.RequestAborted);
        if (result.Status != ActionStatus.Done)
        {
            return ApiProblem.Of(result);
        }

        var detail = await FindAsync(dagId, runId, taskId, mapIndex, client, http.RequestAborted);
        return detail is not { RespondedAt: { } at }
            ? NotFound(dagId, runId, taskId)
            : TypedResults.Json(
                new HitlResponseWire
                {
                    RespondedBy = detail.RespondedByUser ?? HitlUserWire.Of("anonymous"),
                    RespondedAt = at,
                    ChosenOptions = detail.ChosenOptions ?? [],
                    ParamsInputJson = detail.ParamsInputJson,
                },
                OrreryJson.Wire.HitlResponseWire);
    }

    private static async Task<HitlDetailWire?> FindAsync(
        string dagId, string runId, string taskId, int mapIndex, IOrreryClient client, CancellationToken cancelled)
    {
        var asked = await client.ListApprovalsAsync(new ApprovalQuery { DagId = dagId, DagRunId = runId, Limit = 1_000 }, cancelled);
        return asked.LastOrDefault(a => a.TaskId == taskId && a.MapIndex == mapIndex) is { } last
            ? (await DescribeAsync(dagId, runId, [last], client, cancelled)).FirstOrDefault()
            : null;
    }

    private static async Task<IEnumerable<HitlDetailWire>> DescribeAsync(
        string dagId, string runId, IReadOnlyList<ApprovalInfo> asked, IOrreryClient client, CancellationToken cancelled)
    {
        if (await client.GetDagRunAsync(dagId, runId, cancelled) is not { } run)
        {
            return [];
        }

        var tasks = (await client.ListTaskInstancesAsync(dagId, runId, cancelled)).ToDictionary(t => (t.TaskId, t.MapIndex));
        return asked.Where(a => tasks.ContainsKey((a.TaskId, a.MapIndex))).Select(a => HitlDetailWire.Of(a, tasks[(a.TaskId, a.MapIndex)], run));
    }

    private static ApiProblem NotFound(string dagId, string runId, string taskId) =>
        ApiProblem.NotFound($"Task '{taskId}' in run '{runId}' of DAG '{dagId}' does not exist, or has not asked anything.");
}
