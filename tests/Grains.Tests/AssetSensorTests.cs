using Orrery.Core.States;
using Orrery.Grains.Interfaces.Catalog;
using Orrery.Grains.Interfaces.Dags;
using Orrery.Grains.Tests.Support;

namespace Orrery.Grains.Tests;

/// <summary>Tasks that wait for news of an asset.</summary>
public sealed class AssetSensorTests : AssetSuite
{
    private const string Uri = "s3://a";

    private new ICatalogGrain Catalog => Fixture.Grains.GetGrain<ICatalogGrain>("0");

    [Fact]
    public async Task Sensor_WhenThereIsNews_HearsOfItAtOnceAndHoldsNoSlot()
    {
        var runId = await StartAsync("waits", Yaml("waits", "{task_id: s, sensor: {asset: 's3://a', mode: reschedule}}"));
        await UntilAsync("waits", runId, "s", TaskInstanceState.Deferred);
        (await Run("waits", runId).WhyAsync("s")).ShouldBe(
            ["It waits for news of asset 's3://a' since 2026-03-01 12:00:00 UTC; looked once, next look in 60 s."]);

        await EmitAsync(Uri);

        (await EndOfAsync("waits", runId)).Run.ShouldBe(DagRunState.Success);
    }

    [Fact]
    public async Task Sensor_WhenATaskWritesTheAsset_HearsOfIt()
    {
        await PublishAsync(Yaml("producer", "{task_id: write, bash: x, outlets: ['s3://a']}"));
        var runId = await StartAsync("waits", "assets: [{name: orders, uri: 's3://a'}]\n" + Yaml("waits", "{task_id: s, sensor: {asset: orders}}"));
        await UntilAsync("waits", runId, "s", TaskInstanceState.Deferred);

        await TriggerAsync("producer");
        await SucceedAsync(await TakeAsync());

        (await EndOfAsync("waits", runId)).Run.ShouldBe(DagRunState.Success);
    }

    [Fact]
    public async Task Sensor_WhenTheNewsAreOlder_WaitsForOthers()
    {
        await PublishAsync(Yaml("waits", "{task_id: s, sensor: {asset: 's3://a'}}"));
        await EmitAsync(Uri);
        Fixture.Clock.Advance(TimeSpan.FromSeconds(1));
        var runId = await TriggerAsync("waits");
        await UntilAsync("waits", runId, "s", TaskInstanceState.Deferred);

        await EmitAsync(Uri);

        (await EndOfAsync("waits", runId)).Run.ShouldBe(DagRunState.Success);
    }

    [Fact]
    public async Task Sensor_WhenNewsCameSinceTheStartOfTheInterval_DoesNotWait()
    {
        await PublishAsync(Yaml("waits", "{task_id: s, sensor: {asset: 's3://a'}}"));
        await EmitAsync(Uri);
        Fixture.Clock.Advance(TimeSpan.FromHours(2));
        var now = Fixture.Clock.GetUtcNow();

        var runId = (await TriggerAsync("waits", new TriggerRequest
        {
            LogicalDate = now, IntervalStart = now.AddHours(-3), IntervalEnd = now,
        })).RunId!;

        (await EndOfAsync("waits", runId)).Run.ShouldBe(DagRunState.Success);
    }

    [Theory]
    [InlineData("'{{ dag_run.run_after - macros.timedelta(hours=3) }}'", DagRunState.Success)]
    [InlineData("'{{ dag_run.run_id }}'", DagRunState.Failed)]
    public async Task Sensor_SinceAMomentOfATemplate_TakesThatMoment(string since, DagRunState expected)
    {
        await PublishAsync(Yaml("waits", $"{{task_id: s, sensor: {{asset: 's3://a', since: {since}}}}}"));
        await EmitAsync(Uri);
        Fixture.Clock.Advance(TimeSpan.FromHours(2));

        (await EndOfAsync("waits", await TriggerAsync("waits"))).Run.ShouldBe(expected);
    }

