using Orrery.Core.States;
using Orrery.Grains.Interfaces.Assets;
using Orrery.Grains.Interfaces.Runs;
using Orrery.Storage;
using Orrery.Storage.Rows;

namespace Orrery.Grains.Tests.Support;

/// <summary>What suites of assets share.</summary>
public abstract class AssetSuite : GrainSuite
{
    protected IAssetCatalogGrain Catalog => Fixture.Grains.GetGrain<IAssetCatalogGrain>("test");

    protected IAssetGrain Asset(string uri) => Fixture.Grains.GetGrain<IAssetGrain>(uri);

    protected static string Consumer(string dagId, string schedule, string script = "read") =>
        $"schedule: {schedule}\n" + Yaml(dagId, $"{{task_id: read, bash: \"{script}\"}}");

    protected async Task EmitAsync(string uri) => (await Asset(uri).EmitAsync(new AssetEmission())).Outcome.Problems.ShouldBeEmpty();

    /// <summary>Reports success, with what the task wrote of its outlets.</summary>
    protected Task SayAsync(LaunchSpec spec, string said) => ReportAsync(
        spec,
        new TaskReport { Task = spec.Task, LeaseId = spec.LeaseId, Kind = TaskReportKind.Success, Outlets = said, ExitCode = 0, EndedAt = Fixture.Clock.GetUtcNow() });

    /// <summary>Runs a DAG of one task to its end.</summary>
    protected async Task WriteAsync(string dagId)
    {
        // Runs are named by their moment.
        Fixture.Clock.Advance(TimeSpan.FromSeconds(1));
        var runId = await TriggerAsync(dagId);
        await SucceedAsync(await TakeAsync());
        (await EndOfAsync(dagId, runId)).Run.ShouldBe(DagRunState.Success);
    }

    /// <summary>Takes a task while time goes on: timers that are set meanwhile need it to.</summary>
    protected async Task<LaunchSpec> TakeInTimeAsync()
    {
        var taken = TakeAsync();
        while (!taken.IsCompleted)
        {
            Fixture.Clock.Advance(TimeSpan.FromMicroseconds(1));
            await Task.Yield();
        }

        return await taken;
    }

    protected Task<IReadOnlyList<DagRunRow>> RunsOfAsync(string dagId) => Fixture.Store.ListDagRunsAsync(new DagRunFilter(dagId));

    /// <summary>Waits until all who wait for the asset have heard of its news.</summary>
    protected Task SpreadAsync(string uri) => UntilAsync(async () => !(await Fixture.Store.ListAssetsWithNewsAsync(100)).Contains(uri, StringComparer.Ordinal), $"all have heard of {uri}");

    /// <summary>Waits until a DAG has made runs of all news it has heard of.</summary>
    protected Task ConsumeAsync(string dagId) => UntilAsync(async () => (await Fixture.Store.ListAssetQueueAsync(dagId)).Count == 0, $"{dagId} has consumed its news");
}
