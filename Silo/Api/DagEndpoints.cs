using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Orrery.Client;
using Orrery.Client.Http.Wire;
using Orrery.Grains.Interfaces.Catalog;
using Orrery.Grains.Interfaces.Dags;

namespace Orrery.Silo.Api;

/// <summary>DAGs, their structure, and the files that cannot be taken.</summary>
internal static class DagEndpoints
{
    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/dags", ListAsync);
        api.MapGet("/dags/{dagId}", GetAsync);
        api.MapPatch("/dags/{dagId}", PatchAsync);
        api.MapGet("/dagVersions/{version}/structure", GetStructureAsync);
        api.MapGet("/dagVersions/{version}/document", GetDocumentAsync);
        api.MapGet("/importErrors", ListImportErrorsAsync);
        api.MapGet("/importErrors/{importErrorId:int}", GetImportErrorAsync);
    }

    private static async Task<IResult> ListAsync(HttpContext http, IOrreryClient client)
    {
        var query = new QueryReader(http.Request);
        var paging = Paging.Read(query);
        var search = query.Text("dag_id_pattern");
        var withRuns = query.Bool("latest_runs");
        query.Order("dag_id");
        if (query.Problem() is { } problem)
        {
            return problem;
        }

        var page = await paging.ReadAsync(client.ListDagsAsync, new ListQuery { Search = search }, http.RequestAborted);
        var dags = page.Items.Select(d => DagWire.Of(d, withRuns));
        return TypedResults.Json(new DagCollectionWire([.. dags], paging.TotalOf(page), page.NextCursor), OrreryJson.Wire.DagCollectionWire);
    }

    private static async Task<IResult> GetAsync(string dagId, HttpContext http, IOrreryClient client)
    {
        var query = new QueryReader(http.Request);
        var withRuns = query.Bool("latest_runs");
        return query.Problem() as IResult ?? await ShowAsync(dagId, withRuns, client, http.RequestAborted);
    }

    private static async Task<IResult> PatchAsync(string dagId, HttpContext http, IOrreryClient client)
    {
        var query = new QueryReader(http.Request);
        if (query.Text("update_mask") is not (null or "is_paused"))
        {
            return ApiProblem.Invalid(new ProblemEntry("update_mask", "Only 'is_paused' can be changed."));
        }

        var (body, problem) = await BodyReader.ReadAsync(http.Request);
        if (body is null)
        {
            return problem!;
        }

        if (body.Bool("is_paused") is not { } paused)
        {
            body.Add("is_paused", "Say whether the DAG is paused: true or false.");
            return body.Problem()!;
        }

        if ((query.Problem() ?? body.Problem()) is { } invalid)
        {
            return invalid;
        }

        var result = await client.SetPausedAsync(dagId, paused, http.RequestAborted);
        return result.Status == ActionStatus.Done ? await ShowAsync(dagId, withRuns: false, client, http.RequestAborted) : ApiProblem.Of(result);
    }

    private static async Task<IResult> ShowAsync(string dagId, bool withRuns, IOrreryClient client, CancellationToken cancelled) =>
        await client.GetDagAsync(dagId, cancelled) is { } dag
            ? TypedResults.Json(DagWire.Of(dag, withRuns), OrreryJson.Wire.DagWire)
            : ApiProblem.NoDag(dagId);

    private static async Task<IResult> GetStructureAsync(string version, HttpContext http, IOrreryClient client) =>
        await client.GetStructureAsync(version, http.RequestAborted) is { } structure
            ? TypedResults.Json(
                new StructureWire([.. structure.TaskIds], [.. structure.Upstream.Select(u => u.ToArray())], [.. structure.Operators]),
                OrreryJson.Wire.StructureWire)
            : NoVersion();

    private static async Task<IResult> GetDocumentAsync(string version, HttpContext http, IOrreryClient client) =>
        await client.GetDocumentAsync(version, http.RequestAborted) is { } document
            ? TypedResults.Json(document, OrreryJson.Wire.JsonObject)
            : NoVersion();

    private static ApiProblem NoVersion() => ApiProblem.NotFound("There is no such version: name it by the 64 hex digits of its hash.");

    private static async Task<IResult> ListImportErrorsAsync(HttpContext http, IOrreryClient client)
    {
        var query = new QueryReader(http.Request);
        var limit = query.Int("limit", int.MaxValue, 1, int.MaxValue);
        var offset = query.Int("offset", 0, 0, int.MaxValue);
        if (query.Problem() is { } problem)
        {
            return problem;
        }

        var errors = await client.ListImportErrorsAsync(http.RequestAborted);
        var shown = errors.Skip(offset).Take(limit).Select(ImportErrorWire.Of);
        return TypedResults.Json(new ImportErrorCollectionWire([.. shown], errors.Length), OrreryJson.Wire.ImportErrorCollectionWire);
    }

    private static async Task<IResult> GetImportErrorAsync(int importErrorId, HttpContext http, IOrreryClient client)
    {
        if (new QueryReader(http.Request).Problem() is { } problem)
        {
            return problem;
        }

        var errors = await client.ListImportErrorsAsync(http.RequestAborted);
        return errors.FirstOrDefault(e => ImportErrorWire.NumberOf(e) == importErrorId) is { } error
            ? TypedResults.Json(ImportErrorWire.Of(error), OrreryJson.Wire.ImportErrorWire)
            : ApiProblem.NotFound($"There is no import error {importErrorId}: it was fixed, or never was.");
    }
}
