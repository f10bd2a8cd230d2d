using Orrery.Core.Identity;
using Orrery.Core.States;
using Orrery.Storage.Rows;

namespace Orrery.Storage.Tests;

/// <summary>Order, filters and pages.</summary>
public abstract partial class StoreContract
{
    [Fact]
    public async Task Get_WhenThereIsNone_IsNull()
    {
        (await Store.GetDagAsync("x")).ShouldBeNull();
        (await Store.GetDagVersionAsync("x")).ShouldBeNull();
        (await Store.GetReleaseAsync("x", 1)).ShouldBeNull();
        (await Store.GetSourceAsync("x", 1)).ShouldBeNull();
        (await Store.GetDagRunAsync("x", "y")).ShouldBeNull();
        (await Store.GetBackfillAsync(1)).ShouldBeNull();
        (await Store.GetBundleAsync("x")).ShouldBeNull();
        (await Store.GetGrainStateAsync("x", "y", "z")).ShouldBeNull();
        (await Store.GetNextDueAsync()).ShouldBeNull();
    }

    [Fact]
    public async Task ListDags_WhenFiltered_GivesThoseById()
    {
        await Store.CommitAsync([Sample.Dag("b_Sales"), Sample.Dag("a", bundle: "other"), Sample.Dag("c"), Sample.Dag("d_sales") with { IsActive = false }]);

        async Task<IEnumerable<string>> Ids(DagFilter filter) => (await Store.ListDagsAsync(filter)).Select(d => d.DagId);
        (await Ids(new DagFilter())).ShouldBe(["a", "b_Sales", "c"]);
        (await Ids(new DagFilter(ActiveOnly: false))).ShouldBe(["a", "b_Sales", "c", "d_sales"]);
        (await Ids(new DagFilter(Bundle: "main"))).ShouldBe(["b_Sales", "c"]);
        (await Ids(new DagFilter(Search: "sALES", ActiveOnly: false))).ShouldBe(["b_Sales", "d_sales"]);
        (await Ids(new DagFilter(Search: "_%"))).ShouldBeEmpty();
        (await Ids(new DagFilter(AfterDagId: "a", Limit: 1))).ShouldBe(["b_Sales"]);
        (await Ids(new DagFilter(Bundle: "main", Search: "c", AfterDagId: "b_Sales"))).ShouldBe(["c"]);
    }

    [Fact]
    public async Task ListDueDags_WhenSomeAreDue_GivesTheLongestDueFirst()
    {
        await Store.CommitAsync(
        [
            Sample.Dag("now") with { NextRunAfter = Sample.Noon },
            Sample.Dag("earlier") with { NextRunAfter = Sample.Noon.AddHours(-1) },
            Sample.Dag("later") with { NextRunAfter = Sample.Noon.AddTicks(10) },
            Sample.Dag("paused") with { NextRunAfter = Sample.Noon.AddHours(-2), IsPaused = true },
            Sample.Dag("inactive") with { NextRunAfter = Sample.Noon.AddHours(-2), IsActive = false },
            Sample.Dag("never"),
        ]);

        (await Store.ListDueDagsAsync(Sample.Noon, 10)).ShouldBe(["earlier", "now"]);
        (await Store.ListDueDagsAsync(Sample.Noon, 1)).ShouldBe(["earlier"]);
        (await Store.GetNextDueAsync()).ShouldBe(Sample.Noon.AddHours(-1));
    }

    [Fact]
    public async Task UpcomingRuns_AreThoseOfSchedulesThatGoOn_TheFirstFirst()
    {
        await Store.CommitAsync(
        [
            Sample.Dag("soon") with { NextRunAfter = Sample.Noon },
            Sample.Dag("late") with { NextRunAfter = Sample.Noon.AddHours(1) },
            Sample.Dag("paused") with { NextRunAfter = Sample.Noon, IsPaused = true },
        ]);

        (await Store.ListUpcomingRunsAsync(10)).ShouldBe([new UpcomingRun("soon", Sample.Noon), new UpcomingRun("late", Sample.Noon.AddHours(1))]);
        (await Store.ListUpcomingRunsAsync(1)).ShouldHaveSingleItem().DagId.ShouldBe("soon");
    }

