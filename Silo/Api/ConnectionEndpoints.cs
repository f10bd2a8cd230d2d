using System.Collections.Immutable;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Orrery.Client;
using Orrery.Client.Http.Wire;
using Orrery.Core.Secrets;
using Orrery.Grains.Interfaces.Dags;
using Orrery.Grains.Interfaces.Secrets;
using ConnectionInfo = Orrery.Grains.Interfaces.Secrets.ConnectionInfo;

namespace Orrery.Silo.Api;

/// <summary>Connections.</summary>
internal static class ConnectionEndpoints
{
    /// <summary>The fields that a mask may name.</summary>
    public static readonly string[] Fields = ["connection_id", .. ConnectionChange.AllFields, "team_name"];

    private static readonly string[] BodyFields = ["conn_type", "description", "host", "login", "schema", "port:integer", "password", "extra", "team_name"];

    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/connections", ListAsync).Says("All connections, without what is secret.", OrreryJson.Wire.ConnectionCollectionWire)
            .Query("limit:integer", "offset:integer", "order_by[]", "connection_id_pattern");
        api.MapPost("/connections", CreateAsync).Says("Makes a connection.", OrreryJson.Wire.ConnectionWire, StatusCodes.Status201Created).Body(["connection_id!", .. BodyFields]);
        api.MapPatch("/connections", BulkAsync).Says("Makes, changes and deletes several connections; the answer says of each what became of it.", OrreryJson.Wire.BulkWire).Body("actions[]:object!");
        api.MapPost("/connections/test", TestAsync).Says("Tries a connection out, where that is allowed.", OrreryJson.Wire.ConnectionTestWire).Body(["connection_id", .. BodyFields]);
        api.MapPost("/connections/defaults", CreateDefaultsAsync).Says("Makes those of Airflow's default connections that something here can use.", StatusCodes.Status204NoContent);
        api.MapGet("/connections/{connectionId}", GetAsync).Says("One connection.", OrreryJson.Wire.ConnectionWire);
        api.MapPatch("/connections/{connectionId}", PatchAsync).Says("Changes a connection.", OrreryJson.Wire.ConnectionWire).Query("update_mask[]").Body(["connection_id", .. BodyFields]);
        api.MapDelete("/connections/{connectionId}", DeleteAsync).Says("Takes a connection away.", StatusCodes.Status204NoContent);
    }

    private static async Task<IResult> ListAsync(HttpContext http, IOrreryClient client)
    {
        var reader = new QueryReader(http.Request);
        var query = SecretQueries.Read(reader, "connection_id_pattern", "conn_id", "conn_type", "description", "host", "port", "id", "team_name", "connection_id");
        if (reader.Problem() is { } problem)
        {
            return problem;
        }

        var page = await client.Connections.ListAsync(query, http.RequestAborted);
        return TypedResults.Json(new ConnectionCollectionWire([.. page.Items.Select(ConnectionWire.Of)], page.Total), OrreryJson.Wire.ConnectionCollectionWire);
    }

    private static async Task<IResult> GetAsync(string connectionId, HttpContext http, IOrreryClient client) =>
        new QueryReader(http.Request).Problem() as IResult ?? await ShowAsync(connectionId, StatusCodes.Status200OK, client, http.RequestAborted);

    private static async Task<IResult> CreateAsync(HttpContext http, IOrreryClient client)
    {
        var (body, problem) = await BodyReader.ReadAsync(http.Request);
        if (body is null)
        {
            return problem!;
        }

        var change = Read(body) with { IsNew = true, Fields = ConnectionChange.AllFields };
        return body.Problem() as IResult ?? await SetAsync(change, StatusCodes.Status201Created, client, http.RequestAborted);
    }

    private static async Task<IResult> PatchAsync(string connectionId, HttpContext http, IOrreryClient client)
    {
        var query = new QueryReader(http.Request);
        var mask = query.Names("update_mask", Fields);
        var (body, problem) = await BodyReader.ReadAsync(http.Request);
        if (body is null)
        {
            return problem!;
        }

        var change = Read(body, connectionId, mask);
        return (query.Problem() ?? body.Problem()) as IResult ?? await SetAsync(change with { IsNew = false }, StatusCodes.Status200OK, client, http.RequestAborted);
    }

    private static async Task<IResult> DeleteAsync(string connectionId, HttpContext http, IOrreryClient client)
    {
        if (new QueryReader(http.Request).Problem() is { } problem)
        {
            return problem;
        }

        var result = await client.Connections.DeleteAsync(connectionId, http.RequestAborted);
        return result.Status == ActionStatus.Done ? TypedResults.NoContent() : ApiProblem.Of(result);
    }

    private static Task<IResult> BulkAsync(HttpContext http, IOrreryClient client) => BulkRequest.RunAsync(http, new ConnectionBulk(client.Connections));

    private static async Task<IResult> TestAsync(HttpContext http, IOrreryClient client)
    {
        var query = new QueryReader(http.Request);
        var (body, problem) = await BodyReader.ReadAsync(http.Request);
        if (body is null)
        {
            return problem!;
        }

        var connection = Read(body).Connection;
        if ((query.Problem() ?? body.Problem()) is { } invalid)
        {
            return invalid;
        }

        var result = await client.Connections.TestAsync(connection, http.RequestAborted);
        return result.Outcome.Status switch
        {
            ActionStatus.Done => TypedResults.Json(new ConnectionTestWire(result.Status, result.Message), OrreryJson.Wire.ConnectionTestWire),
            ActionStatus.Conflict => ApiProblem.Of(StatusCodes.Status403Forbidden, string.Join(' ', result.Outcome.Problems)),
            _ => ApiProblem.Of(result.Outcome),
        };
    }

    /// <summary>Creates those of Airflow's default connections that are not there and that something here can use.</summary>
    private static async Task<IResult> CreateDefaultsAsync(HttpContext http, IOrreryClient client)
    {
        if (new QueryReader(http.Request).Problem() is { } problem)
        {
            return problem;
        }

        foreach (var connection in DefaultConnections.All)
        {
            var result = await client.Connections.SetAsync(new ConnectionChange { Connection = ConnectionInfo.Of(connection), IsNew = true }, http.RequestAborted);
            if (result.Status is not (ActionStatus.Done or ActionStatus.Conflict))
            {
                return ApiProblem.Of(result);
            }
        }

        return TypedResults.NoContent();
    }

    /// <summary>Reads a connection.</summary>
    /// <param name="body">The body.</param>
    /// <param name="id">Its id, where the path says it; null: the body must.</param>
    /// <param name="mask">The fields to change; null: those the body has.</param>
    public static ConnectionChange Read(BodyReader body, string? id = null, string[]? mask = null)
    {
        var sentId = body.Text("connection_id", int.MaxValue);
        var connection = new ConnectionInfo
        {
            ConnectionId = id ?? sentId ?? "",
            ConnType = body.Text("conn_type", ConnectionRules.MaxFieldLength) ?? "",
            Description = body.Text("description", ConnectionRules.MaxDescriptionLength),
            Host = body.Text("host", ConnectionRules.MaxFieldLength),
            Login = body.Text("login", ConnectionRules.MaxFieldLength),
            Schema = body.Text("schema", ConnectionRules.MaxFieldLength),
            Port = body.Int("port", min: 1),
            Password = body.Text("password", ConnectionRules.MaxPasswordLength),
            Extra = body.Text("extra", ConnectionRules.MaxExtraLength),
        };
        body.OnlyDefault("team_name", System.Text.Json.JsonValueKind.Null);
        ImmutableArray<string> fields = [.. ConnectionChange.AllFields.Where(f => mask?.Contains(f, StringComparer.Ordinal) ?? body.Has(f))];
        if (id is not null && sentId is not null && sentId != id)
        {
            body.Add("connection_id", "A connection keeps its id: create another one.");
        }

        foreach (var (field, problem) in ConnectionRules.Problems(connection.ToConnection()))
        {
            // What is not changed need not be given.
            if (field == "connection_id" ? id is null : id is null && mask is null || fields.Contains(field, StringComparer.Ordinal))
            {
                body.Add(field, problem);
            }
        }

        return new ConnectionChange { Connection = connection, Fields = fields };
    }

    private static async Task<IResult> SetAsync(ConnectionChange change, int status, IOrreryClient client, CancellationToken cancelled)
    {
        var result = await client.Connections.SetAsync(change, cancelled);
        return result.Status == ActionStatus.Done ? await ShowAsync(change.Connection.ConnectionId, status, client, cancelled) : ApiProblem.Of(result);
    }

    private static async Task<IResult> ShowAsync(string id, int status, IOrreryClient client, CancellationToken cancelled) =>
        await client.Connections.GetAsync(id, cancelled) is { } connection
            ? TypedResults.Json(ConnectionWire.Of(connection), OrreryJson.Wire.ConnectionWire, statusCode: status)
            : ApiProblem.NotFound($"There is no connection '{(id.Length <= ConnectionRules.MaxIdLength ? id : id[..ConnectionRules.MaxIdLength])}'.");
}
