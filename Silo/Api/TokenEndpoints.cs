using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Orrery.Client;
using Orrery.Client.Http.Wire;
using Orrery.Core.Identity;
using Orrery.Grains.Interfaces.Dags;
using Orrery.Grains.Interfaces.Tokens;
using Orrery.Silo.Security;

namespace Orrery.Silo.Api;

/// <summary>Tokens of programs.</summary>
internal static class TokenEndpoints
{
    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/tokens", ListAsync).Says("The tokens of programs, without what is secret.", OrreryJson.Wire.TokenCollectionWire);
        api.MapPost("/tokens", CreateAsync).Says("Makes a token, which is shown this once.", OrreryJson.Wire.TokenWire, StatusCodes.Status201Created)
            .Body("name!", "role!", "bundle", "expires_at", "personal:boolean", "grants[]:object");
        api.MapDelete("/tokens/{tokenId}", RevokeAsync).Says("Revokes a token.", StatusCodes.Status204NoContent);
    }

    private static async Task<IResult> ListAsync(HttpContext http, IOrreryClient client)
    {
        if (new QueryReader(http.Request).Problem() is { } problem)
        {
            return problem;
        }

        var tokens = await client.Tokens.ListAsync(http.RequestAborted);
        return TypedResults.Json(new TokenCollectionWire([.. tokens.Select(TokenWire.Of)], tokens.Length), OrreryJson.Wire.TokenCollectionWire);
    }

    private static async Task<IResult> CreateAsync(HttpContext http, IOrreryClient client)
    {
        var (body, problem) = await BodyReader.ReadAsync(http.Request);
        if (body is null)
        {
            return problem!;
        }

        body.Require("name");
        body.Require("role");
        var request = new TokenRequest
        {
            Name = body.Text("name", Ids.MaxLength) ?? "",
            Role = body.Text("role", Ids.MaxLength) ?? "",
            Bundle = body.Text("bundle", Ids.MaxLength),
            ExpiresAt = body.Moment("expires_at"),
            IsPersonal = body.Bool("personal") ?? false,
            Grants = UserEndpoints.Grants(body) ?? [],
        };
        if (body.Problem() is { } invalid)
        {
            return invalid;
        }

        var result = await client.Tokens.CreateAsync(request, http.RequestAborted);
        http.Response.Headers.CacheControl = "no-store";
        return result.Info is { } info
            ? TypedResults.Json(TokenWire.Of(info) with { Token = result.Token }, OrreryJson.Wire.TokenWire, statusCode: StatusCodes.Status201Created)
            : ApiProblem.Of(result.Outcome);
    }

    private static async Task<IResult> RevokeAsync(string tokenId, HttpContext http, IOrreryClient client, ITokenSource known)
    {
        if (new QueryReader(http.Request).Problem() is { } problem)
        {
            return problem;
        }

        var result = await client.Tokens.RevokeAsync(tokenId, http.RequestAborted);
        known.Forget(tokenId);
        return result.Status == ActionStatus.Done ? TypedResults.NoContent() : ApiProblem.Of(result);
    }
}
