using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Orrery.Client;
using Orrery.Client.Http.Wire;

namespace Orrery.Silo.Api;

/// <summary>The log of a try: a part as JSON, all of it as text or as JSON lines, or as it grows, by what the request accepts.</summary>
internal static class LogEndpoints
{
    private const int MaxLines = 5_000;
    private const string Json = "application/json";
    private const string NdJson = "application/x-ndjson";
    private const string Text = "text/plain";
    private const string Events = "text/event-stream";

    public static void Map(RouteGroupBuilder api) =>
        api.MapGet("/dags/{dagId}/dagRuns/{runId}/taskInstances/{taskId}/logs/{tryNumber:int:min(1)}", GetAsync)
            .Says("The log of a try: a part as JSON, all of it as lines or as text, or as it grows.", OrreryJson.Wire.LogWire, StatusCodes.Status200OK, NdJson, Text, Events)
            .Query("full_content:boolean", "map_index:integer", "token", "first_line:integer", "limit:integer");

    private static async Task<IResult> GetAsync(string dagId, string runId, string taskId, int tryNumber, HttpContext http, IOrreryClient client)
    {
        var query = new QueryReader(http.Request);
        var mapIndex = query.Int("map_index", -1, -1, int.MaxValue);
        var token = query.Long("token", 1, 1, long.MaxValue);
        var firstLine = query.Long("first_line", token, -MaxLines, long.MaxValue);
        var limit = query.Int("limit", MaxLines, 1, MaxLines);
        _ = query.Bool("full_content");
        if (query.Problem() is { } problem)
        {
            return problem;
        }

        var log = new LogAddress(dagId, runId, taskId, tryNumber, mapIndex);
        if (AcceptHeader.Choose(http.Request, Json, NdJson, Text, Events) is not { } form)
        {
            return ApiProblem.Of(StatusCodes.Status406NotAcceptable, $"A log can be had as {Json}, {NdJson}, {Text} or {Events}.");
        }

        if (form == Events)
        {
            // After a lost connection a browser says which line it has seen last.
            var from = long.TryParse(http.Request.Headers["Last-Event-ID"], NumberStyles.None, CultureInfo.InvariantCulture, out var seen) && seen < long.MaxValue
                ? seen + 1
                : firstLine;
            return await client.GetDagRunAsync(dagId, runId, http.RequestAborted) is null
                ? ApiProblem.NoRun(dagId, runId)
                : new EventStream<LogWire>(
                    "lines", OrreryJson.Wire.LogWire, cancelled => client.FollowLogAsync(log, from, cancelled).Select(LogWire.Of), page => page.Content is [.., var last] ? last.Number : null);
        }

        var first = await client.ReadLogAsync(log, firstLine, limit, http.RequestAborted);
        if (!first.Exists && await client.GetDagRunAsync(dagId, runId, http.RequestAborted) is null)
        {
            return ApiProblem.NoRun(dagId, runId);
        }

        return form == Json
            ? TypedResults.Json(LogWire.Of(first), OrreryJson.Wire.LogWire)
            : TypedResults.Stream(stream => WriteAllAsync(stream, log, first, form, client, http.RequestAborted), $"{form}; charset=utf-8");
    }

    private static async Task WriteAllAsync(Stream stream, LogAddress log, LogPage page, string form, IOrreryClient client, CancellationToken cancelled)
    {
        await using var writer = new StreamWriter(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), leaveOpen: true) { NewLine = "\n" };
        while (page.Lines is [.., var last])
        {
            foreach (var line in page.Lines)
            {
                var text = form == Text ? line.Text : JsonSerializer.Serialize(LogLineWire.Of(line), OrreryJson.Wire.LogLineWire);
                await writer.WriteLineAsync(text.AsMemory(), cancelled);
            }

            page = await client.ReadLogAsync(log, last.Number + 1, MaxLines, cancelled);
        }
    }
}
