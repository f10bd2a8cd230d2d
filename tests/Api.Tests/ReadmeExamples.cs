using Orrery.Client;
using Orrery.Client.Http;
using Orrery.Core.States;
using Orrery.Grains.Interfaces.Dags;
using Orrery.Grains.Interfaces.Reruns;
using Orrery.Grains.Interfaces.Search;

namespace Orrery.Api.Tests;

/// <summary>The examples of <c>Client/README.md</c>, so that they compile; <see cref="ReadmeTests"/> holds the two against each other.</summary>
internal static class ReadmeExamples
{
    public static async Task<IOrreryClient> RunAsync(Uri address, string token, DateTimeOffset since, CancellationToken cancellationToken)
    {
        using var client = new HttpOrreryClient(address, token);

        // begin
        var triggered = await client.TriggerAsync("etl", new TriggerRequest { ConfJson = """{"day": 5}""" }, cancellationToken);
        if (triggered.RunId is not { } runId)
        {
            throw new InvalidOperationException(string.Join(' ', triggered.Outcome.Problems));
        }

        await foreach (var update in client.WatchRunAsync("etl", runId, cancellationToken))
        {
            Console.WriteLine($"{update.Run.State}: {update.Tasks.Length} tasks changed");
        }

        // next
        var failed = await client.Runs.FindAsync(
            new DagRunQuery { States = [DagRunState.Failed], RunAfter = new MomentRange { From = since }, Slice = new Slice { Limit = 100 } }, cancellationToken);
        foreach (var run in failed.Items)
        {
            await client.ClearTasksAsync(run.DagId, RunSelection.Of(run.DagRunId), new ClearTasks { OnlyFailed = true }, cancellationToken);
        }

        // next
        var rows = await client.XComs.GetAsync(new XComAddress("etl", runId, "extract", MapIndex: -1, "return_value"), cancellationToken);
        Console.WriteLine(rows?.ValueJson);
        var log = await client.ReadLogAsync(new LogAddress("etl", runId, "extract", TryNumber: 1), firstLine: -10, count: 10, cancellationToken);
        foreach (var line in log.Lines)
        {
            Console.WriteLine(line.Text);
        }

        // next
        await client.SetPausedAsync("etl", paused: true, cancellationToken);
        var pool = await client.Pools.GetAsync("default_pool", cancellationToken);
        Console.WriteLine($"{pool?.OpenSlots} slots are free");

        // end
        return client;
    }
}
