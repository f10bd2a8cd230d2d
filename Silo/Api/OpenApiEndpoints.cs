using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Orrery.Silo.Api;

/// <summary>The API's own description.</summary>
internal static class OpenApiEndpoints
{
    public static void Map(RouteGroupBuilder api) =>
        api.MapGet("/openapi.json", (OpenApiDocument document) => TypedResults.Bytes(document.Bytes, "application/json"))
            .Says("This document.", StatusCodes.Status200OK, "application/json");
}
