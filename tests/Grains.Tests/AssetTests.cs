using Orrery.Core.Identity;
using Orrery.Core.States;
using Orrery.Grains.Interfaces.Assets;
using Orrery.Grains.Tests.Support;

namespace Orrery.Grains.Tests;

/// <summary>From the success of a task to the runs that wait for it.</summary>
public sealed class AssetTests : AssetSuite
{
    [Fact]
    public async Task Success_WhenTheTaskHasAnOutlet_LeadsToOneRunWithItsEvent()
    {
        await PublishAsync(Consumer("consumer", "{asset: s3://a}", "echo {{ triggering_asset_events['s3://a'][0].extra.rows }} {{ triggering_asset_events['s3://a'][0].source_task_id }}"));
        var runId = await StartAsync("producer", Yaml("producer", "{task_id: write, bash: x, outlets: [s3://a]}"));

        await SayAsync(await TakeAsync(), """{"s3://a": {"rows": 42}}""");

        var spec = await TakeAsync();
        spec.Task.DagId.ShouldBe("consumer");
        spec.Script.ShouldBe("echo 42 write");
        var run = (await RunsOfAsync("consumer")).ShouldHaveSingleItem();
        run.Type.ShouldBe(DagRunType.AssetTriggered);
        run.RunId.ShouldStartWith("asset_triggered__2026-03-01T12:00:00+00:00_");
        run.LogicalDate.ShouldBeNull();
        run.TriggeredBy.ShouldBe("asset");
        run.RunAfter.ShouldBe(Fixture.Clock.GetUtcNow());
        var news = (await Catalog.ListUpstreamEventsAsync("consumer", run.RunId)).ShouldHaveSingleItem();
        (news.Uri, news.SourceDagId, news.SourceRunId, news.SourceTaskId, news.SourceMapIndex).ShouldBe(("s3://a", "producer", runId, "write", -1));
        news.ExtraJson.ShouldBe("""{"rows":42}""");
        news.CreatedDagRuns.ShouldHaveSingleItem().RunId.ShouldBe(run.RunId);
        (await Fixture.Store.ListAssetQueueAsync("consumer")).ShouldBeEmpty();
        await SpreadAsync("s3://a");
    }

    [Fact]
    public async Task Success_WhenTheRunDecidesTheTaskItself_IsNewsToo()
    {
        await PublishAsync(Consumer("consumer", "{asset: s3://a}"));
        await StartAsync("producer", Yaml("producer", "{task_id: write, empty: true, outlets: [s3://a]}"));

        (await TakeAsync()).Task.DagId.ShouldBe("consumer");
    }

