using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Orrery.Client;
using Orrery.Client.Http.Wire;
using Orrery.Core.Identity;
using Orrery.Core.States;
using Orrery.Grains.Interfaces.Catalog;
using Orrery.Grains.Interfaces.Dags;
using Orrery.Silo.Telemetry.Tracing;

namespace Orrery.Silo.Api;

/// <summary>Runs: found, triggered, changed and taken away.</summary>
internal static class DagRunEndpoints
{
    private const int MaxNote = 1_000;

    private static readonly string[] TriggerFields =
    [
        "dag_run_id", "logical_date:date-time", "conf:object", "note", "data_interval_start:date-time", "data_interval_end:date-time", "run_after:date-time",
        "version_number:integer", "partition_key",
    ];

    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/dags/{dagId}/dagRuns", ListAsync)
            .Says("Runs of a DAG, or with ~ of all; by id, the order in which they were due.", OrreryJson.Wire.DagRunCollectionWire).Query(RunFilters.Parameters);
        api.MapPost("/dags/{dagId}/dagRuns/list", SearchAsync).Says("Runs of some DAGs; dag_id is ~.", OrreryJson.Wire.DagRunCollectionWire).Body(RunFilters.Fields);
        api.MapPost("/dags/{dagId}/dagRuns", TriggerAsync)
            .Says("Makes a run. With the header Idempotency-Key a repetition finds the run made before.", OrreryJson.Wire.DagRunWire).Body(TriggerFields);
        api.MapGet("/dags/{dagId}/dagRuns/{runId}", GetAsync).Says("One run.", OrreryJson.Wire.DagRunWire);
        api.MapPatch("/dags/{dagId}/dagRuns/{runId}", PatchAsync).Says("Ends a run, runs it again (queued), or writes its note.", OrreryJson.Wire.DagRunWire)
            .Query("update_mask[]").Body("state", "note");
        api.MapDelete("/dags/{dagId}/dagRuns/{runId}", DeleteAsync).Says("Takes a run away; 409 while it has not ended.", StatusCodes.Status204NoContent);
    }

    private static async Task<IResult> ListAsync(string dagId, HttpContext http, IOrreryClient client)
    {
        var query = new QueryReader(http.Request);
        var asked = RunFilters.Read(query, dagId);
        if (query.Problem() is { } problem)
        {
            return problem;
        }

        var page = await client.Runs.FindAsync(asked, http.RequestAborted);
        return page.Items.IsEmpty && dagId != RunFilters.Any && await client.GetDagAsync(dagId, http.RequestAborted) is null ? ApiProblem.NoDag(dagId) : Show(page);
    }

    private static async Task<IResult> SearchAsync(string dagId, HttpContext http, IOrreryClient client)
    {
        var (body, problem) = await BodyReader.ReadAsync(http.Request);
        if (body is null)
        {
            return problem!;
        }

        var asked = RunFilters.Read(body);
        if (dagId != RunFilters.Any)
        {
            body.Add("dag_id", "Must be ~ here: DAGs are named by dag_ids.");
        }

        return body.Problem() as IResult ?? Show(await client.Runs.FindAsync(asked, http.RequestAborted));
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
            TriggeredBy = AskedBy(http),
            TraceParent = RequestTrace.Of(http),
        };
        var keyed = IdempotencyKey.RunIdOf(http.Request, dagId, body);
        request = request with { RunId = request.RunId ?? keyed };
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
        if (result.Outcome.Status == ActionStatus.Conflict && keyed is not null && await client.GetDagRunAsync(dagId, request.RunId!, http.RequestAborted) is { } made)
        {
            return IdempotencyKey.IsOf(made, request)
                ? TypedResults.Json(DagRunWire.Of(made), OrreryJson.Wire.DagRunWire)
                : ApiProblem.Invalid(new ProblemEntry(IdempotencyKey.Header, $"This key made the run '{made.DagRunId}' of another request: use a new key for a new request."));
        }

        return result.Outcome.Status == ActionStatus.Done ? await ShowAsync(dagId, result.RunId!, client, http.RequestAborted) : ApiProblem.Of(result.Outcome);
    }

    private static async Task<IResult> GetAsync(string dagId, string runId, HttpContext http, IOrreryClient client) =>
        new QueryReader(http.Request).Problem() as IResult
        ?? (await client.GetDagRunAsync(dagId, runId, http.RequestAborted) is { } run
            ? new TaggedJson<DagRunWire>(DagRunWire.Of(run), OrreryJson.Wire.DagRunWire)
            : ApiProblem.NoRun(dagId, runId));

    private static async Task<IResult> PatchAsync(string dagId, string runId, HttpContext http, IOrreryClient client)
    {
        var query = new QueryReader(http.Request);
        var mask = query.Texts("update_mask");
        var (body, problem) = await BodyReader.ReadAsync(http.Request);
        if (body is null)
        {
            return problem!;
        }

        if (mask.Any(m => m is not ("state" or "note")))
        {
            query.Add("update_mask", "Must be some of state, note.");
        }

        var text = body.Text("state", maxLength: 20);
        var note = body.Text("note", MaxNote);
        var hasNote = body.Has("note") && (mask.Length == 0 || mask.Contains("note", StringComparer.Ordinal));
        var hasState = text is not null && (mask.Length == 0 || mask.Contains("state", StringComparer.Ordinal));
        var isState = StateExtensions.TryParseRunState(text ?? "", out var state) && state != DagRunState.Running;
        if (hasState ? !isState : !hasNote)
        {
            body.Add("state", "Must be 'success', 'failed', or 'queued', which runs it again.");
        }

        if ((query.Problem() ?? body.Problem()) is { } invalid)
        {
            return invalid;
        }

        var result = hasNote ? await client.SetNoteAsync(dagId, runId, task: null, note, http.RequestAborted) : ActionResult.Done;
        if (hasState && result.Status == ActionStatus.Done)
        {
            result = state == DagRunState.Queued
                ? await client.ClearAsync(dagId, runId, [], http.RequestAborted)
                : await client.MarkRunAsync(dagId, runId, state, http.RequestAborted);
        }

        return result.Status == ActionStatus.Done ? await ShowAsync(dagId, runId, client, http.RequestAborted) : ApiProblem.Of(result);
    }

    private static async Task<IResult> DeleteAsync(string dagId, string runId, HttpContext http, IOrreryClient client)
    {
        if (new QueryReader(http.Request).Problem() is { } problem)
        {
            return problem;
        }

        var result = await client.Runs.DeleteAsync(dagId, runId, http.RequestAborted);
        return result.Status == ActionStatus.Done ? TypedResults.NoContent() : ApiProblem.Of(result);
    }

    /// <summary>Who asks for a run: the kind, and the owner of the credential.</summary>
    public static string AskedBy(HttpContext http) => TriggeredBy.Join("rest_api", http.User.Identity?.Name)!;

    private static async Task<IResult> ShowAsync(string dagId, string runId, IOrreryClient client, CancellationToken cancelled) =>
        await client.GetDagRunAsync(dagId, runId, cancelled) is { } run
            ? TypedResults.Json(DagRunWire.Of(run), OrreryJson.Wire.DagRunWire)
            : ApiProblem.NoRun(dagId, runId);

    private static JsonHttpResult<DagRunCollectionWire> Show(Page<DagRunInfo> page) => TypedResults.Json(
        new DagRunCollectionWire([.. page.Items.Select(DagRunWire.Of)], page.Total, page.NextCursor), OrreryJson.Wire.DagRunCollectionWire);
}
