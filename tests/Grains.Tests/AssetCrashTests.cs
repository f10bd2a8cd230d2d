using Orrery.Grains.Interfaces.Scheduling;
using Orrery.Grains.Tests.Support;
using Orrery.Storage.Rows;

namespace Orrery.Grains.Tests;

/// <summary>Whatever dies on the way from a success to the run it leads to: there is one run, and not two.</summary>
public sealed class AssetCrashTests : AssetSuite
{
    private IScheduleGrain Schedule => Fixture.Grains.GetGrain<IScheduleGrain>(IScheduleGrain.OnlyShard);

    [Fact]
    public async Task News_WhenTheServerDiedWithThemInTheOutbox_AreDeliveredAtTheStart()
    {
        await PublishAsync(Consumer("consumer", "{asset: s3://a}"));
        await Fixture.Store.CommitAsync([Outbox("s3://a", 1)]);

        await Schedule.StartAsync();

        (await TakeInTimeAsync()).Task.DagId.ShouldBe("consumer");
        await SpreadAsync("s3://a");
        (await Fixture.Store.ListAssetOutboxAsync("s3://a", 10)).ShouldBeEmpty();
    }

    [Fact]
    public async Task News_WhenTheServerDiedBeforeDagsWereTold_AreToldAtTheStart()
    {
        await PublishAsync(Consumer("consumer", "{asset: s3://a}"));
        var row = (await Fixture.Store.GetAssetAsync("s3://a")).ShouldNotBeNull();
        await Fixture.CrashAsync(Asset("s3://a"));
        var id = Core.Assets.AssetIds.EventAt(Fixture.Clock.GetUtcNow());
        await Fixture.Store.CommitAsync(
            [row with { LastEventId = id, LastEventAt = Fixture.Clock.GetUtcNow() }, new AssetEventRow { Uri = "s3://a", EventId = id, At = Fixture.Clock.GetUtcNow() }]);

        await Schedule.StartAsync();

        (await TakeInTimeAsync()).Task.DagId.ShouldBe("consumer");
    }

    [Fact]
    public async Task News_WhenTheServerDiedBetweenQueueAndRun_LeadToTheRunAtTheStart()
    {
        await PublishAsync(Consumer("consumer", "{asset: s3://a}"));
        var id = Core.Assets.AssetIds.EventAt(Fixture.Clock.GetUtcNow());
        await Fixture.Store.CommitAsync([new AssetQueueRow { DagId = "consumer", Uri = "s3://a", EventId = id, QueuedAt = Fixture.Clock.GetUtcNow() }]);

        await Schedule.StartAsync();

        (await TakeAsync()).Task.DagId.ShouldBe("consumer");
    }

    [Fact]
    public async Task News_WhenToldAgainAfterTheRun_LeadToNoSecondRun()
    {
        await PublishAsync(Consumer("consumer", "{asset: s3://a}"));
        await EmitAsync("s3://a");
        await SucceedAsync(await TakeAsync());
        await SpreadAsync("s3://a");

        // As if the asset had died after its DAGs ran and before it took note of it.
        await Fixture.CrashAsync(Asset("s3://a"));
        var row = (await Fixture.Store.GetAssetAsync("s3://a")).ShouldNotBeNull();
        await Fixture.Store.CommitAsync([row with { SpreadEventId = 0 }]);
        await Asset("s3://a").DeliverAsync();
        await SpreadAsync("s3://a");

        (await RunsOfAsync("consumer")).Count.ShouldBe(1);
        (await Fixture.Store.ListAssetQueueAsync("consumer")).ShouldBeEmpty();
    }

    [Fact]
    public async Task Delivery_WhenTheStoreIsAway_IsTriedAgain()
    {
        await PublishAsync(Consumer("consumer", "{asset: s3://a}"));
        var runId = await StartAsync("producer", Yaml("producer", "{task_id: write, bash: x, outlets: [s3://a]}"));
        var spec = await TakeAsync();

        Fixture.Faults.IsAway = true;
        await Should.ThrowAsync<Storage.StoreUnavailableException>(() => SucceedAsync(spec));
        Fixture.Faults.IsAway = false;
        Fixture.Clock.Advance(TimeSpan.FromSeconds(2));
        await UntilAsync("producer", runId, "write", Core.States.TaskInstanceState.Running);
        await SucceedAsync(spec);

        (await TakeAsync()).Task.DagId.ShouldBe("consumer");
        (await Fixture.Store.ListAssetEventsAsync(new())).Count.ShouldBe(1);
    }

