using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Orrery.Dashboard.Hosting;

/// <summary>Serves the embedded assets.</summary>
internal static class AssetEndpoints
{
    /// <summary>Maps <c>/_orrery/{version}/{path}</c>, open to everybody: nothing in it belongs to the installation.</summary>
    public static void MapAssets(this IEndpointRouteBuilder endpoints, AssetStore assets) =>
        endpoints.MapMethods($"/{AssetStore.Root}/{{version}}/{{**path}}", [HttpMethods.Get, HttpMethods.Head], context => ServeAsync(context, assets))
            .AllowAnonymous()
            .ExcludeFromDescription();

    private static async Task ServeAsync(HttpContext context, AssetStore assets)
    {
        var version = (string?)context.Request.RouteValues["version"];
        var response = context.Response;
        if (assets.Find((string?)context.Request.RouteValues["path"] ?? "") is not { } asset)
        {
            response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        // A page from before an upgrade may ask under the old version: it gets today's file, but nobody keeps it under that name.
        response.Headers.CacheControl = version == assets.Version ? "public, max-age=31536000, immutable" : "no-cache";
        response.Headers.ETag = asset.ETag;
        response.Headers.XContentTypeOptions = "nosniff";
        if (context.Request.Headers.IfNoneMatch.Contains(asset.ETag))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        response.ContentType = asset.ContentType;
        response.ContentLength = asset.Content.Length;
        if (HttpMethods.IsGet(context.Request.Method))
        {
            await response.Body.WriteAsync(asset.Content, context.RequestAborted);
        }
    }
}
