using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Orrery.Client;
using Orrery.Client.Http.Wire;
using Orrery.Core.Backfills;
using Orrery.Core.Identity;
using Orrery.Grains.Interfaces.Backfills;
using Orrery.Grains.Interfaces.Catalog;
using Orrery.Grains.Interfaces.Dags;

namespace Orrery.Silo.Api;

/// <summary>Backfills, and what a schedule will do.</summary>
internal static class BackfillEndpoints
{
    private const int DefaultNextRuns = 10;

    private static readonly string[] Fields =
    [
        "dag_id!", "from_date:date-time!", "to_date:date-time!", "run_backwards:boolean", "dag_run_conf:object", "reprocess_behavior", "max_active_runs:integer",
        "run_on_latest_version:boolean",
    ];

    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/dags/{dagId}/nextRuns", ListNextRunsAsync).Says("The next runs of a schedule, as if it were not paused.", OrreryJson.Wire.NextRunCollectionWire).Query("limit");
        api.MapGet("/backfills", ListAsync).Says("Backfills, newest first.", OrreryJson.Wire.BackfillCollectionWire).Query([.. Paging.Parameters, "dag_id"]);
        api.MapPost("/backfills", CreateAsync).Says("Makes a backfill.", OrreryJson.Wire.BackfillWire).Body(Fields);
        api.MapPost("/backfills/dry_run", PreviewAsync).Says("Says what a backfill would do.", OrreryJson.Wire.BackfillPreviewWire).Body(Fields);
        api.MapGet("/backfills/{id:long:min(0)}", (long id, HttpContext http, IOrreryClient client) => ShowAsync(id, client, http.RequestAborted)).Says("One backfill.", OrreryJson.Wire.BackfillWire);
        api.MapGet("/backfills/{id:long:min(0)}/runs", ListDatesAsync).Says("The dates a backfill has dealt with.", OrreryJson.Wire.BackfillDateCollectionWire).Query("limit", "offset", "cursor");
        api.MapPut("/backfills/{id:long:min(0)}/pause", (long id, HttpContext http, IOrreryClient client) =>
            ChangeAsync(id, client, http, cancelled => client.SetBackfillPausedAsync(id, paused: true, cancelled))).Says("Pauses a backfill.", OrreryJson.Wire.BackfillWire);
        api.MapPut("/backfills/{id:long:min(0)}/unpause", (long id, HttpContext http, IOrreryClient client) =>
            ChangeAsync(id, client, http, cancelled => client.SetBackfillPausedAsync(id, paused: false, cancelled))).Says("Resumes a backfill.", OrreryJson.Wire.BackfillWire);
        api.MapPut("/backfills/{id:long:min(0)}/cancel", (long id, HttpContext http, IOrreryClient client) =>
            ChangeAsync(id, client, http, cancelled => client.CancelBackfillAsync(id, cancelled))).Says("Ends a backfill: queued runs fail, running ones go on.", OrreryJson.Wire.BackfillWire);
    }

    private static async Task<IResult> ListNextRunsAsync(string dagId, HttpContext http, IOrreryClient client)
    {
        var query = new QueryReader(http.Request);
        var limit = query.Int("limit", DefaultNextRuns, 1, 1_000);
        if (query.Problem() is { } problem)
        {
            return problem;
        }

        var runs = await client.ListNextRunsAsync(dagId, limit, http.RequestAborted);
        return runs.IsEmpty && await client.GetDagAsync(dagId, http.RequestAborted) is null
            ? ApiProblem.NoDag(dagId)
            : TypedResults.Json(new NextRunCollectionWire([.. runs.Select(NextRunWire.Of)], runs.Length), OrreryJson.Wire.NextRunCollectionWire);
    }

    private static async Task<IResult> ListAsync(HttpContext http, IOrreryClient client)
    {
        var query = new QueryReader(http.Request);
        var paging = Paging.Read(query);
        var dagId = query.Text("dag_id");
        query.Order("-id");
        if (query.Problem() is { } problem)
        {
            return problem;
        }

        var page = await paging.ReadAsync(client.ListBackfillsAsync, new ListQuery { DagId = dagId }, http.RequestAborted);
        return TypedResults.Json(
            new BackfillCollectionWire([.. page.Items.Select(BackfillWire.Of)], paging.TotalOf(page), page.NextCursor), OrreryJson.Wire.BackfillCollectionWire);
    }

    private static async Task<IResult> ListDatesAsync(long id, HttpContext http, IOrreryClient client)
    {
        var query = new QueryReader(http.Request);
        var paging = Paging.Read(query);
        if (query.Problem() is { } problem)
        {
            return problem;
        }

        var page = await paging.ReadAsync((q, cancelled) => client.ListBackfillDatesAsync(id, q, cancelled), new ListQuery(), http.RequestAborted);
        return page.Items.IsEmpty && await client.GetBackfillAsync(id, http.RequestAborted) is null
            ? NoBackfill(id)
            : TypedResults.Json(
                new BackfillDateCollectionWire([.. page.Items.Select(BackfillDateWire.Of)], paging.TotalOf(page), page.NextCursor),
                OrreryJson.Wire.BackfillDateCollectionWire);
    }

    private static async Task<IResult> CreateAsync(HttpContext http, IOrreryClient client)
    {
        var (dagId, request, problem) = await ReadAsync(http);
        if (request is null)
        {
            return problem!;
        }

        var result = await client.CreateBackfillAsync(dagId, request, http.RequestAborted);
        return result.BackfillId is { } id ? await ShowAsync(id, client, http.RequestAborted) : ApiProblem.Of(result.Outcome);
    }

    private static async Task<IResult> PreviewAsync(HttpContext http, IOrreryClient client)
    {
        var (dagId, request, problem) = await ReadAsync(http);
        if (request is null)
        {
            return problem!;
        }

        var preview = await client.PreviewBackfillAsync(dagId, request, http.RequestAborted);
        if (preview.Outcome.Status != ActionStatus.Done)
        {
            return ApiProblem.Of(preview.Outcome);
        }

        var dates = preview.Dates.Select(BackfillDateWire.Of).ToLookup(d => d.Action is not null);
        return TypedResults.Json(
            new BackfillPreviewWire([.. dates[true]], preview.RunCount, [.. dates[false]], preview.DateCount), OrreryJson.Wire.BackfillPreviewWire);
    }

    private static async Task<(string DagId, BackfillRequest? Request, ApiProblem? Problem)> ReadAsync(HttpContext http)
    {
        var (body, problem) = await BodyReader.ReadAsync(http.Request);
        if (body is null)
        {
            return ("", null, problem);
        }

        var dagId = body.Text("dag_id", Ids.MaxLength);
        var (from, to) = (body.Moment("from_date"), body.Moment("to_date"));
        foreach (var field in (ReadOnlySpan<string>)["dag_id", "from_date", "to_date"])
        {
            body.Require(field);
        }

        var behavior = body.Text("reprocess_behavior", maxLength: 20) ?? ReprocessBehavior.None.WireName();
        if (!ReprocessBehaviors.TryParse(behavior, out var reprocess))
        {
            body.Add("reprocess_behavior", $"Must be one of {string.Join(", ", ReprocessBehaviors.All)}.");
        }

        // Airflow's other choice, the version a run had, is what a run that is taken over keeps here; new runs have no older one.
        body.OnlyDefault("run_on_latest_version", JsonValueKind.True);
        var request = new BackfillRequest
        {
            FromDate = from ?? default,
            ToDate = to ?? default,
            RunBackwards = body.Bool("run_backwards") ?? false,
            ReprocessBehavior = reprocess,
            MaxActiveRuns = body.Int("max_active_runs", 1) ?? BackfillRequest.DefaultMaxActiveRuns,
            ConfJson = body.Object("dag_run_conf"),
            TriggeredBy = DagRunEndpoints.AskedBy(http),
        };
        return body.Problem() is { } invalid ? ("", null, invalid) : (dagId ?? "", request, null);
    }

    private static async Task<IResult> ChangeAsync(long id, IOrreryClient client, HttpContext http, Func<CancellationToken, Task<ActionResult>> change)
    {
        var result = await change(http.RequestAborted);
        return result.Status == ActionStatus.Done ? await ShowAsync(id, client, http.RequestAborted) : ApiProblem.Of(result);
    }

    private static async Task<IResult> ShowAsync(long id, IOrreryClient client, CancellationToken cancelled) =>
        await client.GetBackfillAsync(id, cancelled) is { } backfill
            ? TypedResults.Json(BackfillWire.Of(backfill), OrreryJson.Wire.BackfillWire)
            : NoBackfill(id);

    private static ApiProblem NoBackfill(long id) => ApiProblem.NotFound($"There is no backfill {id}.");
}
