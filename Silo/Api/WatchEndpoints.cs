using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Orrery.Client;
using Orrery.Client.Http.Wire;
using Orrery.Grains.Interfaces.Catalog;
using Orrery.Grains.Interfaces.Runs;

namespace Orrery.Silo.Api;

/// <summary>What keeps coming: changes of a run, changes of anything, and the wait for a run's end.</summary>
internal static class WatchEndpoints
{
    private const double ShortestInterval = 0.1;
    private const double LongestInterval = 3_600;

    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/dags/{dagId}/dagRuns/{runId}/wait", WaitAsync)
            .Says("Waits for the end of a run: a line of JSON every interval, and one with the results.", StatusCodes.Status200OK, "application/x-ndjson")
            .Query("interval:number!", "result[]");
        api.MapGet("/dags/{dagId}/dagRuns/{runId}/watch", WatchAsync)
            .Says("A run with its task instances, then every change, until it has ended. Who comes back begins with all of it again.", StatusCodes.Status200OK, "text/event-stream");
        api.MapGet("/changes", (HttpContext http, IOrreryClient client) => new EventStream<ChangeWire[]>(
                "changes", OrreryJson.Wire.ChangeWireArray, cancelled => ChangesAsync(client, HasSeenSome(http), cancelled), Counter()) { IsResync = batch => batch.Length == 0 })
            .Says(
                "Which DAGs and runs have changed, merged, at most ten times a second. Changes are not kept: who comes back with Last-Event-ID, or falls far behind, is told "
                + "by the event 'resync' to read everything again.",
                StatusCodes.Status200OK,
                "text/event-stream");
    }

    private static async Task<IResult> WaitAsync(string dagId, string runId, HttpContext http, IOrreryClient client)
    {
        var query = new QueryReader(http.Request);
        var interval = query.Number("interval");
        var results = query.Texts("result");
        if (interval is not > 0)
        {
            query.Add("interval", "Say how many seconds lie between two lines: a number above 0.");
        }

        if (query.Problem() is { } problem)
        {
            return problem;
        }

        return await client.GetDagRunAsync(dagId, runId, http.RequestAborted) is null
            ? ApiProblem.NoRun(dagId, runId)
            : new RunWait(client, dagId, runId, TimeSpan.FromSeconds(Math.Clamp(interval!.Value, ShortestInterval, LongestInterval)), results);
    }

    private static async Task<IResult> WatchAsync(string dagId, string runId, HttpContext http, IOrreryClient client) =>
        await client.GetDagRunAsync(dagId, runId, http.RequestAborted) is null
            ? ApiProblem.NoRun(dagId, runId)
            : new EventStream<RunUpdateWire>(
                "update", OrreryJson.Wire.RunUpdateWire, cancelled => UpdatesAsync(client, dagId, runId, cancelled), u => u.Sequence);

    private static IAsyncEnumerable<RunUpdateWire> UpdatesAsync(IOrreryClient client, string dagId, string runId, CancellationToken cancelled) =>
        client.WatchRunAsync(dagId, runId, cancelled).Select(ToWire);

    private static RunUpdateWire ToWire(RunUpdate update) => new(
        update.Sequence, update.IsSnapshot, DagRunWire.Of(update.Run), [.. update.Tasks.Select(t => TaskInstanceWire.Of(t, update.Run))]);

    /// <summary>The changes; an empty batch says that more has changed than is told.</summary>
    private static async IAsyncEnumerable<ChangeWire[]> ChangesAsync(IOrreryClient client, bool begunBefore, [EnumeratorCancellation] CancellationToken cancelled)
    {
        if (begunBefore)
        {
            yield return [];
        }

        await foreach (var batch in client.WatchChangesAsync(cancelled))
        {
            yield return batch.Contains(ChangeNotice.Resync) ? [] : [.. batch.Select(c => new ChangeWire(c.DagId, c.RunId))];
        }
    }

    private static bool HasSeenSome(HttpContext http) => http.Request.Headers["Last-Event-ID"].Count > 0;

    private static Func<ChangeWire[], long?> Counter()
    {
        var count = 0L;
        return _ => ++count;
    }
}
