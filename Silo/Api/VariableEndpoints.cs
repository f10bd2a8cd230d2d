using System.Collections.Immutable;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Orrery.Client;
using Orrery.Client.Http.Wire;
using Orrery.Core.Secrets;
using Orrery.Grains.Interfaces.Dags;
using Orrery.Grains.Interfaces.Secrets;

namespace Orrery.Silo.Api;

/// <summary>Variables. A key may hold slashes: it is the rest of the path.</summary>
internal static class VariableEndpoints
{
    private static readonly string[] ChangeableFields = ["value", "description"];

    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/variables", ListAsync).Says("All variables; values whose keys promise a secret are hidden.", OrreryJson.Wire.VariableCollectionWire)
            .Query("limit:integer", "offset:integer", "order_by[]", "variable_key_pattern");
        api.MapPost("/variables", CreateAsync).Says("Makes a variable.", OrreryJson.Wire.VariableWire, StatusCodes.Status201Created).Body("key!", "value!", "description", "team_name");
        api.MapPatch("/variables", BulkAsync).Says("Makes, changes and deletes several variables; the answer says of each what became of it.", OrreryJson.Wire.BulkWire).Body("actions[]:object!");
        api.MapGet("/variables/{**key}", GetAsync).Says("One variable.", OrreryJson.Wire.VariableWire);
        api.MapPatch("/variables/{**key}", PatchAsync).Says("Changes a variable.", OrreryJson.Wire.VariableWire).Query("update_mask[]").Body("key", "value", "description", "team_name");
        api.MapDelete("/variables/{**key}", DeleteAsync).Says("Takes a variable away.", StatusCodes.Status204NoContent);
    }

    private static async Task<IResult> ListAsync(HttpContext http, IOrreryClient client)
    {
        var reader = new QueryReader(http.Request);
        var query = SecretQueries.Read(reader, "variable_key_pattern", "key", "id", "description", "is_encrypted", "team_name");
        if (reader.Problem() is { } problem)
        {
            return problem;
        }

        var page = await client.Variables.ListAsync(query, http.RequestAborted);
        return TypedResults.Json(new VariableCollectionWire([.. page.Items.Select(VariableWire.Of)], page.Total), OrreryJson.Wire.VariableCollectionWire);
    }

    private static async Task<IResult> GetAsync(string key, HttpContext http, IOrreryClient client) =>
        new QueryReader(http.Request).Problem() as IResult ?? await ShowAsync(SecretQueries.Decode(key), StatusCodes.Status200OK, client, http.RequestAborted);

    private static async Task<IResult> CreateAsync(HttpContext http, IOrreryClient client)
    {
        var (body, problem) = await BodyReader.ReadAsync(http.Request);
        if (body is null)
        {
            return problem!;
        }

        var change = Read(body) with { IsNew = true, Fields = ["value", "description"] };
        return body.Problem() as IResult ?? await SetAsync(change, StatusCodes.Status201Created, client, http.RequestAborted);
    }

    private static async Task<IResult> PatchAsync(string key, HttpContext http, IOrreryClient client)
    {
        key = SecretQueries.Decode(key);
        var query = new QueryReader(http.Request);
        var mask = query.Names("update_mask", "key", "value", "description", "team_name");
        var (body, problem) = await BodyReader.ReadAsync(http.Request);
        if (body is null)
        {
            return problem!;
        }

        var change = Read(body, key, mask);
        return (query.Problem() ?? body.Problem()) as IResult ?? await SetAsync(change with { IsNew = false }, StatusCodes.Status200OK, client, http.RequestAborted);
    }

    private static async Task<IResult> DeleteAsync(string key, HttpContext http, IOrreryClient client)
    {
        if (new QueryReader(http.Request).Problem() is { } problem)
        {
            return problem;
        }

        var result = await client.Variables.DeleteAsync(SecretQueries.Decode(key), http.RequestAborted);
        return result.Status == ActionStatus.Done ? TypedResults.NoContent() : ApiProblem.Of(result);
    }

    private static Task<IResult> BulkAsync(HttpContext http, IOrreryClient client) => BulkRequest.RunAsync(http, new VariableBulk(client.Variables));

    /// <summary>Reads a variable.</summary>
    /// <param name="body">The body.</param>
    /// <param name="key">Its key, where the path says it; null: the body must.</param>
    /// <param name="mask">The fields to change; null: those the body has.</param>
    public static VariableChange Read(BodyReader body, string? key = null, string[]? mask = null)
    {
        var sentKey = body.Text("key", int.MaxValue);
        var value = body.TextOrJson("value", VariableRules.MaxValueLength);
        var description = body.Text("description", VariableRules.MaxDescriptionLength);
        body.OnlyDefault("team_name", System.Text.Json.JsonValueKind.Null);
        var keyProblem = key is null ? VariableRules.KeyProblem(sentKey) : sentKey is not null && sentKey != key ? "A variable keeps its key: create another one." : null;
        if (keyProblem is not null)
        {
            body.Add("key", keyProblem);
        }

        ImmutableArray<string> fields = [.. ChangeableFields.Where(f => mask?.Contains(f, StringComparer.Ordinal) ?? body.Has(f))];
        if (value is null && (key is null ? mask is null : fields.Contains("value", StringComparer.Ordinal)))
        {
            body.Add("value", "Give the variable a value; it may be an empty text.");
        }

        return new VariableChange { Key = key ?? sentKey ?? "", Value = value, Description = description, Fields = fields };
    }

    private static async Task<IResult> SetAsync(VariableChange change, int status, IOrreryClient client, CancellationToken cancelled)
    {
        var result = await client.Variables.SetAsync(change, cancelled);
        return result.Status == ActionStatus.Done ? await ShowAsync(change.Key, status, client, cancelled) : ApiProblem.Of(result);
    }

    private static async Task<IResult> ShowAsync(string key, int status, IOrreryClient client, CancellationToken cancelled) =>
        await client.Variables.GetAsync(key, cancelled) is { } variable
            ? TypedResults.Json(VariableWire.Of(variable), OrreryJson.Wire.VariableWire, statusCode: status)
            : ApiProblem.NotFound($"There is no variable '{(key.Length <= VariableRules.MaxKeyLength ? key : key[..VariableRules.MaxKeyLength])}'.");
}
