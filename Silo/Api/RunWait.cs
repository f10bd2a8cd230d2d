using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orrery.Client;
using Orrery.Client.Http.Wire;
using Orrery.Core.States;
using Orrery.Core.Templating;
using Orrery.Grains.Interfaces.Search;

namespace Orrery.Silo.Api;

/// <summary>Lines of JSON with the state of a run, until it has ended; the last has the results of tasks.</summary>
/// <param name="client">Knows the run.</param>
/// <param name="dagId">Its DAG.</param>
/// <param name="runId">The run.</param>
/// <param name="interval">How often it is looked at.</param>
/// <param name="resultTasks">The tasks whose results are wanted.</param>
internal sealed class RunWait(IOrreryClient client, string dagId, string runId, TimeSpan interval, IReadOnlyList<string> resultTasks) : IResult
{
    /// <inheritdoc/>
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var services = httpContext.RequestServices;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(
            httpContext.RequestAborted, services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping);
        using var timer = new PeriodicTimer(interval, services.GetRequiredService<TimeProvider>());
        var response = httpContext.Response;
        response.ContentType = "application/x-ndjson";
        response.Headers.CacheControl = "no-store";
        httpContext.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        try
        {
            // A run that is taken away meanwhile ends the lines.
            while (await client.GetDagRunAsync(dagId, runId, stop.Token) is { } run)
            {
                var isOver = run.State.IsFinished();
                var line = new WaitWire(run.State, isOver && resultTasks.Count > 0 ? await ResultsAsync(stop.Token) : null);
                await response.Body.WriteAsync((byte[])[.. JsonSerializer.SerializeToUtf8Bytes(line, OrreryJson.Wire.WaitWire), (byte)'\n'], stop.Token);
                await response.Body.FlushAsync(stop.Token);
                if (isOver)
                {
                    return;
                }

                await timer.WaitForNextTickAsync(stop.Token);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            httpContext.Abort();
        }
    }

    /// <summary>What the tasks returned: of a mapped one a list.</summary>
    private async Task<JsonObject> ResultsAsync(CancellationToken cancelled)
    {
        var tasks = new TaskInstanceQuery { Runs = new DagRunQuery { DagIds = [dagId] }, RunIds = [runId], TaskIds = [.. resultTasks], Slice = new Slice { Limit = 1_000 } };
        var found = await client.XComs.FindAsync(new XComQuery { Tasks = tasks, Key = XComKey.ReturnValue }, cancelled);
        var results = new JsonObject();
        foreach (var xcom in found.Items.OrderBy(x => x.MapIndex))
        {
            var value = (await client.XComs.GetAsync(new XComAddress(dagId, runId, xcom.TaskId, xcom.MapIndex, xcom.Key), cancelled))?.ValueJson;
            var node = value is null ? null : JsonNode.Parse(value);
            if (xcom.MapIndex < 0)
            {
                results[xcom.TaskId] = node;
            }
            else
            {
                ((JsonArray)(results[xcom.TaskId] ??= new JsonArray())).Add(node);
            }
        }

        return results;
    }
}
