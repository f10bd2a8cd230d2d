using Orrery.Core.Assets;
using Orrery.Storage.Rows;

namespace Orrery.Storage.Tests;

/// <summary>Assets: who waits for them, and what has been heard of.</summary>
public abstract partial class StoreContract
{
    [Fact]
    public async Task ListAssetConsumers_WhenSomeWait_GivesActiveUnpausedOnesAlsoThroughAliases()
    {
        await Store.CommitAsync(
        [
            Sample.Dag("direct"), Sample.Dag("both"), Sample.Dag("alias"), Sample.Dag("producer"),
            Sample.Dag("paused") with { IsPaused = true }, Sample.Dag("gone") with { IsActive = false },
            Sample.AssetReference("direct", "s3://a"), Sample.AssetReference("both", "s3://a"), Sample.AssetReference("paused", "s3://a"),
            Sample.AssetReference("gone", "s3://a"), Sample.AssetReference("producer", "s3://a", AssetRole.Outlet, "t"),
            Sample.AssetReference("both", "x", kind: AssetRefKind.Alias), Sample.AssetReference("alias", "x", kind: AssetRefKind.Alias),
            new AssetAliasRow { Alias = "x", Uri = "s3://a", CreatedAt = Sample.Noon },
        ]);

        (await Store.ListAssetConsumersAsync("s3://a", "", 10)).ShouldBe(["alias", "both", "direct"]);
        (await Store.ListAssetConsumersAsync("s3://a", "alias", 1)).ShouldBe(["both"]);
        (await Store.ListAssetConsumersAsync("s3://b", "", 10)).ShouldBeEmpty();
        (await Store.ListAssetReferencesAsync(AssetRef.Asset("s3://a"))).Select(r => r.DagId).ShouldBe(["both", "direct", "paused", "producer"]);
        (await Store.ListAssetAliasNamesAsync("", 10)).ShouldBe(["x"]);
    }

    [Fact]
    public async Task Commit_WhenQueueIsTakenUpToAnEvent_KeepsNewerNews()
    {
        await Store.CommitAsync([Sample.AssetQueue("etl", "s3://a", 6)]);

        await Store.CommitAsync([new AssetQueueRemoval("etl", "s3://a", 5)]);

        (await Store.ListAssetQueueAsync("etl")).ShouldHaveSingleItem().EventId.ShouldBe(6);
        (await Store.ListDagsWithAssetQueueAsync("", 10)).ShouldBe(["etl"]);
    }

    [Fact]
    public async Task Commit_WhenReferenceIsWrittenAgain_KeepsSinceWhenItIs()
    {
        await Store.CommitAsync([Sample.AssetReference("etl", "s3://a")]);

        await Store.CommitAsync([Sample.AssetReference("etl", "s3://a", name: "orders") with { CreatedAt = Sample.Noon.AddHours(1) }]);

        (await Store.ListDagAssetReferencesAsync("etl")).ShouldHaveSingleItem().ShouldBe(Sample.AssetReference("etl", "s3://a", name: "orders"));
    }

    [Fact]
    public async Task ListAssetsWithNews_WhenOutboxOrDagsLagBehind_NamesThem()
    {
        await Store.CommitAsync(
        [
            Sample.Asset("s3://spread") with { LastEventId = 5, SpreadEventId = 5 }, Sample.Asset("s3://lags") with { LastEventId = 6, SpreadEventId = 5 },
            Sample.AssetOutbox("s3://new", 1, 0),
        ]);

        (await Store.ListAssetsWithNewsAsync(10)).ShouldBe(["s3://new", "s3://lags"]);
    }

