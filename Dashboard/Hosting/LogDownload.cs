using System.Net.Mime;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Net.Http.Headers;
using Orrery.Client;

namespace Orrery.Dashboard.Hosting;

/// <summary>Hands out the log of a try as a text file.</summary>
internal static class LogDownload
{
    private const int LinesAtOnce = 5_000;

    /// <summary>Maps <c>/_orrery/log</c>.</summary>
    public static void MapLogDownload(this IEndpointRouteBuilder endpoints) =>
        endpoints.MapGet($"/{AssetStore.Root}/log", WriteAsync).ExcludeFromDescription();

    /// <summary>The address of the file, relative to the page's base.</summary>
    public static string Url(LogAddress log) =>
        $"{AssetStore.Root}/log?dag={Uri.EscapeDataString(log.DagId)}&run={Uri.EscapeDataString(log.RunId)}&task={Uri.EscapeDataString(log.TaskId)}&map={log.MapIndex}&try={log.TryNumber}";

    private static async Task WriteAsync(HttpContext context, string dag, string run, string task, int map, int @try, IOrreryClient client)
    {
        var log = new LogAddress(dag, run, task, @try, map);
        var cancelled = context.RequestAborted;
        var page = await client.ReadLogAsync(log, 1, LinesAtOnce, cancelled);
        if (!page.Exists)
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            await context.Response.WriteAsync($"Try {@try} of task '{task}' of run '{run}' of DAG '{dag}' has no log: it has not started, or its log was removed.", cancelled);
            return;
        }

        context.Response.ContentType = new ContentType(MediaTypeNames.Text.Plain) { CharSet = "utf-8" }.ToString();
        context.Response.Headers.ContentDisposition = new ContentDispositionHeaderValue("attachment") { FileNameStar = $"{dag}.{task}.{@try}.log" }.ToString();
        context.Response.Headers.XContentTypeOptions = "nosniff";
        await using var writer = new StreamWriter(context.Response.Body, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
        while (page.Lines.Length > 0)
        {
            foreach (var line in page.Lines)
            {
                await writer.WriteLineAsync(line.Text.AsMemory(), cancelled);
            }

            page = await client.ReadLogAsync(log, page.Lines[^1].Number + 1, LinesAtOnce, cancelled);
        }
    }
}
