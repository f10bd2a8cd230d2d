using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Orrery.Client;
using Orrery.Client.Http.Wire;
using Orrery.Grains.Interfaces.Catalog;
using Orrery.Grains.Interfaces.Dags;
using Orrery.Grains.Interfaces.Versions;

namespace Orrery.Silo.Api;

/// <summary>Releases of DAGs, their sources and differences, and how they come to be live.</summary>
internal static class VersionEndpoints
{
    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/dags/{dagId}/dagVersions", ListAsync).Says("Releases of a DAG, newest first.", OrreryJson.Wire.DagVersionCollectionWire).Query([.. Paging.Parameters, "version_number:integer", "bundle_name", "bundle_version"]);
        api.MapGet("/dags/{dagId}/dagVersions/{number:int}", GetAsync).Says("One release.", OrreryJson.Wire.DagVersionWire);
        api.MapGet("/dags/{dagId}/dagVersions/diff", DiffAsync).Says("What differs between two releases.", OrreryJson.Wire.DagDiffWire).Query("from:integer", "to:integer");
        api.MapGet("/dagSources/{dagId}", GetSourceAsync).Says("The text of a DAG's file, of the live release or another.", OrreryJson.Wire.DagSourceWire, StatusCodes.Status200OK, "text/plain").Query("version_number:integer");
        api.MapGet("/dags/{dagId}/rollout", GetRolloutAsync);
        api.MapPut("/dags/{dagId}/rollout", SetRolloutAsync);
        api.MapPost("/dags/{dagId}/rollout/promote", (string dagId, HttpContext http, IOrreryClient client) =>
            SwitchAsync(dagId, http, release => client.Versions.PromoteAsync(dagId, release, AskedBy(http), http.RequestAborted)));
        api.MapPost("/dags/{dagId}/rollout/rollback", (string dagId, HttpContext http, IOrreryClient client) =>
            SwitchAsync(dagId, http, release => client.Versions.RollbackAsync(dagId, release, AskedBy(http), http.RequestAborted)));
        api.MapPut("/bundles/{bundle}/rollout", (string bundle, HttpContext http, IOrreryClient client) => ChangeBundleAsync(bundle, BundleRolloutAction.Set, http, client));
        api.MapPost("/bundles/{bundle}/rollout/promote", (string bundle, HttpContext http, IOrreryClient client) => ChangeBundleAsync(bundle, BundleRolloutAction.Promote, http, client));
        api.MapPost("/bundles/{bundle}/rollout/rollback", (string bundle, HttpContext http, IOrreryClient client) => ChangeBundleAsync(bundle, BundleRolloutAction.RollBack, http, client));
    }

    private static async Task<IResult> ListAsync(string dagId, HttpContext http, IOrreryClient client)
    {
        var query = new QueryReader(http.Request);
        var paging = Paging.Read(query);
        var (number, bundle, code) = (Number(query, "version_number"), query.Text("bundle_name"), query.Text("bundle_version"));
        query.Order("-version_number");
        if (query.Problem() is { } problem)
        {
            return problem;
        }

        Page<DagVersionInfo> page;
        if (number is { } wanted)
        {
            page = new Page<DagVersionInfo> { Items = await client.Versions.GetAsync(dagId, wanted, http.RequestAborted) is { } one ? [one] : [] };
        }
        else
        {
            page = await paging.ReadAsync(client.Versions.ListAsync, new ListQuery { DagId = dagId }, http.RequestAborted);
        }

        if (page.Items.IsEmpty && await client.GetDagAsync(dagId, http.RequestAborted) is null)
        {
            return ApiProblem.NoDag(dagId);
        }

        // Within the page: a DAG hardly ever changes its bundle.
        var shown = page.Items.Where(v => (bundle is null || v.BundleName == bundle) && (code is null || v.BundleVersion == code));
        return TypedResults.Json(
            new DagVersionCollectionWire([.. shown.Select(DagVersionWire.Of)], paging.TotalOf(page), page.NextCursor), OrreryJson.Wire.DagVersionCollectionWire);
    }

    private static async Task<IResult> GetAsync(string dagId, int number, HttpContext http, IOrreryClient client) =>
        new QueryReader(http.Request).Problem() as IResult
        ?? (await client.Versions.GetAsync(dagId, number, http.RequestAborted) is { } version
            ? TypedResults.Json(DagVersionWire.Of(version), OrreryJson.Wire.DagVersionWire)
            : NoRelease(dagId, number));

    private static async Task<IResult> DiffAsync(string dagId, HttpContext http, IOrreryClient client)
    {
        var query = new QueryReader(http.Request);
        var (from, to) = (Number(query, "from"), Number(query, "to"));
        return query.Problem() as IResult
            ?? (await client.Versions.DiffAsync(dagId, from, to, http.RequestAborted) is { } diff
                ? TypedResults.Json(DagDiffWire.Of(dagId, diff), OrreryJson.Wire.DagDiffWire)
                : NoRelease(dagId, from, to));
    }

    private static async Task<IResult> GetSourceAsync(string dagId, HttpContext http, IOrreryClient client)
    {
        var query = new QueryReader(http.Request);
        var number = Number(query, "version_number");
        if (query.Problem() is { } problem)
        {
            return problem;
        }

        if (await client.Versions.GetSourceAsync(dagId, number, http.RequestAborted) is not { } source)
        {
            return NoRelease(dagId, number);
        }

        // Airflow's clients ask for the text alone in this way.
        return http.Request.Headers.Accept.ToString().StartsWith("text/plain", StringComparison.OrdinalIgnoreCase)
            ? TypedResults.Text(source.Content)
            : TypedResults.Json(DagSourceWire.Of(dagId, source), OrreryJson.Wire.DagSourceWire);
    }

    private static async Task<IResult> GetRolloutAsync(string dagId, HttpContext http, IOrreryClient client) =>
        new QueryReader(http.Request).Problem() as IResult
        ?? (await client.Versions.GetRolloutAsync(dagId, http.RequestAborted) is { } rollout ? Show(dagId, rollout) : ApiProblem.NoDag(dagId));

    private static async Task<IResult> SetRolloutAsync(string dagId, HttpContext http, IOrreryClient client)
    {
        var (body, problem) = await BodyReader.ReadAsync(http.Request);
        if (body is null)
        {
            return problem!;
        }

        var request = Policy(body) with { Release = body.Int("version_number", min: 1), RequestedBy = AskedBy(http) };
        return body.Problem() as IResult ?? Answer(dagId, await client.Versions.SetRolloutAsync(dagId, request, http.RequestAborted));
    }

    private static RolloutRequest Policy(BodyReader body) => new()
    {
        Percent = body.Int("percent", min: 1),
        Next = body.Int("next", min: 1),
        PromoteAfter = body.Int("promote_after", min: 1),
        RollbackAfter = body.Int("rollback_after", min: 1),
        IsOff = body.Bool("is_off") ?? false,
    };

    private static async Task<IResult> ChangeBundleAsync(string bundle, BundleRolloutAction action, HttpContext http, IOrreryClient client)
    {
        var (body, problem) = await BodyReader.ReadAsync(http.Request, optional: action != BundleRolloutAction.Set);
        if (body is null)
        {
            return problem!;
        }

        var request = (action == BundleRolloutAction.Set ? Policy(body) : new RolloutRequest()) with { RequestedBy = AskedBy(http) };
        if (body.Problem() is { } invalid)
        {
            return invalid;
        }

        var result = await client.Versions.ChangeBundleAsync(bundle, action, request, http.RequestAborted);
        return result.Outcome.Status == ActionStatus.Done
            ? TypedResults.Json(new BundleRolloutWire(bundle, result.Changed), OrreryJson.Wire.BundleRolloutWire)
            : ApiProblem.Of(result.Outcome);
    }

    private static async Task<IResult> SwitchAsync(string dagId, HttpContext http, Func<int?, Task<RolloutResult>> change)
    {
        var (body, problem) = await BodyReader.ReadAsync(http.Request, optional: true);
        if (body is null)
        {
            return problem!;
        }

        var release = body.Int("version_number", min: 1);
        return body.Problem() as IResult ?? Answer(dagId, await change(release));
    }

    private static IResult Answer(string dagId, RolloutResult result) =>
        result is { Outcome.Status: ActionStatus.Done, Rollout: { } rollout } ? Show(dagId, rollout) : ApiProblem.Of(result.Outcome);

    private static JsonHttpResult<RolloutWire> Show(string dagId, RolloutInfo rollout) => TypedResults.Json(RolloutWire.Of(dagId, rollout), OrreryJson.Wire.RolloutWire);

    /// <summary>The owner of the credential, for the audit.</summary>
    private static string AskedBy(HttpContext http) => http.User.Identity?.Name is { Length: > 0 } name ? name : "rest_api";

    private static int? Number(QueryReader query, string name) => query.Int(name, 0, 1, int.MaxValue) is > 0 and var number ? number : null;

    private static ApiProblem NoRelease(string dagId, params ReadOnlySpan<int?> numbers)
    {
        var named = string.Join(" or ", numbers.ToArray().OfType<int>().Select(n => n.ToString(CultureInfo.InvariantCulture)));
        return ApiProblem.NotFound(named.Length > 0 ? $"DAG '{dagId}' has no release {named}, or its text is not kept." : $"There is no DAG '{dagId}', or its text is not kept.");
    }
}