    [Fact]
    public async Task ListAssetEvents_WhenFiltered_GivesThoseNewestFirst()
    {
        await Store.CommitAsync([Sample.AssetEvent("a", 1), Sample.AssetEvent("b", 2, dagId: "other"), Sample.AssetEvent("a", 2, runId: "r2"), Sample.AssetEvent("a", 3, null, null, null)]);

        async Task<string> Ids(AssetEventFilter filter) => string.Join(' ', (await Store.ListAssetEventsAsync(filter)).Select(e => $"{e.Uri}{e.EventId}"));
        (await Ids(new AssetEventFilter())).ShouldBe("a3 b2 a2 a1");
        (await Ids(new AssetEventFilter("a", Above: 1))).ShouldBe("a3 a2");
        (await Ids(new AssetEventFilter(Before: new AssetEventPlace(2, "b")))).ShouldBe("a2 a1");
        (await Ids(new AssetEventFilter(SourceDagId: "etl"))).ShouldBe("a2 a1");
        (await Ids(new AssetEventFilter(SourceDagId: "etl", SourceRunId: "r2", SourceTaskId: "t"))).ShouldBe("a2");
        (await Ids(new AssetEventFilter(SourceDagId: "etl", SourceTaskId: "u"))).ShouldBe("");
        (await Ids(new AssetEventFilter("a", Limit: 1))).ShouldBe("a3");
    }

    [Fact]
    public async Task HasAssetEventSince_WhenAsked_ComparesWithTheMoment()
    {
        var id = (Sample.Noon - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
        await Store.CommitAsync([Sample.AssetEvent("a", id)]);

        (await Store.HasAssetEventSinceAsync("a", Sample.Noon.AddSeconds(-1))).ShouldBeTrue();
        (await Store.HasAssetEventSinceAsync("a", Sample.Noon)).ShouldBeTrue("a moment is the first of what follows");
        (await Store.HasAssetEventSinceAsync("a", Sample.Noon.AddMicroseconds(1))).ShouldBeFalse();
        (await Store.HasAssetEventSinceAsync("b", Sample.Noon.AddSeconds(-1))).ShouldBeFalse();
    }

    [Fact]
    public async Task ListRunsOfAssetEvent_WhenRunsConsumedIt_GivesThose()
    {
        await Store.CommitAsync([Sample.Run(1)]);
        await Store.CommitAsync([Sample.Run(2, dagId: "other"), new AssetConsumptionRow { DagId = "etl", Uri = "a", FromEventId = 3, ToEventId = 5, RunPk = 1 },
            new AssetConsumptionRow { DagId = "other", Uri = "a", FromEventId = 4, ToEventId = 5, RunPk = 2 }]);

        (await Store.ListRunsOfAssetEventAsync("a", 4)).Select(r => r.RunPk).ShouldBe([1]);
        (await Store.ListRunsOfAssetEventAsync("a", 5)).Select(r => r.RunPk).ShouldBe([1, 2], ignoreOrder: true);
        (await Store.ListRunsOfAssetEventAsync("a", 6)).ShouldBeEmpty();
        (await Store.GetLastConsumedAssetEventAsync("etl", "a")).ShouldBe(5);
        (await Store.GetLastConsumedAssetEventAsync("etl", "b")).ShouldBe(0);
    }

    [Fact]
    public async Task ListAssets_WhenFiltered_GivesThoseByUri()
    {
        await Store.CommitAsync([Sample.Asset("s3://a", "Orders")]);
        await Store.CommitAsync([Sample.Asset("s3://b")]);
        await Store.CommitAsync([Sample.Asset("s3://c") with { IsActive = false }]);

        async Task<IEnumerable<string>> Uris(AssetFilter filter) => (await Store.ListAssetsAsync(filter)).Select(a => a.Uri);
        (await Uris(new AssetFilter())).ShouldBe(["s3://a", "s3://b"]);
        (await Uris(new AssetFilter(ActiveOnly: false, AfterUri: "s3://a"))).ShouldBe(["s3://b", "s3://c"]);
        (await Uris(new AssetFilter(Search: "order"))).ShouldBe(["s3://a"]);
        (await Uris(new AssetFilter(Search: "S3:", Limit: 1))).ShouldBe(["s3://a"]);
        (await Store.ListAssetsNamedAsync("Orders")).ShouldHaveSingleItem().Uri.ShouldBe("s3://a");
    }
}