    [Fact]
    public async Task Report_WhenItComesTwice_IsOneEvent()
    {
        await PublishAsync(Consumer("consumer", "{asset: s3://a}"));
        await StartAsync("producer", Yaml("producer", "{task_id: write, bash: x, outlets: [s3://a]}"));
        var spec = await TakeAsync();

        await SucceedAsync(spec);
        await SucceedAsync(spec);

        await SucceedAsync(await TakeAsync());
        await SpreadAsync("s3://a");
        (await Fixture.Store.ListAssetEventsAsync(new())).Count.ShouldBe(1);
        (await RunsOfAsync("consumer")).Count.ShouldBe(1);
    }

    [Fact]
    public async Task News_WhenManyDagsWait_ReachAllOfThemInPages()
    {
        const int Dags = 450;
        for (var i = 0; i < Dags; i++)
        {
            await PublishAsync(Consumer($"c{i:000}", "{asset: s3://a}"));
        }

        await EmitAsync("s3://a");
        await SpreadAsync("s3://a");

        (await Fixture.Store.ListRunsOfAssetEventAsync("s3://a", (await Fixture.Store.GetAssetAsync("s3://a"))!.LastEventId)).Count.ShouldBe(100, "as many as are listed");
        (await RunsOfAsync($"c{Dags - 1:000}")).Count.ShouldBe(1);
    }

    [Fact]
    public async Task News_WhateverDies_AreEachConsumedByOneRun()
    {
        const int Seeds = 20;
        await Schedule.StartAsync();
        for (var seed = 0; seed < Seeds; seed++)
        {
            var random = new Random(seed);
            var (dagId, uri) = ($"chaos_{seed}", $"s3://chaos/{seed}");
            await PublishAsync($"schedule: {{asset: '{uri}'}}\n" + Yaml(dagId, "{task_id: read, empty: true}"));
            for (var round = 0; round < 8; round++)
            {
                // A caller that hears of a failure does not know whether it was news.
                var emission = Asset(uri).EmitAsync(new());
                IGrain victim = random.Next(2) == 0 ? Asset(uri) : Dag(dagId);
                for (var steps = random.Next(200); steps > 0; steps--)
                {
                    await Task.Yield();
                }

                await TryCrashAsync(victim);
                await Task.WhenAny(emission);
            }

            await SettleAsync(dagId, uri);
            var events = (await Fixture.Store.ListAssetEventsAsync(new(uri))).Select(e => e.EventId).ToList();
            var consumed = new List<long>();
            foreach (var run in await RunsOfAsync(dagId))
            {
                consumed.AddRange((await Catalog.ListUpstreamEventsAsync(dagId, run.RunId)).Select(e => e.Id));
            }

            events.ShouldNotBeEmpty();
            consumed.Order().ShouldBe(events.Order(), $"seed {seed}: each event leads to one run, and to one only");
        }
    }

    private async Task TryCrashAsync(IGrain victim)
    {
        try
        {
            await Fixture.CrashAsync(victim);
        }
        catch (ShouldAssertException)
        {
            // It was gone already.
        }
    }

    /// <summary>Lets time go on until nobody has anything to tell.</summary>
    private async Task SettleAsync(string dagId, string uri)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while ((await Fixture.Store.ListAssetsWithNewsAsync(100)).Contains(uri, StringComparer.Ordinal) || (await Fixture.Store.ListAssetQueueAsync(dagId)).Count > 0)
        {
            limit.Token.ThrowIfCancellationRequested();
            Fixture.Clock.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }
    }

    private AssetOutboxRow Outbox(string uri, long runPk) => new()
    {
        Uri = uri,
        RunPk = runPk,
        Ordinal = 0,
        TryNumber = 1,
        DagId = "producer",
        RunId = "r",
        TaskId = "write",
        At = Fixture.Clock.GetUtcNow(),
    };
}