    public static TheoryData<string?, DagRunState[], DagRunType?> RunFilters()
    {
        DagRunState[][] states = [[], [DagRunState.Failed], [DagRunState.Running, DagRunState.Queued], [DagRunState.Success, DagRunState.Success]];
        var data = new TheoryData<string?, DagRunState[], DagRunType?>();
        foreach (var dagId in new[] { null, "a", "none" })
        {
            foreach (var wanted in states)
            {
                foreach (var type in new DagRunType?[] { null, DagRunType.Backfill })
                {
                    data.Add(dagId, wanted, type);
                }
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(RunFilters))]
    public async Task ListDagRuns_WhenReadInPages_GivesEachRunOnceInOrder(string? dagId, DagRunState[] states, DagRunType? type)
    {
        var runs = await WriteRuns();
        var expected = runs
            .Where(r => (dagId is null || r.DagId == dagId) && (states.Length == 0 || states.Contains(r.State)) && (type is null || r.Type == type))
            .OrderByDescending(r => r.RunAfter).ThenByDescending(r => r.RunPk).Select(r => r.RunPk).ToList();

        var paged = new List<long>();
        RunPlace? place = null;
        while (await Store.ListDagRunsAsync(new DagRunFilter(dagId, states, type is { } wanted ? [wanted] : [], place, Limit: 7)) is { Count: > 0 } page)
        {
            page.Count.ShouldBeLessThanOrEqualTo(7);
            paged.AddRange(page.Select(r => r.RunPk));
            place = new RunPlace(page[^1].RunAfter, page[^1].RunPk);
        }

        paged.ShouldBe(expected);
    }

    [Fact]
    public async Task ListLatestRuns_WhenDagsHaveRuns_GivesTheNewestOfEach()
    {
        var runs = await WriteRuns();
        var expected = new[] { "b", "a" }
            .SelectMany(d => runs.Where(r => r.DagId == d).OrderByDescending(r => r.RunAfter).ThenByDescending(r => r.RunPk).Take(3)).Select(r => r.RunPk);

        (await Store.ListLatestRunsAsync(["b", "none", "a"], 3)).Select(r => r.RunPk).ShouldBe(expected);
    }

    [Fact]
    public async Task ListRunsInState_WhenThereAreSome_GivesTheEarliestFirst()
    {
        var runs = await WriteRuns();
        var queued = runs.Where(r => r is { DagId: "a", State: DagRunState.Queued, Type: not DagRunType.Backfill }).OrderBy(r => r.RunAfter).ThenBy(r => r.RunPk).Select(r => r.RunPk).ToList();

        (await Store.ListRunsInStateAsync("a", DagRunState.Queued, 100)).Select(r => r.RunPk).ShouldBe(queued);
        (await Store.ListRunsInStateAsync("a", DagRunState.Queued, 2)).Select(r => r.RunPk).ShouldBe(queued.Take(2));
        (await Store.CountRunsAsync("a", DagRunState.Queued)).ShouldBe(queued.Count);
    }

    [Fact]
    public async Task ListUnfinishedRuns_WhenReadInPages_GivesEachOnceByNumber()
    {
        var runs = await WriteRuns();
        var expected = runs.Where(r => !r.State.IsFinished()).Select(r => new UnfinishedRun(r.RunPk, r.DagId, r.RunId, r.State)).ToList();

        var paged = new List<UnfinishedRun>();
        while (await Store.ListUnfinishedRunsAsync(paged.Count == 0 ? 0 : paged[^1].RunPk, 7) is { Count: > 0 } page)
        {
            paged.AddRange(page);
        }

        paged.ShouldBe(expected);
    }

    [Fact]
    public async Task ListUnfinishedRuns_WhenARunEnds_NoLongerGivesIt()
    {
        await Store.CommitAsync([Sample.Run(1)]);
        await Store.CommitAsync([Sample.Run(1, 1, state: DagRunState.Success)]);

        (await Store.ListUnfinishedRunsAsync(0, 10)).ShouldBeEmpty();
    }

    [Fact]
    public async Task GetTaskInstances_WhenThereAreManyOfManyRuns_GivesThoseOfTheRunByOrdinal()
    {
        await Store.CommitAsync([.. Enumerable.Range(0, 10_000).Reverse().Select(i => Sample.Task(2, i)), Sample.Task(1, 0), Sample.Task(3, 0)]);

        (await Store.GetTaskInstancesAsync(2)).Select(t => t.Ordinal).ShouldBe(Enumerable.Range(0, 10_000));
    }

    [Fact]
    public async Task ListLeased_WhenLeasesComeAndGo_GivesThoseOfTheHost()
    {
        TaskInstanceRow Leased(long run, int ordinal, string host, bool isLeased = true) => Sample.Task(run, ordinal, TaskInstanceState.Running) with
        {
            Host = host,
            LeaseId = isLeased ? new Guid(ordinal, 0, 0, new byte[8]) : null,
        };
        await Store.CommitAsync([Sample.Run(2), Sample.Run(1), Leased(2, 0, "h1"), Leased(1, 1, "h1"), Leased(1, 0, "h1"), Leased(1, 2, "h2"), Leased(1, 3, "h1", isLeased: false)]);
        await Store.CommitAsync([Leased(1, 0, "h1", isLeased: false)]);

        var leased = await Store.ListLeasedAsync("h1");

        leased.ShouldBe([new LeasedTask("etl", "manual__1", Leased(1, 1, "h1")), new LeasedTask("etl", "manual__2", Leased(2, 0, "h1"))]);
    }

    [Fact]
    public async Task GetTries_WhenThereAreSeveral_GivesThemInOrder()
    {
        TaskTryRow Try(int ordinal, int number) => new() { RunPk = 1, Ordinal = ordinal, TryNumber = number, State = TaskInstanceState.Failed };
        await Store.CommitAsync([Try(0, 3), Try(0, 1), Try(1, 1), Try(0, 2)]);

        (await Store.GetTriesAsync(1, 0)).ShouldBe([Try(0, 1), Try(0, 2), Try(0, 3)]);
    }

    [Fact]
    public async Task GetXComs_WhenAskedForSomeTasks_GivesTheirsByTaskAndKey()
    {
        await Store.CommitAsync([Sample.XCom(1, 2, "b"), Sample.XCom(1, 2, "a"), Sample.XCom(1, 0), Sample.XCom(1, 1), Sample.XCom(2, 2)]);

        (await Store.GetXComsAsync(1, [2, 0, 2])).ShouldBe([Sample.XCom(1, 0), Sample.XCom(1, 2, "a"), Sample.XCom(1, 2, "b")]);
        (await Store.GetXComsAsync(1, [])).ShouldBeEmpty();
    }

    [Fact]
    public async Task Lists_WhenUnfiltered_AreInOrder()
    {
        BundleRow Bundle(string name) => new() { Name = name, Backend = "folder", Location = "/b", Revision = 0 };
        RuntimeHostRow Host(string name) => new() { Name = name, Capacity = 1, QueuesJson = "[]", HeartbeatAt = Sample.Noon };
        await Store.CommitAsync(
        [
            Bundle("b"), Bundle("a"), Host("h2"), Host("h1"), Sample.Audit("first"), Sample.Audit("second"), Sample.Audit("third"),
            Sample.ImportError("b", "x"), Sample.ImportError("a", "z"), Sample.ImportError("a", "y"),
            Sample.Reminder("g2", "a"), Sample.Reminder("g1", "b"), Sample.Reminder("g1", "a"),
        ]);

        (await Store.ListBundlesAsync()).Select(b => b.Name).ShouldBe(["a", "b"]);
        (await Store.ListHostsAsync()).Select(h => h.Name).ShouldBe(["h1", "h2"]);
        (await Store.ListAuditAsync(2)).Select(a => a.Event).ShouldBe(["third", "second"]);
        (await Store.ListImportErrorsAsync(null)).Select(e => e.Bundle + e.File).ShouldBe(["ay", "az", "bx"]);
        (await Store.ListImportErrorsAsync("a")).Select(e => e.File).ShouldBe(["y", "z"]);
        (await Store.ListRemindersAsync(null)).Select(r => r.GrainId + r.Name).ShouldBe(["g1a", "g1b", "g2a"]);
        (await Store.ListRemindersAsync("g1")).Select(r => r.Name).ShouldBe(["a", "b"]);
    }

    /// <summary>120 runs of two DAGs in all states and of all types, with only five different instants among them.</summary>
    private async Task<IReadOnlyList<DagRunRow>> WriteRuns()
    {
        var random = new Random(7);
        var runs = Enumerable.Range(1, 120).Select(pk => Sample.Run(
            pk,
            dagId: random.Next(2) == 0 ? "a" : "b",
            state: (DagRunState)random.Next(4),
            type: (DagRunType)random.Next(4),
            runAfter: Sample.Noon.AddHours(random.Next(5)))).ToList();
        (await Store.CommitAsync([.. runs])).ShouldBe(CommitOutcome.Committed);
        return runs;
    }
}