    [Fact]
    public async Task Failure_WhenTheTaskHasAnOutlet_IsNoNews()
    {
        await PublishAsync(Consumer("consumer", "{asset: s3://a}"));
        var runId = await StartAsync("producer", Yaml("producer", "{task_id: write, bash: x, outlets: [s3://a]}"));

        await FailAsync(await TakeAsync());

        (await EndOfAsync("producer", runId)).Run.ShouldBe(DagRunState.Failed);
        (await Fixture.Store.ListAssetEventsAsync(new())).ShouldBeEmpty();
        (await Fixture.Store.ListAssetsWithNewsAsync(10)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Expression_WhenItNeedsBoth_WaitsForBothAndCollapsesWhatCameMeanwhile()
    {
        await PublishAsync(Consumer("both", "[{asset: s3://a}, {asset: s3://b}]"));
        await PublishAsync(Yaml("write_a", "{task_id: a, bash: x, outlets: [s3://a]}"));
        await PublishAsync(Yaml("write_b", "{task_id: b, bash: x, outlets: [s3://b]}"));

        await WriteAsync("write_a");
        await WriteAsync("write_a");
        await SpreadAsync("s3://a");
        (await RunsOfAsync("both")).ShouldBeEmpty();
        var next = (await Catalog.GetNextRunAsync("both")).ShouldNotBeNull();
        next.Assets.Select(a => (a.Uri, a.NewsAt is not null)).ShouldBe([("s3://a", true), ("s3://b", false)]);
        (await Catalog.ListQueuedOfDagAsync("both")).ShouldHaveSingleItem().Uri.ShouldBe("s3://a");

        await WriteAsync("write_b");

        await SucceedAsync(await TakeAsync());
        var run = (await RunsOfAsync("both")).ShouldHaveSingleItem();
        (await Catalog.ListUpstreamEventsAsync("both", run.RunId)).Select(e => e.Uri).ShouldBe(["s3://a", "s3://a", "s3://b"]);
        (await Catalog.ListQueuedOfDagAsync("both")).ShouldBeEmpty();
    }

    [Fact]
    public async Task Expression_WhenItNeedsEither_RunsForEach()
    {
        await PublishAsync(Consumer("either", "{any: [s3://a, s3://b]}"));

        await EmitAsync("s3://b");
        await SucceedAsync(await TakeAsync());
        await EmitAsync("s3://a");
        await SucceedAsync(await TakeAsync());

        (await RunsOfAsync("either")).Count.ShouldBe(2);
    }

    [Fact]
    public async Task Alias_WhenATaskResolvesIt_WakesThoseWhoWaitForIt()
    {
        await PublishAsync(Consumer("consumer", "{alias: regions}"));
        await StartAsync("producer", Yaml("producer", "{task_id: write, bash: x, outlets: [{alias: regions}]}"));

        await SayAsync(await TakeAsync(), """{"regions": {"s3://eu": {"rows": 1}, "s3://us": null}}""");

        await SucceedAsync(await TakeAsync());
        await SpreadAsync("s3://eu");
        await SpreadAsync("s3://us");
        await ConsumeAsync("consumer");
        (await Catalog.ListAliasesAsync(new())).Items.ShouldHaveSingleItem().Uris.ShouldBe(["s3://eu", "s3://us"]);
        (await Fixture.Store.GetAssetAsync("s3://eu"))!.IsActive.ShouldBeTrue();
        var consumed = (await RunsOfAsync("consumer")).Select(r => Catalog.ListUpstreamEventsAsync("consumer", r.RunId));
        (await Task.WhenAll(consumed)).SelectMany(e => e).Select(e => e.Uri).ShouldBe(["s3://eu", "s3://us"], ignoreOrder: true);
    }

    [Theory]
    [InlineData("""{"s3://b": {}}""", "$ORRERY_OUTLETS names 's3://b', which is none of the task's outlets ('s3://a'): add it to them, or correct the name.")]
    [InlineData("""{"s3://a": 3}""", "$ORRERY_OUTLETS says of the asset 's3://a' what is no JSON object: write {} or an object.")]
    [InlineData("""[]""", """What the task wrote to $ORRERY_OUTLETS is no JSON object: write one as {"s3://data/orders": {"rows": 42}}.""")]
    public async Task Success_WhenWhatTheTaskSaysIsWrong_IsAFailureThatSaysSo(string said, string problem)
    {
        var runId = await StartAsync("producer", Yaml("producer", "{task_id: write, bash: x, outlets: [s3://a]}"));

        await SayAsync(await TakeAsync(), said);

        (await EndOfAsync("producer", runId)).Run.ShouldBe(DagRunState.Failed);
        var run = await Fixture.Store.GetDagRunAsync("producer", runId);
        (await Fixture.Store.GetTaskInstancesAsync(run!.RunPk)).ShouldHaveSingleItem().FailureJson!.ShouldContain(System.Text.Json.JsonEncodedText.Encode(problem).ToString());
        (await Fixture.Store.ListAssetEventsAsync(new())).ShouldBeEmpty();
    }

    [Fact]
    public async Task AssetOrTime_WhenItIsTimeAndWhenThereAreNews_Runs()
    {
        await PublishAsync(Consumer("either", "{asset_or_time: {timetable: every 10 minutes, assets: s3://a}}"));
        await Fixture.Grains.GetGrain<Interfaces.Scheduling.IScheduleGrain>(Interfaces.Scheduling.IScheduleGrain.OnlyShard).StartAsync();
        await SucceedAsync(await TakeInTimeAsync());

        await EmitAsync("s3://a");
        await SucceedAsync(await TakeAsync());

        (await RunsOfAsync("either")).Select(r => r.Type).ShouldBe([DagRunType.Scheduled, DagRunType.AssetTriggered], ignoreOrder: true);
    }

    [Fact]
    public async Task News_WhenTheConsumerIsPaused_AreNotQueued()
    {
        await PublishAsync(Consumer("consumer", "{asset: s3://a}"));
        await Dag("consumer").SetPausedAsync(true);

        await EmitAsync("s3://a");
        await SpreadAsync("s3://a");
        await Dag("consumer").SetPausedAsync(false);

        (await Fixture.Store.ListAssetQueueAsync("consumer")).ShouldBeEmpty();
        (await RunsOfAsync("consumer")).ShouldBeEmpty();
        await EmitAsync("s3://a");
        await SucceedAsync(await TakeAsync());
        (await Catalog.ListUpstreamEventsAsync("consumer", (await RunsOfAsync("consumer")).ShouldHaveSingleItem().RunId)).Length.ShouldBe(2, "those since its last run because of the asset");
    }

    [Fact]
    public async Task News_WhenTheConsumerIsFull_WaitAndCollapseIntoOneRun()
    {
        await PublishAsync("max_active_runs: 1\n" + Consumer("consumer", "{asset: s3://a}"));
        await EmitAsync("s3://a");
        var first = await TakeAsync();

        await EmitAsync("s3://a");
        await EmitAsync("s3://a");
        await SpreadAsync("s3://a");
        (await RunsOfAsync("consumer")).Count.ShouldBe(1);
        await SucceedAsync(first);

        var second = await TakeAsync();
        (await Catalog.ListUpstreamEventsAsync("consumer", second.Task.RunId)).Length.ShouldBe(2);
        (await RunsOfAsync("consumer")).Count.ShouldBe(2);
    }

    [Fact]
    public async Task Publish_WhenTheExpressionChanges_LooksAgainAtWhatIsQueued()
    {
        await PublishAsync(Consumer("consumer", "{all: [s3://a, s3://b]}"));
        await EmitAsync("s3://a");
        await SpreadAsync("s3://a");

        await PublishAsync(Consumer("consumer", "{any: [s3://a, s3://b]}"));

        (await TakeAsync()).Task.DagId.ShouldBe("consumer");
        (await Fixture.Store.ListAssetQueueAsync("consumer")).ShouldBeEmpty();
    }

    [Fact]
    public async Task Publish_WhenTheDagWaitsForNewAssets_DoesNotRunForWhatWasBefore()
    {
        await PublishAsync(Consumer("old", "{asset: s3://a}"));
        await EmitAsync("s3://a");
        await SucceedAsync(await TakeAsync());
        Fixture.Clock.Advance(TimeSpan.FromMinutes(1));

        await PublishAsync(Consumer("new", "{asset: s3://a}"));
        await EmitAsync("s3://a");

        foreach (var spec in await TakeAsync(2))
        {
            (await Catalog.ListUpstreamEventsAsync(spec.Task.DagId, spec.Task.RunId)).Length.ShouldBe(1);
        }
    }

    [Fact]
    public async Task QueuedNews_WhenForgotten_LeadToNothing()
    {
        await PublishAsync(Consumer("both", "{all: [s3://a, s3://b]}"));
        await EmitAsync("s3://a");
        await SpreadAsync("s3://a");

        (await Dag("both").ForgetAssetNewsAsync("s3://b")).ShouldBe(0);
        (await Dag("both").ForgetAssetNewsAsync(null)).ShouldBe(1);
        await EmitAsync("s3://b");
        await SpreadAsync("s3://b");

        (await RunsOfAsync("both")).ShouldBeEmpty();
        (await Asset("s3://b").ForgetNewsAsync()).ShouldBe(1);
        (await Catalog.ListQueuedOfAssetAsync("s3://b")).ShouldBeEmpty();
    }

    [Fact]
    public async Task Dag_WhenItWritesWhatItWaitsFor_RunsAgainAndAgain()
    {
        await PublishAsync("schedule: {asset: s3://a}\n" + Yaml("loop", "{task_id: write, bash: x, outlets: [s3://a]}"));
        await TriggerAsync("loop");

        for (var round = 0; round < 3; round++)
        {
            await SucceedAsync(await TakeAsync());
        }

        (await TakeAsync()).Task.RunId.ShouldStartWith("asset_triggered__");
        (await RunsOfAsync("loop")).Count.ShouldBe(4);
    }

    [Fact]
    public async Task Emit_WhenTheAssetCannotHaveNews_SaysWhy()
    {
        (await Asset("s3://none").EmitAsync(new AssetEmission())).Outcome.Problems.ShouldBe(["There is no asset 's3://none': mention it in a DAG first."]);
        await PublishAsync(Consumer("consumer", "{asset: s3://a}"));
        (await Asset("s3://a").EmitAsync(new AssetEmission { ExtraJson = "3" })).Outcome.Status.ShouldBe(Interfaces.Dags.ActionStatus.Invalid);

        await Dag("consumer").DeactivateDagAsync();

        (await Asset("s3://a").EmitAsync(new AssetEmission())).Outcome.Problems.ShouldBe(["No DAG mentions the asset 's3://a' any more: nothing waits for its news."]);
        (await Fixture.Store.GetAssetAsync("s3://a"))!.IsActive.ShouldBeFalse();
    }
}
