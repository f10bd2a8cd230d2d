using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Orrery.Client;
using Orrery.Client.Http.Wire;
using Orrery.Core.States;
using Orrery.Grains.Interfaces.Dags;
using Orrery.Grains.Interfaces.Search;

namespace Orrery.Silo.Api;

/// <summary>DAGs: found, paused, kept at hand, taken away.</summary>
internal static class DagEndpoints
{
    private static readonly string[] Orders = ["dag_id", "dag_display_name", "next_dagrun", "last_run_state", "last_run_start_date"];
    private static readonly string[] Filters =
    [
        "tags[]", "tags_match_mode", "owners[]", "dag_id_pattern", "dag_display_name_pattern", "exclude_stale:boolean", "paused:boolean", "has_import_errors:boolean",
        "last_dag_run_state", "bundle_name", "is_favorite:boolean", "latest_runs:boolean",
    ];

    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/dags", ListAsync).Says("DAGs, by id unless asked otherwise.", OrreryJson.Wire.DagCollectionWire).Query(["limit", "offset", "cursor", "order_by", .. Filters]);
        api.MapPatch("/dags", PatchAllAsync).Says("Pauses or resumes the DAGs that match dag_id_pattern; without it, none.", OrreryJson.Wire.DagCollectionWire)
            .Query(["update_mask[]", "limit", "offset", "cursor", "order_by", .. Filters]).Body("is_paused:boolean!");
        api.MapGet("/dags/{dagId}", GetAsync).Says("One DAG.", OrreryJson.Wire.DagWire).Query("latest_runs:boolean");
        api.MapGet("/dags/{dagId}/details", GetDetailsAsync).Says("One DAG, with what its live version says.", OrreryJson.Wire.DagDetailsWire);
        api.MapPatch("/dags/{dagId}", PatchAsync).Says("Pauses or resumes a DAG.", OrreryJson.Wire.DagWire).Query("update_mask[]").Body("is_paused:boolean!");
        api.MapDelete("/dags/{dagId}", DeleteAsync).Says("Takes a DAG away with its history; 409 while runs have not ended.", StatusCodes.Status200OK, "application/json");
        api.MapPost("/dags/{dagId}/favorite", (string dagId, IOrreryClient client, HttpContext http) => SetFavoriteAsync(dagId, isFavorite: true, client, http))
            .Says("Keeps a DAG at hand for who asks.", StatusCodes.Status204NoContent);
        api.MapPost("/dags/{dagId}/unfavorite", (string dagId, IOrreryClient client, HttpContext http) => SetFavoriteAsync(dagId, isFavorite: false, client, http))
            .Says("Keeps a DAG at hand no longer.", StatusCodes.Status204NoContent);
    }

    private static async Task<IResult> ListAsync(HttpContext http, IOrreryClient client)
    {
        var query = new QueryReader(http.Request);
        var (asked, withRuns) = Read(query);
        if (query.Problem() is { } problem)
        {
            return problem;
        }

        var page = await client.Dags.FindAsync(asked, http.RequestAborted);
        return TypedResults.Json(
            new DagCollectionWire([.. page.Items.Select(d => DagWire.Of(d, withRuns))], page.Total, page.NextCursor), OrreryJson.Wire.DagCollectionWire);
    }

    private static async Task<IResult> PatchAllAsync(HttpContext http, IOrreryClient client)
    {
        var query = new QueryReader(http.Request);
        var (asked, withRuns) = Read(query);
        CheckMask(query);
        var (body, problem) = await BodyReader.ReadAsync(http.Request);
        if (body is null)
        {
            return problem!;
        }

        var paused = ReadPaused(body);
        if ((query.Problem() ?? body.Problem()) is { } invalid)
        {
            return invalid;
        }

        // As in Airflow: whoever names no DAGs means none.
        if (asked.IdPattern is null)
        {
            return TypedResults.Json(new DagCollectionWire([], 0, null), OrreryJson.Wire.DagCollectionWire);
        }

        var page = await client.Dags.FindAsync(asked, http.RequestAborted);
        var changed = new List<DagWire>();
        foreach (var dag in page.Items)
        {
            var result = await client.SetPausedAsync(dag.DagId, paused, http.RequestAborted);
            if (result.Status == ActionStatus.Done && await client.GetDagAsync(dag.DagId, http.RequestAborted) is { } now)
            {
                changed.Add(DagWire.Of(now, withRuns));
            }
        }

        return TypedResults.Json(new DagCollectionWire([.. changed], page.Total, page.NextCursor), OrreryJson.Wire.DagCollectionWire);
    }

    private static async Task<IResult> GetAsync(string dagId, HttpContext http, IOrreryClient client)
    {
        var query = new QueryReader(http.Request);
        var withRuns = query.Bool("latest_runs");
        return query.Problem() as IResult ?? await ShowAsync(dagId, withRuns, client, http);
    }

    private static async Task<IResult> GetDetailsAsync(string dagId, HttpContext http, IOrreryClient client)
    {
        if (new QueryReader(http.Request).Problem() is { } problem)
        {
            return problem;
        }

        if (await client.GetDagAsync(dagId, http.RequestAborted) is not { } dag || await client.GetDocumentAsync(dag.Version, http.RequestAborted) is not { } document)
        {
            return ApiProblem.NoDag(dagId);
        }

        var release = await client.Versions.GetAsync(dagId, dag.LatestVersionNumber, http.RequestAborted);
        var favorites = await client.Dags.ListFavoritesAsync(http.RequestAborted);
        var counts = await client.Dags.CountRunsAsync([dagId], http.RequestAborted);
        var details = DagDetailsWire.Of(
            dag,
            document,
            release is null ? null : ReleaseWire.Of(release),
            favorites.Contains(dagId),
            counts is [var count] ? count.Counts[(int)DagRunState.Running] : 0);
        return new TaggedJson<DagDetailsWire>(details, OrreryJson.Wire.DagDetailsWire);
    }

    private static async Task<IResult> PatchAsync(string dagId, HttpContext http, IOrreryClient client)
    {
        var query = new QueryReader(http.Request);
        CheckMask(query);
        var (body, problem) = await BodyReader.ReadAsync(http.Request);
        if (body is null)
        {
            return problem!;
        }

        var paused = ReadPaused(body);
        if ((query.Problem() ?? body.Problem()) is { } invalid)
        {
            return invalid;
        }

        var result = await client.SetPausedAsync(dagId, paused, http.RequestAborted);
        return result.Status == ActionStatus.Done ? await ShowAsync(dagId, withRuns: false, client, http) : ApiProblem.Of(result);
    }

    private static async Task<IResult> DeleteAsync(string dagId, HttpContext http, IOrreryClient client) =>
        new QueryReader(http.Request).Problem() as IResult
        ?? (await client.Dags.DeleteAsync(dagId, http.RequestAborted) is { Status: not ActionStatus.Done } refused ? ApiProblem.Of(refused) : TypedResults.Text("{}", "application/json"));

    private static async Task<IResult> SetFavoriteAsync(string dagId, bool isFavorite, IOrreryClient client, HttpContext http) =>
        Done(await client.Dags.SetFavoriteAsync(dagId, isFavorite, http.RequestAborted));

    private static IResult Done(ActionResult result) => result.Status == ActionStatus.Done ? TypedResults.NoContent() : ApiProblem.Of(result);

    private static async Task<IResult> ShowAsync(string dagId, bool withRuns, IOrreryClient client, HttpContext http) =>
        await client.GetDagAsync(dagId, http.RequestAborted) is { } dag
            ? new TaggedJson<DagWire>(DagWire.Of(dag, withRuns), OrreryJson.Wire.DagWire)
            : ApiProblem.NoDag(dagId);

    private static (DagQuery Query, bool WithRuns) Read(QueryReader query)
    {
        var state = query.RunStates("last_dag_run_state");

        // The name people read is the id.
        var byName = query.Text("dag_display_name_pattern");
        var asked = new DagQuery
        {
            Tags = [.. query.Texts("tags")],
            AllTags = query.Word("tags_match_mode", "any", "all") == "all",
            Owners = [.. query.Texts("owners")],
            IdPattern = query.Text("dag_id_pattern") ?? byName,
            ExcludeStale = query.Flag("exclude_stale") ?? true,
            IsPaused = query.Flag("paused"),
            HasImportErrors = query.Flag("has_import_errors"),
            LastRunState = state is [var one, ..] ? one : null,
            Bundle = query.Text("bundle_name"),
            IsFavorite = query.Flag("is_favorite"),
            Slice = query.Slice(Orders, "dag_id"),
        };
        return (asked, query.Bool("latest_runs"));
    }

    private static void CheckMask(QueryReader query)
    {
        if (query.Texts("update_mask").Any(m => m != "is_paused"))
        {
            query.Add("update_mask", "Only 'is_paused' can be changed.");
        }
    }

    private static bool ReadPaused(BodyReader body)
    {
        var paused = body.Bool("is_paused");
        if (paused is null)
        {
            body.Add("is_paused", "Say whether the DAG is paused: true or false.");
        }

        return paused ?? false;
    }
}