    [Fact]
    public async Task Sensor_WhenItsRunDies_IsReadAgainAndHears()
    {
        var runId = await StartAsync("waits", Yaml("waits", "{task_id: s, sensor: {asset: 's3://a'}}"));
        await UntilAsync("waits", runId, "s", TaskInstanceState.Deferred);
        await Fixture.CrashAsync(Run("waits", runId));
        await Run("waits", runId).StartAsync();

        await EmitAsync(Uri);

        (await EndOfAsync("waits", runId)).Run.ShouldBe(DagRunState.Success);
    }

    [Fact]
    public async Task Sensor_WhenTheRunWasDeadWhileNewsCame_FindsThemWhenItIsReadAgain()
    {
        var runId = await StartAsync("waits", Yaml("waits", "{task_id: s, sensor: {asset: 's3://a'}}"));
        await UntilAsync("waits", runId, "s", TaskInstanceState.Deferred);
        await Fixture.CrashAsync(Run("waits", runId));

        await EmitAsync(Uri);
        await Run("waits", runId).StartAsync();

        (await EndOfAsync("waits", runId)).Run.ShouldBe(DagRunState.Success);
    }

    [Fact]
    public async Task Sensor_WhenTheAssetForgotWhoListens_LooksByItself()
    {
        var runId = await StartAsync("waits", Yaml("waits", "{task_id: s, sensor: {asset: 's3://a'}}"));
        await UntilAsync("waits", runId, "s", TaskInstanceState.Deferred);
        await Fixture.CrashAsync(Asset(Uri));
        await EmitAsync(Uri);

        Fixture.Clock.Advance(TimeSpan.FromMinutes(1));

        await UntilAsync(async () => (await Fixture.Store.GetDagRunAsync("waits", runId))!.State == DagRunState.Success, "the run ends");
    }

    [Fact]
    public async Task Sensor_WhenItsTimeIsUp_IsSkippedOrFails()
    {
        var runId = await StartAsync("waits", Yaml(
            "waits",
            "{task_id: hard, sensor: {asset: 's3://a', timeout: 90, poke_interval: 60}}",
            "{task_id: soft, sensor: {asset: 's3://a', timeout: 90, poke_interval: 60, soft_fail: true}}"));
        await UntilAsync("waits", runId, "hard", TaskInstanceState.Deferred);
        await UntilAsync("waits", runId, "soft", TaskInstanceState.Deferred);

        Fixture.Clock.Advance(TimeSpan.FromSeconds(95));

        await UntilAsync(async () => (await Fixture.Store.GetDagRunAsync("waits", runId))!.State == DagRunState.Failed, "the run ends");
        (await Catalog.ListTaskInstancesAsync("waits", runId)).Select(t => (t.TaskId, t.State)).ShouldBe(
            [("hard", TaskInstanceState.Failed), ("soft", TaskInstanceState.Skipped)]);
    }

    [Fact]
    public async Task Sensor_WhenTheAssetIsContested_FailsAndSaysWhy()
    {
        await PublishAsync("assets: [{name: orders, uri: 's3://first'}]\n" + Yaml("first", "{task_id: w, bash: x, outlets: orders}"));
        var runId = await StartAsync("waits", "assets: [{name: orders, uri: 's3://second'}]\n" + Yaml("waits", "{task_id: s, sensor: {asset: orders}}"));

        (await EndOfAsync("waits", runId)).Run.ShouldBe(DagRunState.Failed);
    }

    [Fact]
    public async Task Deferral_ToNewsOfAnAsset_StartsTheProcessAgain()
    {
        var runId = await StartAsync("defers", Yaml("defers", "{task_id: a, bash: a, inlets: ['s3://a']}"));
        var first = await TakeAsync();
        await ReportAsync(first, new Interfaces.Runs.TaskReport
        {
            Task = first.Task, LeaseId = first.LeaseId, Kind = Interfaces.Runs.TaskReportKind.Deferred, EndedAt = Fixture.Clock.GetUtcNow(),
            DeferralJson = """{"sensor": {"asset": "s3://a"}}""",
        });
        await UntilAsync("defers", runId, "a", TaskInstanceState.Deferred);

        await EmitAsync(Uri);

        var again = await TakeAsync();
        again.Task.TryNumber.ShouldBe(1);
        await SucceedAsync(again);
        (await EndOfAsync("defers", runId)).Run.ShouldBe(DagRunState.Success);
    }
}
