using Orrery.Grains.Interfaces.Pools;
using Orrery.Grains.Tests.Support;
using Orrery.Storage.Rows;

namespace Orrery.Grains.Tests;

/// <summary>What works and is hardly meant, from when it is seen until it is mended.</summary>
public sealed class WarningTests : GrainSuite
{
    [Fact]
    public async Task Publish_WhenAPoolIsMissing_WarnsUntilThereIsOne()
    {
        var published = await PublishAsync(Yaml("etl", "{task_id: a, bash: x, pool: warehouse}", "{task_id: b, bash: x, pool: warehouse}", "{task_id: c, bash: x}"));

        var message = published.Warnings.ShouldHaveSingleItem();
        message.ShouldBe("There is no pool 'warehouse', so that these tasks of DAG 'etl' will wait: 'a', 'b'. Create it with 'orrery pools set warehouse --slots N', or name another pool.");
        var warning = (await WarningsAsync("etl")).ShouldHaveSingleItem();
        (warning.WarningType, warning.Message).ShouldBe((DagWarningTypes.NonExistentPool, message));

        (await Pool("warehouse").SetAsync(new PoolSettings { Slots = 2 })).Problems.ShouldBeEmpty();

        await UntilAsync(async () => (await WarningsAsync("etl")).Count == 0, "the warning is gone with the pool that was made");
    }

    [Fact]
    public async Task Pool_WhenItIsDeleted_TheDagsThatNameItAreWarned()
    {
        await Pool("warehouse").SetAsync(new PoolSettings { Slots = 2 });
        (await PublishAsync(Yaml("etl", "{task_id: a, bash: x, pool: warehouse}"))).Warnings.ShouldBeEmpty();
        await PublishAsync(Yaml("other", "{task_id: warehouse, bash: x}"));

        (await Pool("warehouse").DeletePoolAsync()).Problems.ShouldBeEmpty();

        await UntilAsync(async () => (await WarningsAsync("etl")).Count == 1, "the DAG is warned");
        (await WarningsAsync("other")).ShouldBeEmpty();
    }

    [Fact]
    public async Task Publish_WhenItIsMendedOrOutOfService_NothingIsSaidAnyMore()
    {
        await PublishAsync(Yaml("etl", "{task_id: a, bash: x, pool: nope}"));
        var since = (await WarningsAsync("etl")).Single().CreatedAt;
        Fixture.Clock.Advance(TimeSpan.FromSeconds(1));

        await PublishAsync(Yaml("etl", "{task_id: a, bash: x, pool: nope}", "{task_id: b, bash: x, pool: nope}"));

        var again = (await WarningsAsync("etl")).ShouldHaveSingleItem();
        again.Message.ShouldContain("'a', 'b'");
        again.CreatedAt.ShouldBe(since, "it is the same warning as before");
        await PublishAsync(Yaml("etl", "{task_id: a, bash: x}"));
        (await WarningsAsync("etl")).ShouldBeEmpty();

        await PublishAsync(Yaml("etl", "{task_id: a, bash: x, pool: nope}"));
        await Dag("etl").DeactivateDagAsync();
        (await WarningsAsync("etl")).ShouldBeEmpty();
    }

    [Fact]
    public async Task Publish_WhenAnAssetIsNotAsMeant_WarnsUntilTheOtherDagIsGone()
    {
        await PublishAsync("assets: [{name: orders, uri: s3://a}]\n" + Yaml("first", "{task_id: w, bash: x, outlets: [orders]}"));
        Fixture.Clock.Advance(TimeSpan.FromSeconds(1));

        var second = await PublishAsync("assets: [{name: sales, uri: s3://a}]\n" + Yaml("second", "{task_id: w, bash: x, outlets: [sales]}"));

        var warning = (await WarningsAsync("second")).ShouldHaveSingleItem();
        (warning.WarningType, warning.Message).ShouldBe((DagWarningTypes.AssetConflict, second.Warnings.Single()));
        (await WarningsAsync("first")).ShouldBeEmpty();
        await Dag("first").DeactivateDagAsync();
        await UntilAsync(async () => (await WarningsAsync("second")).Count == 0, "the warning is gone with the other DAG");
    }

    private IPoolGrain Pool(string name) => Fixture.Grains.GetGrain<IPoolGrain>(name);

    private Task<IReadOnlyList<DagWarningRow>> WarningsAsync(string dagId) => Fixture.Store.ListDagWarningsAsync(dagId, "", 10);
}
