using Orrery.Core.States;
using Orrery.Grains.Tests.Support;

namespace Orrery.Grains.Tests;

/// <summary>What an asset is when DAGs say different things of it.</summary>
public sealed class AssetIdentityTests : AssetSuite
{
    [Fact]
    public async Task Publish_WhenTheAssetHasAnotherName_WarnsAndItsTasksRefuse()
    {
        (await PublishAsync("assets: [{name: orders, uri: s3://a, group: raw}]\n" + Yaml("first", "{task_id: w, bash: x, outlets: [orders]}"))).Warnings.ShouldBeEmpty();

        var second = await PublishAsync("assets: [{name: sales, uri: s3://a}]\n" + Yaml("second", "{task_id: w, bash: x, outlets: [sales]}"));

        const string Problem = "DAG 'second' calls the asset 's3://a' by the name 'sales', and it goes by 'orders', which another DAG gave it first: use one name, or mention it by its URI.";
        second.Warnings.ShouldBe([Problem]);
        var row = (await Fixture.Store.GetAssetAsync("s3://a")).ShouldNotBeNull();
        (row.Name, row.Group, row.IsActive).ShouldBe(("orders", "raw", true));
        var runId = await TriggerAsync("second");
        (await EndedUnlaunchedAsync("second", runId)).ShouldContain("goes by");
    }

    [Fact]
    public async Task Publish_WhenTheNameIsAnotherAssets_WarnsAndTheSecondIsInactiveUntilTheFirstIsGone()
    {
        await PublishAsync("assets: [{name: orders, uri: s3://a}]\n" + Yaml("first", "{task_id: w, bash: x, outlets: [orders]}"));
        Fixture.Clock.Advance(TimeSpan.FromSeconds(1));

        var second = await PublishAsync("assets: [{name: orders, uri: s3://b}]\n" + Yaml("second", "{task_id: w, bash: x, outlets: [orders]}"));

        second.Warnings.ShouldHaveSingleItem().ShouldStartWith("The asset 's3://b' has the name 'orders' of the asset 's3://a', which DAG 'first' mentioned first");
        (await Fixture.Store.GetAssetAsync("s3://b"))!.IsActive.ShouldBeFalse();
        await Dag("first").DeactivateDagAsync();
        (await Asset("s3://b").RefreshAsync()).IsActive.ShouldBeTrue();
        (await Fixture.Store.GetAssetAsync("s3://a"))!.IsActive.ShouldBeFalse();
        await TriggerAsync("second");
        (await TakeAsync()).Task.DagId.ShouldBe("second");
    }

    [Fact]
    public async Task Publish_WhenAnAssetIsMentionedNoMore_ItIsInactiveAndKeepsItsHistory()
    {
        await PublishAsync(Consumer("consumer", "{asset: s3://a}"));
        await EmitAsync("s3://a");
        await SucceedAsync(await TakeAsync());

        await PublishAsync(Consumer("consumer", "{asset: s3://b}"));

        (await Fixture.Store.GetAssetAsync("s3://a"))!.IsActive.ShouldBeFalse();
        (await Catalog.ListAssetsAsync(new())).Items.Select(a => a.Uri).ShouldBe(["s3://b"]);
        (await Catalog.ListAssetsAsync(new() { OnlyActive = false })).Items.Select(a => a.Uri).ShouldBe(["s3://a", "s3://b"]);
        (await Catalog.FindAssetAsync("s3://a"))!.LastEventId.ShouldNotBeNull();
        (await Catalog.ListEventsAsync(new())).Items.ShouldHaveSingleItem().CreatedDagRuns.Length.ShouldBe(1);
    }

    [Fact]
    public async Task Asset_WhenShown_SaysWhoMentionsIt()
    {
        await PublishAsync("assets: [{name: orders, uri: s3://a, extra: {owner: me}}]\n" + Yaml("producer", "{task_id: w, bash: x, outlets: [orders]}", "{task_id: r, bash: x, inlets: orders}"));
        await PublishAsync(Consumer("consumer", "{asset: s3://a}"));

        var asset = (await Catalog.FindAssetAsync("orders")).ShouldNotBeNull();

        asset.Mentions.Select(m => $"{m.Role} {m.DagId} {m.TaskId}").ShouldBe(["Schedule consumer ", "Inlet producer r", "Outlet producer w"]);
        asset.ExtraJson.ShouldBe("""{"owner":"me"}""");
        (await Catalog.GetAssetAsync(asset.Id))!.Uri.ShouldBe("s3://a");
        (await Catalog.ListAssetsAsync(new() { DagId = "consumer" })).Items.ShouldHaveSingleItem().Name.ShouldBe("orders");
        (await Catalog.ListAssetsAsync(new() { Search = "ORD" })).Items.ShouldHaveSingleItem().Uri.ShouldBe("s3://a");
    }

    private async Task<string> EndedUnlaunchedAsync(string dagId, string runId)
    {
        // The host asks for work, and the lease it is given is taken back as a failure: there is nothing to launch.
        using var enough = new CancellationTokenSource();
        var work = Host.GetWorkAsync(Guid.Empty, 1, TimeSpan.FromMinutes(1), enough.Token);
        (await EndOfAsync(dagId, runId)).Run.ShouldBe(DagRunState.Failed);
        await enough.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(work);
        var run = await Fixture.Store.GetDagRunAsync(dagId, runId);
        return (await Fixture.Store.GetTaskInstancesAsync(run!.RunPk)).ShouldHaveSingleItem().FailureJson!;
    }
}
