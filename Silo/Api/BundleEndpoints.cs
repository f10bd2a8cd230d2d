using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Orrery.Client;
using Orrery.Client.Http.Wire;
using Orrery.Core.Identity;
using Orrery.Grains.Interfaces.Bundles;
using Orrery.Grains.Interfaces.Dags;

namespace Orrery.Silo.Api;

/// <summary>Bundles: which there are, where their files come from, and taking them out of service.</summary>
internal static class BundleEndpoints
{
    private const int MaxLocation = 4_096;
    private const int MaxDags = 10_000;

    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/bundles", ListAsync);
        api.MapPost("/bundles", AddAsync);
        api.MapGet("/bundles/{bundle}", GetAsync);
        api.MapPatch("/bundles/{bundle}", PatchAsync);
        api.MapDelete("/bundles/{bundle}", DeleteAsync);
        api.MapPost("/bundles/{bundle}/deactivate", DeactivateAsync);
        api.MapDelete("/bundles/{bundle}/dags/{dagId}", DeactivateDagAsync);
    }

    private static async Task<IResult> ListAsync(HttpContext http, IOrreryClient client)
    {
        var query = new QueryReader(http.Request);
        var limit = query.Int("limit", int.MaxValue, 1, int.MaxValue);
        var offset = query.Int("offset", 0, 0, int.MaxValue);
        query.Order("name");
        if (query.Problem() is { } problem)
        {
            return problem;
        }

        var bundles = await client.Bundles.ListAsync(http.RequestAborted);
        return TypedResults.Json(
            new BundleCollectionWire([.. bundles.Skip(offset).Take(limit).Select(BundleWire.Of)], bundles.Length), OrreryJson.Wire.BundleCollectionWire);
    }

    private static async Task<IResult> GetAsync(string bundle, HttpContext http, IOrreryClient client) =>
        new QueryReader(http.Request).Problem() as IResult ?? await ShowAsync(bundle, StatusCodes.Status200OK, client, http.RequestAborted);

    private static async Task<IResult> AddAsync(HttpContext http, IOrreryClient client)
    {
        var (body, problem) = await BodyReader.ReadAsync(http.Request);
        if (body is null)
        {
            return problem!;
        }

        body.Require("name");
        body.Require("backend");
        var name = body.Text("name", Ids.MaxLength);
        var settings = new BundleSettings
        {
            Backend = body.Text("backend", Ids.MaxLength) ?? "",
            Location = body.Text("location", MaxLocation) ?? "",
            Ref = body.Text("ref", Ids.MaxLength),
            Subdirectory = body.Text("subdirectory", MaxLocation),
            Username = body.Text("username", Ids.MaxLength),
            TokenEnv = body.Text("token_env", Ids.MaxLength),
            TokenFile = body.Text("token_file", MaxLocation),
            SshKey = body.Text("ssh_key", MaxLocation),
        };
        if (body.Problem() is { } invalid)
        {
            return invalid;
        }

        var result = await client.Bundles.AddAsync(name!, settings, http.RequestAborted);
        return result.Status == ActionStatus.Done ? await ShowAsync(name!, StatusCodes.Status201Created, client, http.RequestAborted) : ApiProblem.Of(result);
    }

    private static async Task<IResult> PatchAsync(string bundle, HttpContext http, IOrreryClient client)
    {
        var (body, problem) = await BodyReader.ReadAsync(http.Request);
        if (body is null)
        {
            return problem!;
        }

        if (body.Bool("is_active") is not { } isActive)
        {
            body.Add("is_active", "Say whether the bundle is in service: true or false.");
            return body.Problem()!;
        }

        return body.Problem() as IResult ?? await SetActiveAsync(bundle, isActive, client, http.RequestAborted);
    }

    private static async Task<IResult> DeleteAsync(string bundle, HttpContext http, IOrreryClient client) =>
        new QueryReader(http.Request).Problem() as IResult ?? await SetActiveAsync(bundle, isActive: false, client, http.RequestAborted);

    private static async Task<IResult> DeactivateAsync(string bundle, HttpContext http, IOrreryClient client)
    {
        var (body, problem) = await BodyReader.ReadAsync(http.Request);
        if (body is null)
        {
            return problem!;
        }

        var path = body.Text("path", MaxLocation);
        var dagIds = body.Texts("dag_ids", MaxDags);
        if (path is null == (dagIds.Length == 0))
        {
            body.Add("path", "Give either the path of a file or folder of the bundle, or dag_ids.");
        }

        if (body.Problem() is { } invalid)
        {
            return invalid;
        }

        var taken = path is null
            ? await client.Bundles.DeactivateDagsAsync(bundle, [.. dagIds], http.RequestAborted)
            : await client.Bundles.DeactivatePathAsync(bundle, path, http.RequestAborted);
        return TypedResults.Json(new DeactivatedWire([.. taken]), OrreryJson.Wire.DeactivatedWire);
    }

    private static async Task<IResult> DeactivateDagAsync(string bundle, string dagId, HttpContext http, IOrreryClient client) =>
        new QueryReader(http.Request).Problem() as IResult
        ?? ((await client.Bundles.DeactivateDagsAsync(bundle, [dagId], http.RequestAborted)).IsEmpty
            ? ApiProblem.NotFound("The bundle has no DAG of that id in service.")
            : TypedResults.NoContent());

    private static async Task<IResult> SetActiveAsync(string bundle, bool isActive, IOrreryClient client, CancellationToken cancelled)
    {
        var result = await client.Bundles.SetActiveAsync(bundle, isActive, cancelled);
        return result.Status == ActionStatus.Done ? await ShowAsync(bundle, StatusCodes.Status200OK, client, cancelled) : ApiProblem.Of(result);
    }

    private static async Task<IResult> ShowAsync(string bundle, int status, IOrreryClient client, CancellationToken cancelled) =>
        await client.Bundles.GetAsync(bundle, cancelled) is { } found
            ? TypedResults.Json(BundleWire.Of(found), OrreryJson.Wire.BundleWire, statusCode: status)
            : ApiProblem.NotFound("There is no bundle of that name.");
}
