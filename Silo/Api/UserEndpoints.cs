using System.Collections.Immutable;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Orrery.Client;
using Orrery.Client.Http.Wire;
using Orrery.Core.Identity;
using Orrery.Grains.Interfaces.Dags;
using Orrery.Grains.Interfaces.Identity;
using Orrery.Silo.Security;

namespace Orrery.Silo.Api;

/// <summary>People who may sign in.</summary>
internal static class UserEndpoints
{
    private const int MaxGrants = 1_001;

    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/users", ListAsync).Says("All users.", OrreryJson.Wire.UserCollectionWire).Query([.. Paging.Parameters]);
        api.MapPost("/users", CreateAsync).Says("Makes a user.", OrreryJson.Wire.UserWire, StatusCodes.Status201Created).Body("name!", "role!", "display_name", "password", "grants[]:object");
        api.MapGet("/users/{name}", GetAsync).Says("One user.", OrreryJson.Wire.UserWire);
        api.MapPatch("/users/{name}", PatchAsync).Says("Changes a user.", OrreryJson.Wire.UserWire).Body("role", "display_name", "password", "grants[]:object", "is_active:boolean", "sign_out:boolean");
        api.MapDelete("/users/{name}", DeleteAsync).Says("Takes a user away, with their tokens and sessions.", StatusCodes.Status204NoContent);
    }

    private static async Task<IResult> ListAsync(HttpContext http, IOrreryClient client)
    {
        var query = new QueryReader(http.Request);
        var paging = Paging.Read(query);
        query.Order("name");
        if (query.Problem() is { } problem)
        {
            return problem;
        }

        var page = await paging.ReadAsync((q, cancelled) => client.Users.ListAsync(q.Cursor, q.Limit, cancelled), new(), http.RequestAborted);
        return TypedResults.Json(new UserCollectionWire([.. page.Items.Select(UserWire.Of)], paging.TotalOf(page), page.NextCursor), OrreryJson.Wire.UserCollectionWire);
    }

    private static async Task<IResult> GetAsync(string name, HttpContext http, IOrreryClient client) =>
        new QueryReader(http.Request).Problem() as IResult ?? await ShowAsync(name, StatusCodes.Status200OK, client, http.RequestAborted);

    private static async Task<IResult> CreateAsync(HttpContext http, IOrreryClient client, IAccountSource accounts)
    {
        var (body, problem) = await BodyReader.ReadAsync(http.Request);
        if (body is null)
        {
            return problem!;
        }

        body.Require("name");
        body.Require("role");
        var user = new NewUser
        {
            Name = UserNames.Normalize(body.Text("name", UserNames.MaxLength) ?? ""),
            DisplayName = body.Text("display_name", Ids.MaxLength),
            Role = body.Text("role", Ids.MaxLength) ?? "",
            Grants = Grants(body) ?? [],
        };
        var password = body.Text("password", PasswordHash.MaxLength);
        if (body.Problem() is { } invalid)
        {
            return invalid;
        }

        var result = await client.Users.CreateAsync(user, password, http.RequestAborted);
        accounts.Forget(user.Name);
        return result.Status == ActionStatus.Done ? await ShowAsync(user.Name, StatusCodes.Status201Created, client, http.RequestAborted) : ApiProblem.Of(result);
    }

    private static async Task<IResult> PatchAsync(string name, HttpContext http, IOrreryClient client, IAccountSource accounts)
    {
        var (body, problem) = await BodyReader.ReadAsync(http.Request);
        if (body is null)
        {
            return problem!;
        }

        var change = new UserChange
        {
            DisplayName = body.Text("display_name", Ids.MaxLength) ?? (body.Has("display_name") ? "" : null),
            Role = body.Text("role", Ids.MaxLength),
            Grants = Grants(body),
            IsActive = body.Bool("is_active"),
            SignOut = body.Bool("sign_out") ?? false,
        };
        var password = body.Text("password", PasswordHash.MaxLength);
        if ((new QueryReader(http.Request).Problem() ?? body.Problem()) is { } invalid)
        {
            return invalid;
        }

        var result = await client.Users.ChangeAsync(name, change, password, http.RequestAborted);
        accounts.Forget(UserNames.Normalize(name));
        return result.Status == ActionStatus.Done ? await ShowAsync(name, StatusCodes.Status200OK, client, http.RequestAborted) : ApiProblem.Of(result);
    }

    private static async Task<IResult> DeleteAsync(string name, HttpContext http, IOrreryClient client, IAccountSource accounts)
    {
        if (new QueryReader(http.Request).Problem() is { } problem)
        {
            return problem;
        }

        var result = await client.Users.DeleteAsync(name, http.RequestAborted);
        accounts.Forget(UserNames.Normalize(name));
        return result.Status == ActionStatus.Done ? TypedResults.NoContent() : ApiProblem.Of(result);
    }

    /// <summary>The field <c>grants</c>: objects with <c>pattern</c> and <c>role</c>; null when it is missing.</summary>
    internal static ImmutableArray<GrantInfo>? Grants(BodyReader body)
    {
        var objects = body.Objects("grants", MaxGrants);
        if (!body.Has("grants"))
        {
            return null;
        }

        var grants = ImmutableArray.CreateBuilder<GrantInfo>();
        foreach (var text in objects)
        {
            var grant = JsonElement.Parse(text);
            if (Text(grant, "pattern") is { } pattern && Text(grant, "role") is { } role)
            {
                grants.Add(new GrantInfo(pattern, role));
            }
            else
            {
                body.Add("grants", "Must be a list of objects, each with the texts 'pattern' and 'role'.");
                break;
            }
        }

        return grants.ToImmutable();

        static string? Text(JsonElement grant, string name) =>
            grant.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: <= Ids.MaxLength } found ? found : null;
    }

    private static async Task<IResult> ShowAsync(string name, int status, IOrreryClient client, CancellationToken cancelled) =>
        await client.Users.GetAsync(name, cancelled) is { } user
            ? TypedResults.Json(UserWire.Of(user), OrreryJson.Wire.UserWire, statusCode: status)
            : ApiProblem.NotFound($"There is no user '{(name.Length <= UserNames.MaxLength ? name : name[..UserNames.MaxLength])}'.");
}
