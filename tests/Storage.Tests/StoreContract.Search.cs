using Orrery.Core.Identity;
using Orrery.Core.States;
using Orrery.Storage.Rows;

namespace Orrery.Storage.Tests;

/// <summary>What people search by.</summary>
public abstract partial class StoreContract
{
    [Theory]
    [MemberData(nameof(RunFilters))]
    public async Task CountDagRuns_WhenThereAreMoreThanTheLimit_CountsNoFurther(string? dagId, DagRunState[] states, DagRunType? type)
    {
        var runs = await WriteRuns();
        var expected = runs.Count(r => (dagId is null || r.DagId == dagId) && (states.Length == 0 || states.Contains(r.State)) && (type is null || r.Type == type));
        var filter = new DagRunFilter(dagId, states, type is { } wanted ? [wanted] : [], Limit: 1_000);

        (await Store.CountDagRunsAsync(filter)).ShouldBe(expected);
        (await Store.CountDagRunsAsync(filter with { Limit = 2 })).ShouldBe(Math.Min(2, expected));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("a")]
    public async Task ListDagRuns_WhenARangeIsWanted_GivesItInEitherOrder(string? dagId)
    {
        var runs = await WriteRuns();
        DateTimeOffset[] moments = [.. runs.Select(r => r.RunAfter).Distinct().Order()];
        var (from, to) = (moments[1], moments[^2]);
        var expected = runs.Where(r => (dagId is null || r.DagId == dagId) && r.RunAfter >= from && r.RunAfter <= to)
            .OrderBy(r => r.RunAfter).ThenBy(r => r.RunPk).Select(r => r.RunPk).ToList();
        var filter = new DagRunFilter(dagId, Limit: 1_000) { From = from, To = to };

        (await Store.ListDagRunsAsync(filter with { OldestFirst = true })).Select(r => r.RunPk).ShouldBe(expected);
        (await Store.ListDagRunsAsync(filter)).Select(r => r.RunPk).ShouldBe(expected.AsEnumerable().Reverse());
        var first = expected.Count > 0 ? runs.Single(r => r.RunPk == expected[0]) : throw new InvalidOperationException("There is nothing in the range.");
        (await Store.ListDagRunsAsync(filter with { OldestFirst = true, After = new RunPlace(first.RunAfter, first.RunPk) })).Select(r => r.RunPk).ShouldBe(expected.Skip(1));
        (await Store.CountDagRunsAsync(filter)).ShouldBe(expected.Count);
    }

    [Fact]
    public async Task CountRunsByState_WhenDagsHaveRuns_CountsEachStateToTheLimit()
    {
        var runs = await WriteRuns();
        var expected = runs.Where(r => r.DagId is "a" or "b").GroupBy(r => (r.DagId, r.State)).Select(g => new DagStateCount(g.Key.DagId, g.Key.State, g.Count()));
        (await Store.CountRunsByStateAsync(["a", "b", "none"], 1_000)).ShouldBe(expected, ignoreOrder: true);
        (await Store.CountRunsByStateAsync(["a"], 1)).ShouldAllBe(c => c.Count == 1);
    }

    [Fact]
    public async Task ListDags_WhenFilteredByManyProperties_GivesThoseThatHaveThemAll()
    {
        await Store.CommitAsync(
        [
            Sample.Dag("etl_orders") with { Owner = "ada", TagsJson = """["daily","money"]""", File = "broken.yaml" },
            Sample.Dag("etl_users") with { Owner = "bob", TagsJson = """["daily"]""", IsPaused = true },
            Sample.Dag("report") with { TagsJson = """["money","50%"]""" },
            Sample.ImportError("main", "broken.yaml"),
            new DagFavoriteRow { UserName = "ada", DagId = "report" },
        ]);

        (await IdsAsync(new DagFilter { IdPatterns = ["etl%users", "REP"] })).ShouldBe(["etl_users", "report"]);
        (await IdsAsync(new DagFilter { Tags = ["daily", "money"] })).ShouldBe(["etl_orders", "etl_users", "report"]);
        (await IdsAsync(new DagFilter { Tags = ["daily", "money"], AllTags = true })).ShouldBe(["etl_orders"]);
        (await IdsAsync(new DagFilter { Tags = ["dail"] })).ShouldBeEmpty();
        (await IdsAsync(new DagFilter { Tags = ["50%"] })).ShouldBe(["report"]);
        (await IdsAsync(new DagFilter { Owners = ["ada", "eve"] })).ShouldBe(["etl_orders"]);
        (await IdsAsync(new DagFilter { IsPaused = true })).ShouldBe(["etl_users"]);
        (await IdsAsync(new DagFilter { HasImportErrors = true })).ShouldBe(["etl_orders"]);
        (await IdsAsync(new DagFilter { HasImportErrors = false })).ShouldBe(["etl_users", "report"]);
        (await IdsAsync(new DagFilter { FavoriteOf = "ada" })).ShouldBe(["report"]);
        (await IdsAsync(new DagFilter { NoFavoriteOf = "ada" })).ShouldBe(["etl_orders", "etl_users"]);
        (await Store.CountDagsAsync(new DagFilter { Tags = ["money"], Limit = 1 })).ShouldBe(2);
        (await Store.ListTagSetsAsync()).ShouldBe(["""["daily","money"]""", """["daily"]""", """["money","50%"]"""], ignoreOrder: true);
    }

    [Fact]
    public async Task ListDags_WhenTheStateOfTheNewestRunIsWanted_LooksAtThatRun()
    {
        await Store.CommitAsync([Sample.Dag("a"), Sample.Dag("b"), Sample.Dag("c")]);
        var runs = await WriteRuns();
        var newest = runs.Where(r => r.DagId == "a").OrderByDescending(r => r.RunAfter).ThenByDescending(r => r.RunPk).First();
        (await IdsAsync(new DagFilter { LastRunState = newest.State })).ShouldContain("a");
        (await IdsAsync(new DagFilter { LastRunState = newest.State == DagRunState.Failed ? DagRunState.Success : DagRunState.Failed })).ShouldNotContain("a");
    }

    [Fact]
    public async Task ListXComNames_WhenReadInPages_GivesEachOnceWithoutItsValue()
    {
        await Store.CommitAsync([Sample.XCom(7, 1), Sample.XCom(7, 2) with { Key = "a" }, Sample.XCom(7, 2) with { Key = "b" }, Sample.XCom(8, 1)]);
        var first = await Store.ListXComNamesAsync(7, -1, "", 2);
        first.Select(x => (x.Ordinal, x.Key)).ShouldBe([(1, Sample.XCom(7, 1).Key), (2, "a")]);
        (await Store.ListXComNamesAsync(7, 2, "a", 2)).Select(x => x.Key).ShouldBe(["b"]);
        (await Store.GetXComAsync(7, 2, "b"))!.ValueJson.ShouldBe(Sample.XCom(7, 2).ValueJson);
        (await Store.GetXComAsync(7, 2, "c")).ShouldBeNull();
    }

    private async Task<IEnumerable<string>> IdsAsync(DagFilter filter) => (await Store.ListDagsAsync(filter)).Select(d => d.DagId);
}
