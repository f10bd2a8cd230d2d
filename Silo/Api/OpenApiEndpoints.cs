using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Orrery.Silo.Api;

/// <summary>The API's own description, and a page that shows it and tries it. The page asks nobody but this server.</summary>
internal static class OpenApiEndpoints
{
    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/openapi.json", (OpenApiDocument document) => TypedResults.Bytes(document.Bytes, "application/json"))
            .Says("This document.", StatusCodes.Status200OK, "application/json");
        api.MapGet("/docs", () => Page("page.html", "text/html")).ExcludeFromDescription();
        api.MapGet("/docs/page.css", () => Page("page.css", "text/css")).ExcludeFromDescription();
        api.MapGet("/docs/page.js", () => Page("page.js", "text/javascript")).ExcludeFromDescription();
    }

    private static FileStreamHttpResult Page(string name, string form) =>
        TypedResults.Stream(typeof(OpenApiEndpoints).Assembly.GetManifestResourceStream($"orrery.api.docs.{name}")!, $"{form}; charset=utf-8");
}
