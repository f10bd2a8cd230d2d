using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Orrery.Client;
using Orrery.Client.Http.Wire;
using Orrery.Grains.Interfaces.Dags;

namespace Orrery.Silo.Api;

/// <summary>Secrets in clear, and the keys by which they are sealed: for admins. An addition to Airflow's API.</summary>
internal static class SecretEndpoints
{
    private const int MaxNames = 1_000;

    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/secrets/keys", CheckAsync).Says("The keys secrets are sealed with: which are there, and what is sealed with them.", OrreryJson.Wire.SecretKeysWire);
        api.MapPost("/secrets/rotate", RotateAsync).Says("Seals a part of all secrets anew with the first key; ask again while there is more.", OrreryJson.Wire.RotationWire).Body("add_key:boolean");
        api.MapPost("/secrets/variables", RevealVariablesAsync).Says("Variables with their values, for an export.", OrreryJson.Wire.VariableCollectionWire).Body("keys[]");
        api.MapPost("/secrets/connections", RevealConnectionsAsync).Says("Connections with what is secret of them, for an export.", OrreryJson.Wire.ConnectionCollectionWire).Body("connection_ids[]");
    }

    private static async Task<IResult> CheckAsync(HttpContext http, IOrreryClient client) =>
        new QueryReader(http.Request).Problem() as IResult
        ?? TypedResults.Json(SecretKeysWire.Of(await client.SecretKeys.CheckAsync(http.RequestAborted)), OrreryJson.Wire.SecretKeysWire);

    private static async Task<IResult> RotateAsync(HttpContext http, IOrreryClient client)
    {
        var (body, problem) = await BodyReader.ReadAsync(http.Request, optional: true);
        if (body is null)
        {
            return problem!;
        }

        var addKey = body.Bool("add_key") ?? false;
        if ((new QueryReader(http.Request).Problem() ?? body.Problem()) is { } invalid)
        {
            return invalid;
        }

        var result = await client.SecretKeys.RotateAsync(addKey, http.RequestAborted);
        return result.Outcome.Status == ActionStatus.Done
            ? TypedResults.Json(new RotationWire(result.KeyId!, result.Resealed, result.HasMore), OrreryJson.Wire.RotationWire)
            : ApiProblem.Of(result.Outcome);
    }

    private static async Task<IResult> RevealVariablesAsync(HttpContext http, IOrreryClient client)
    {
        var (names, problem) = await ReadNamesAsync(http, "keys");
        if (names is null)
        {
            return problem!;
        }

        var revealed = await client.Variables.RevealAsync(names, http.RequestAborted);
        http.Response.Headers.CacheControl = "no-store";
        return revealed.Outcome.Status == ActionStatus.Done
            ? TypedResults.Json(new VariableCollectionWire([.. revealed.Items.Select(VariableWire.Of)], revealed.Items.Length), OrreryJson.Wire.VariableCollectionWire)
            : ApiProblem.Of(revealed.Outcome);
    }

    private static async Task<IResult> RevealConnectionsAsync(HttpContext http, IOrreryClient client)
    {
        var (names, problem) = await ReadNamesAsync(http, "connection_ids");
        if (names is null)
        {
            return problem!;
        }

        var revealed = await client.Connections.RevealAsync(names, http.RequestAborted);
        http.Response.Headers.CacheControl = "no-store";
        return revealed.Outcome.Status == ActionStatus.Done
            ? TypedResults.Json(new ConnectionCollectionWire([.. revealed.Items.Select(ConnectionWire.Of)], revealed.Items.Length), OrreryJson.Wire.ConnectionCollectionWire)
            : ApiProblem.Of(revealed.Outcome);
    }

    private static async Task<(string[]? Names, ApiProblem? Problem)> ReadNamesAsync(HttpContext http, string field)
    {
        var (body, problem) = await BodyReader.ReadAsync(http.Request, optional: true);
        if (body is null)
        {
            return (null, problem);
        }

        var names = body.Texts(field, MaxNames);
        return (new QueryReader(http.Request).Problem() ?? body.Problem()) is { } invalid ? (null, invalid) : (names, null);
    }
}
