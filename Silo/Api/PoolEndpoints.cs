using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Orrery.Client;
using Orrery.Client.Http.Wire;
using Orrery.Core.Identity;
using Orrery.Grains.Interfaces.Dags;
using Orrery.Grains.Interfaces.Pools;

namespace Orrery.Silo.Api;

/// <summary>Pools.</summary>
internal static class PoolEndpoints
{
    private const int MaxDescription = 1_000;

    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/pools", ListAsync).Says("All pools.", OrreryJson.Wire.PoolCollectionWire).Query([.. Paging.Parameters, "pool_name_pattern"]);
        api.MapPost("/pools", CreateAsync).Says("Makes a pool.", OrreryJson.Wire.PoolWire, StatusCodes.Status201Created)
            .Body("name!", "slots:integer!", "description", "include_deferred:boolean", "team_name");
        api.MapPatch("/pools", BulkAsync).Says("Makes, changes and deletes several pools; the answer says of each what became of it.", OrreryJson.Wire.BulkWire).Body("actions[]:object!");
        api.MapGet("/pools/{name}", GetAsync).Says("One pool.", OrreryJson.Wire.PoolWire);
        api.MapPatch("/pools/{name}", PatchAsync).Says("Changes a pool.", OrreryJson.Wire.PoolWire).Query("update_mask[]")
            .Body("name", "pool", "slots:integer", "description", "include_deferred:boolean", "team_name");
        api.MapDelete("/pools/{name}", DeleteAsync).Says("Takes a pool away.", StatusCodes.Status204NoContent);
    }

    private static async Task<IResult> ListAsync(HttpContext http, IOrreryClient client)
    {
        var query = new QueryReader(http.Request);
        var pattern = query.Text("pool_name_pattern");
        var slice = query.Slice(["id", "name", "pool"], "name", int.MaxValue);
        if (query.Problem() is { } problem)
        {
            return problem;
        }

        PoolWire[] pools = [.. (await client.Pools.ListAsync(http.RequestAborted)).Where(p => TextPattern.Finds(pattern, p.Name)).Select(PoolWire.Of)];
        return TypedResults.Json(new PoolCollectionWire([.. slice.Of(pools)], pools.Length), OrreryJson.Wire.PoolCollectionWire);
    }

    private static Task<IResult> BulkAsync(HttpContext http, IOrreryClient client) => BulkRequest.RunAsync(http, new PoolBulk(client.Pools));

    private static async Task<IResult> GetAsync(string name, HttpContext http, IOrreryClient client) =>
        new QueryReader(http.Request).Problem() as IResult ?? await ShowAsync(name, StatusCodes.Status200OK, client, http.RequestAborted);

    private static async Task<IResult> CreateAsync(HttpContext http, IOrreryClient client)
    {
        var (body, problem) = await BodyReader.ReadAsync(http.Request);
        if (body is null)
        {
            return problem!;
        }

        var name = body.Text("name", Ids.MaxLength);
        var settings = Read(body);
        if (name is null)
        {
            body.Add("name", "Give the pool a name.");
        }
        else if (Ids.Problem(IdKind.Name, name) is { } wrong)
        {
            body.Add("name", wrong);
        }

        if (settings.Slots is null)
        {
            body.Add("slots", "Say how many slots the pool has; -1: as many as anybody asks for.");
        }

        return body.Problem() as IResult ?? await SetAsync(name!, settings with { IsNew = true }, StatusCodes.Status201Created, client, http.RequestAborted);
    }

    private static async Task<IResult> PatchAsync(string name, HttpContext http, IOrreryClient client)
    {
        var query = new QueryReader(http.Request);
        var mask = query.Texts("update_mask");
        var (body, problem) = await BodyReader.ReadAsync(http.Request);
        if (body is null)
        {
            return problem!;
        }

        // A pool cannot be renamed: its name says who it is.
        if ((body.Text("name", Ids.MaxLength) ?? body.Text("pool", Ids.MaxLength)) is { } newName && newName != name)
        {
            body.Add("name", "A pool keeps its name: create another one.");
        }

        var settings = Read(body);
        if ((query.Problem() ?? body.Problem()) is { } invalid)
        {
            return invalid;
        }

        settings = Masked(settings, mask.SelectMany(m => m.Split(',', StringSplitOptions.TrimEntries)).ToList());
        return Ids.Problem(IdKind.Name, name) is null
            ? await SetAsync(name, settings with { IsNew = false }, StatusCodes.Status200OK, client, http.RequestAborted)
            : NoPool(name);
    }

    private static async Task<IResult> DeleteAsync(string name, HttpContext http, IOrreryClient client)
    {
        if (new QueryReader(http.Request).Problem() is { } problem)
        {
            return problem;
        }

        var result = await client.Pools.DeleteAsync(name, http.RequestAborted);
        return result.Status == ActionStatus.Done ? TypedResults.NoContent() : ApiProblem.Of(result);
    }

    /// <summary>Only the fields that a mask names; an empty one names all.</summary>
    public static PoolSettings Masked(PoolSettings settings, IReadOnlyCollection<string> fields) => fields.Count == 0 ? settings : new PoolSettings
    {
        Slots = fields.Contains("slots", StringComparer.Ordinal) ? settings.Slots : null,
        Description = fields.Contains("description", StringComparer.Ordinal) ? settings.Description : null,
        IncludeDeferred = fields.Contains("include_deferred", StringComparer.Ordinal) ? settings.IncludeDeferred : null,
    };

    /// <summary>Reads what a pool is to be.</summary>
    public static PoolSettings Read(BodyReader body)
    {
        var slots = body.Int("slots", min: -1);
        var description = body.Text("description", MaxDescription) ?? (body.Has("description") ? "" : null);
        var includeDeferred = body.Bool("include_deferred");
        body.OnlyDefault("team_name", System.Text.Json.JsonValueKind.Null);
        return new PoolSettings { Slots = slots, Description = description, IncludeDeferred = includeDeferred };
    }

    private static async Task<IResult> SetAsync(string name, PoolSettings settings, int status, IOrreryClient client, CancellationToken cancelled)
    {
        var result = await client.Pools.SetAsync(name, settings, cancelled);
        return result.Status == ActionStatus.Done ? await ShowAsync(name, status, client, cancelled) : ApiProblem.Of(result);
    }

    private static async Task<IResult> ShowAsync(string name, int status, IOrreryClient client, CancellationToken cancelled) =>
        await client.Pools.GetAsync(name, cancelled) is { } pool
            ? TypedResults.Json(PoolWire.Of(pool), OrreryJson.Wire.PoolWire, statusCode: status)
            : NoPool(name);

    private static ApiProblem NoPool(string name) => ApiProblem.NotFound($"There is no pool '{(name.Length <= Ids.MaxLength ? name : name[..Ids.MaxLength])}'.");
}
