using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Orrery.Client;
using Orrery.Client.Http.Wire;
using Orrery.Core.Identity;
using Orrery.Core.States;
using Orrery.Grains.Interfaces.Catalog;
using Orrery.Grains.Interfaces.Dags;
using Orrery.Grains.Interfaces.Runs;
using Orrery.Silo.Telemetry.Tracing;

namespace Orrery.Silo.Api;

/// <summary>Runs: listing, triggering, ending and watching them.</summary>
internal static class DagRunEndpoints
{
    private const string AnyDag = "~";
    private const int MaxNote = 1_000;

    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/dags/{dagId}/dagRuns", ListAsync);
        api.MapPost("/dags/{dagId}/dagRuns", TriggerAsync);
        api.MapGet("/dags/{dagId}/dagRuns/{runId}", GetAsync);
        api.MapPatch("/dags/{dagId}/dagRuns/{runId}", PatchAsync);
        api.MapGet("/dags/{dagId}/dagRuns/{runId}/watch", WatchAsync);
        api.MapGet("/changes", (IOrreryClient client) => new EventStream<ChangeWire[]>(
            "changes", OrreryJson.Wire.ChangeWireArray, cancelled => ChangesAsync(client, cancelled)));
    }

    private static async Task<IResult> ListAsync(string dagId, HttpContext http, IOrreryClient client)
    {
        var query = new QueryReader(http.Request);
        var paging = Paging.Read(query);
        var states = query.RunStates("state");
        query.Order("-run_after");
        if (query.Problem() is { } problem)
        {
            return problem;
        }

        var one = dagId == AnyDag ? null : dagId;
        var page = await paging.ReadAsync(client.ListDagRunsAsync, new ListQuery { DagId = one, States = [.. states] }, http.RequestAborted);
        if (page.Items.IsEmpty && one is not null && await client.GetDagAsync(one, http.RequestAborted) is null)
        {
            return ApiProblem.NoDag(one);
        }

        var runs = page.Items.Select(DagRunWire.Of);
        return TypedResults.Json(new DagRunCollectionWire([.. runs], paging.TotalOf(page), page.NextCursor), OrreryJson.Wire.DagRunCollectionWire);
    }

    private static async Task<IResult> TriggerAsync(string dagId, HttpContext http, IOrreryClient client)
    {
        var (body, problem) = await BodyReader.ReadAsync(http.Request);
        if (body is null)
        {
            return problem!;
        }

        var request = new TriggerRequest
        {
            RunId = body.Text("dag_run_id", int.MaxValue),
            LogicalDate = body.Moment("logical_date"),
            UseNow = !body.Has("logical_date"),
            ConfJson = body.Object("conf"),
            Note = body.Text("note", MaxNote),
            IntervalStart = body.Moment("data_interval_start"),
            IntervalEnd = body.Moment("data_interval_end"),
            RunAfter = body.Moment("run_after"),
            Release = body.Int("version_number", min: 1),
            TriggeredBy = "rest_api",
            TraceParent = RequestTrace.Of(http),
        };
        if (request.RunId is { } runId && Ids.Problem(IdKind.Run, runId) is { } wrong)
        {
            body.Add("dag_run_id", wrong);
        }

        body.OnlyDefault("partition_key", JsonValueKind.Null);
        if (body.Problem() is { } invalid)
        {
            return invalid;
        }

        var result = await client.TriggerAsync(dagId, request, http.RequestAborted);
        return result.Outcome.Status == ActionStatus.Done ? await ShowAsync(dagId, result.RunId!, client, http.RequestAborted) : ApiProblem.Of(result.Outcome);
    }

    private static Task<IResult> GetAsync(string dagId, string runId, HttpContext http, IOrreryClient client) =>
        ShowAsync(dagId, runId, client, http.RequestAborted);

    private static async Task<IResult> PatchAsync(string dagId, string runId, HttpContext http, IOrreryClient client)
    {
        var (body, problem) = await BodyReader.ReadAsync(http.Request);
        if (body is null)
        {
            return problem!;
        }

        var (hasState, hasNote) = (body.Has("state"), body.Has("note"));
        var isState = StateExtensions.TryParseRunState(body.Text("state", maxLength: 20) ?? "", out var state) && state.IsFinished();
        var note = body.Text("note", MaxNote);
        if (hasState ? !isState : !hasNote)
        {
            body.Add("state", "Must be 'success' or 'failed'. To run it again, clear its tasks.");
        }

        if (body.Problem() is { } invalid)
        {
            return invalid;
        }

        var result = hasNote ? await client.SetNoteAsync(dagId, runId, task: null, note, http.RequestAborted) : ActionResult.Done;
        if (hasState && result.Status == ActionStatus.Done)
        {
            result = await client.MarkRunAsync(dagId, runId, state, http.RequestAborted);
        }

        return result.Status == ActionStatus.Done ? await ShowAsync(dagId, runId, client, http.RequestAborted) : ApiProblem.Of(result);
    }

    private static async Task<IResult> ShowAsync(string dagId, string runId, IOrreryClient client, CancellationToken cancelled) =>
        await client.GetDagRunAsync(dagId, runId, cancelled) is { } run
            ? TypedResults.Json(DagRunWire.Of(run), OrreryJson.Wire.DagRunWire)
            : ApiProblem.NoRun(dagId, runId);

    private static async Task<IResult> WatchAsync(string dagId, string runId, HttpContext http, IOrreryClient client) =>
        await client.GetDagRunAsync(dagId, runId, http.RequestAborted) is null
            ? ApiProblem.NoRun(dagId, runId)
            : new EventStream<RunUpdateWire>(
                "update", OrreryJson.Wire.RunUpdateWire, cancelled => UpdatesAsync(client, dagId, runId, cancelled), u => u.Sequence);

    private static IAsyncEnumerable<RunUpdateWire> UpdatesAsync(IOrreryClient client, string dagId, string runId, CancellationToken cancelled) =>
        client.WatchRunAsync(dagId, runId, cancelled).Select(ToWire);

    private static RunUpdateWire ToWire(RunUpdate update) => new(
        update.Sequence, update.IsSnapshot, DagRunWire.Of(update.Run), [.. update.Tasks.Select(t => TaskInstanceWire.Of(t, update.Run))]);

    private static IAsyncEnumerable<ChangeWire[]> ChangesAsync(IOrreryClient client, CancellationToken cancelled) =>
        client.WatchChangesAsync(cancelled).Select(batch => batch.Select(c => new ChangeWire(c.DagId, c.RunId)).ToArray());
}
