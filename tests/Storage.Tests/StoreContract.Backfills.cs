using Orrery.Core.Backfills;
using Orrery.Core.Identity;
using Orrery.Core.States;
using Orrery.Storage.Rows;

namespace Orrery.Storage.Tests;

/// <summary>Backfills: one at a time, one run a date, and their lists.</summary>
public abstract partial class StoreContract
{
    [Fact]
    public async Task Commit_WhenADagHasAnActiveBackfill_RefusesAnother()
    {
        (await Store.CommitAsync([Sample.Backfill(1)])).ShouldBe(CommitOutcome.Committed);

        (await Store.CommitAsync([Sample.Backfill(2)])).ShouldBe(CommitOutcome.Stale);
        (await Store.CommitAsync([Sample.Backfill(2, dagId: "other")])).ShouldBe(CommitOutcome.Committed);
        (await Store.CommitAsync([Sample.Backfill(1, revision: 1) with { CompletedAt = Sample.Noon }])).ShouldBe(CommitOutcome.Committed);
        (await Store.CommitAsync([Sample.Backfill(3)])).ShouldBe(CommitOutcome.Committed);
    }

    [Fact]
    public async Task Commit_WhenTheDateHasARunOfTheSchedule_RefusesASecondAndAllThatIsWithIt()
    {
        var date = Sample.Noon.AddDays(-1);
        await Store.CommitAsync([Sample.Run(1, type: DagRunType.Scheduled) with { LogicalDate = date, SlotDate = date }]);

        var outcome = await Store.CommitAsync(
            [Sample.Run(2, type: DagRunType.Backfill) with { LogicalDate = date.AddDays(1), SlotDate = date.AddDays(1) }, Sample.Run(3, type: DagRunType.Backfill) with { LogicalDate = date, SlotDate = date }]);

        outcome.ShouldBe(CommitOutcome.Stale);
        (await Store.GetDagRunAsync("etl", "manual__2")).ShouldBeNull();
        (await Store.CommitAsync([Sample.Run(4) with { LogicalDate = date }])).ShouldBe(CommitOutcome.Committed, "a run by hand claims no date");
        (await Store.CommitAsync([Sample.Run(5, dagId: "other") with { SlotDate = date }])).ShouldBe(CommitOutcome.Committed);
    }

    [Fact]
    public async Task ListBackfills_WhenFilteredAndPaged_GivesTheNewestFirst()
    {
        await Store.CommitAsync([Sample.Backfill(1) with { CompletedAt = Sample.Noon }, Sample.Backfill(2, dagId: "b"), Sample.Backfill(3)]);

        async Task<IEnumerable<long>> Ids(BackfillFilter filter) => (await Store.ListBackfillsAsync(filter)).Select(b => b.BackfillId);
        (await Ids(new BackfillFilter())).ShouldBe([3, 2, 1]);
        (await Ids(new BackfillFilter("etl"))).ShouldBe([3, 1]);
        (await Ids(new BackfillFilter(BeforeId: 3, Limit: 1))).ShouldBe([2]);
        (await Store.ListActiveBackfillsAsync()).ShouldBe([2, 3]);
        (await Store.GetActiveBackfillAsync("etl")).ShouldBe(3);
        (await Store.GetActiveBackfillAsync("none")).ShouldBeNull();
    }

    [Fact]
    public async Task RunsOfABackfill_WhenListedAndCounted_AreItsOwnByOrdinal()
    {
        await Store.CommitAsync(
        [
            Backfilled(10, 1, 2, DagRunState.Queued), Backfilled(11, 1, 1, DagRunState.Queued), Backfilled(12, 1, 3, DagRunState.Running),
            Backfilled(13, 2, 1, DagRunState.Queued), Sample.Run(14, state: DagRunState.Queued), Sample.Run(15),
            new BackfillRunRow { BackfillId = 1, Ordinal = 1, LogicalDate = Sample.Noon, Action = BackfillAction.Create, RunId = "manual__11" },
            new BackfillRunRow { BackfillId = 1, Ordinal = 2, LogicalDate = Sample.Noon, Action = BackfillAction.SkipExisting },
        ]);

        (await Store.ListBackfillRunIdsAsync(1, DagRunState.Queued, 10)).ShouldBe(["manual__11", "manual__10"]);
        (await Store.ListBackfillRunIdsAsync(1, DagRunState.Queued, 1)).ShouldBe(["manual__11"]);
        (await Store.CountBackfillRunsAsync(1)).ShouldBe([new StateCount(DagRunState.Queued, 2), new StateCount(DagRunState.Running, 1)]);
        (await Store.ListBackfillDatesAsync("etl", 1, 0, 10)).Select(d => (d.Row.Ordinal, d.RunState)).ShouldBe([(1, DagRunState.Queued), (2, null)]);
        (await Store.ListBackfillDatesAsync("etl", 1, 1, 10)).Select(d => d.Row.Action).ShouldBe([BackfillAction.SkipExisting]);
        (await Store.CountRunsAsync("etl", DagRunState.Queued)).ShouldBe(1, "max_active_runs of the DAG does not count backfills");
        (await Store.ListRunsInStateAsync("etl", DagRunState.Queued, 10)).ShouldHaveSingleItem().RunPk.ShouldBe(14);
        (await Store.ListUnfinishedRunsAsync(0, 10)).Select(r => r.BackfillId).ShouldBe([1, 1, 1, 2, null, null]);
    }

    [Fact]
    public async Task ListDatedRuns_WhenAskedForARange_GivesBothEnds()
    {
        await Store.CommitAsync([.. Enumerable.Range(0, 5).Select(day => Sample.Run(day + 1) with { LogicalDate = Sample.Noon.AddDays(day) }), Sample.Run(9)]);

        (await Store.ListDatedRunsAsync("etl", Sample.Noon.AddDays(1), Sample.Noon.AddDays(3))).Select(r => r.RunId).ShouldBe(["manual__2", "manual__3", "manual__4"]);
        (await Store.ListDatedRunsAsync("other", Sample.Noon, Sample.Noon.AddDays(9))).ShouldBeEmpty();
    }

    [Fact]
    public async Task FullDags_WhenListed_AreNotDue()
    {
        await Store.CommitAsync([Sample.Dag("a") with { NextRunAfter = Sample.Noon, IsFull = true }, Sample.Dag("b") with { NextRunAfter = Sample.Noon }]);

        (await Store.ListFullDagsAsync("", 10)).ShouldBe(["a"]);
        (await Store.ListFullDagsAsync("a", 10)).ShouldBeEmpty();
        (await Store.ListDueDagsAsync(Sample.Noon, 10)).ShouldBe(["b"]);
    }

    private static DagRunRow Backfilled(long pk, long backfill, int ordinal, DagRunState state) =>
        Sample.Run(pk, state: state, type: DagRunType.Backfill) with { BackfillId = backfill, BackfillOrdinal = ordinal };
}
