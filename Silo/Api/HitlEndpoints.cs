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

    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/dags/{dagId}/dagRuns/{runId}/hitlDetails", ListAsync);
        api.MapGet("/dags/{dagId}/dagRuns/{runId}/taskInstances/{taskId}/{mapIndex:int}/hitlDetails", GetAsync);
        api.MapPatch("/dags/{dagId}/dagRuns/{runId}/taskInstances/{taskId}/{mapIndex:int}/hitlDetails", AnswerAsync);
    }

    private static async Task<IResult> ListAsync(string dagId, string runId, HttpContext http, IOrreryClient client)
    {
        var query = new QueryReader(http.Request);
        var limit = query.Int("limit", 50, 1, 1_000);
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
            new ApprovalQuery { DagId = isAny ? null : dagId, DagRunId = isAny ? null : runId, Limit = limit }, http.RequestAborted);
        var details = new List<HitlDetailWire>();
        foreach (var run in asked.GroupBy(a => (a.DagId, a.DagRunId)))
        {
            details.AddRange(await DescribeAsync(run.Key.DagId, run.Key.DagRunId, [.. run], client, http.RequestAborted));
        }

        if (details.Count == 0 && !isAny && await client.GetDagRunAsync(dagId, runId, http.RequestAborted) is null)
        {
            return ApiProblem.NoRun(dagId, runId);
        }

        return TypedResults.Json(new HitlDetailCollectionWire([.. details.OrderBy(d => d.CreatedAt)], details.Count), OrreryJson.Wire.HitlDetailCollectionWire);
    }

    private static async Task<IResult> GetAsync(string dagId, string runId, string taskId, int mapIndex, HttpContext http, IOrreryClient client) =>
        await FindAsync(dagId, runId, taskId, mapIndex, client, http.RequestAborted) is { } detail
            ? TypedResults.Json(detail, OrreryJson.Wire.HitlDetailWire)
            : NotFound(dagId, runId, taskId);

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
