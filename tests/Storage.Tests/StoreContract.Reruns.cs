using Orrery.Core.Identity;
using Orrery.Core.States;
using Orrery.Storage.Rows;

namespace Orrery.Storage.Tests;

/// <summary>What runs need to know of others.</summary>
public abstract partial class StoreContract
{
    [Fact]
    public async Task Commit_WhenInstancesAreShifted_MovesAllThatHangsOnThemAtOnce()
    {
        await Store.CommitAsync([Sample.Task(7, 0), Sample.Task(7, 1), Sample.Task(7, 2), Sample.Task(8, 0), Sample.XCom(7, 0), Sample.XCom(7, 2)]);

        // The first becomes the last, as when it is removed, and the others move up.
        await Store.CommitAsync([new TaskInstanceShift(7, 0, 0, 2), new TaskInstanceShift(7, 1, 2, -1), new TaskInstanceShiftEnd(7), Sample.Task(7, 1) with { TaskId = "written" }]);

        (await Store.GetTaskInstancesAsync(7)).Select(t => (t.Ordinal, t.TaskId)).ShouldBe([(0, Sample.Task(7, 1).TaskId), (1, "written"), (2, Sample.Task(7, 0).TaskId)]);
        (await Store.GetXComsAsync(7, [0, 1, 2])).Select(x => x.Ordinal).Order().ShouldBe([1, 2]);
        (await Store.GetTaskInstancesAsync(8)).ShouldHaveSingleItem().Ordinal.ShouldBe(0);
    }

    [Fact]
    public async Task GetPreviousRun_WhenThereAreEarlierOnes_IsTheLatestOfThem()
    {
        await Store.CommitAsync([Dated(1, 1), Dated(2, 2), Dated(3, 3, DagRunType.Manual), Dated(4, 4), Dated(5, null), Dated(6, 2, dagId: "other")]);

        async Task<long?> Previous(int hour, bool includeManual = true) =>
            (await Store.GetPreviousRunAsync("etl", Sample.Noon.AddHours(hour), includeManual))?.RunPk;
        (await Previous(4)).ShouldBe(3);
        (await Previous(4, includeManual: false)).ShouldBe(2);
        (await Previous(100)).ShouldBe(4);
        (await Previous(1)).ShouldBeNull();
    }

    [Fact]
    public async Task HasEarlierInstance_WhenOnlyTheSameOrALaterRunHasTheTask_IsFalse()
    {
        await Store.CommitAsync([Dated(1, 1), Dated(2, 2)]);
        await Store.CommitAsync([Sample.Task(2, 0) with { TaskId = "new" }, Sample.Task(1, 0) with { TaskId = "old" }, Sample.Task(2, 1) with { TaskId = "old" }]);

        Task<bool> Has(string taskId) => Store.HasEarlierInstanceAsync("etl", taskId, Sample.Noon.AddHours(2));
        (await Has("old")).ShouldBeTrue();
        (await Has("new")).ShouldBeFalse();
    }

    [Fact]
    public async Task ListRunsByDate_WhenBounded_GivesThoseWithinByDate()
    {
        await Store.CommitAsync([Dated(1, 3), Dated(2, 1), Dated(3, 2), Dated(4, null), Dated(5, 2, dagId: "other")]);

        async Task<IEnumerable<long>> Runs(int? from, int? to, int limit = 10) =>
            (await Store.ListRunsByDateAsync("etl", At(from), At(to), limit)).Select(r => r.RunPk);
        (await Runs(null, null)).ShouldBe([2L, 3, 1]);
        (await Runs(2, null)).ShouldBe([3L, 1]);
        (await Runs(null, 2)).ShouldBe([2L, 3]);
        (await Runs(null, null, limit: 1)).ShouldBe([2L]);

        static DateTimeOffset? At(int? hour) => hour is { } h ? Sample.Noon.AddHours(h) : null;
    }

    [Fact]
    public async Task ListDagsWithRunsDue_WhenQueuedRunsComeDue_GivesTheirDags()
    {
        await Store.CommitAsync(
        [
            Sample.Run(1, dagId: "late", state: DagRunState.Queued, runAfter: Sample.Noon),
            Sample.Run(2, dagId: "now", state: DagRunState.Queued, runAfter: Sample.Noon.AddHours(1)),
            Sample.Run(3, dagId: "runs", state: DagRunState.Running, runAfter: Sample.Noon.AddHours(1)),
            Sample.Run(4, dagId: "next", state: DagRunState.Queued, runAfter: Sample.Noon.AddHours(2)),
        ]);

        (await Store.ListDagsWithRunsDueAsync(Sample.Noon, Sample.Noon.AddHours(1))).ShouldBe(["now"]);
        (await Store.GetNextRunAfterAsync(Sample.Noon.AddHours(1))).ShouldBe(Sample.Noon.AddHours(2));
        (await Store.GetNextRunAfterAsync(Sample.Noon.AddHours(2))).ShouldBeNull();
    }

    [Fact]
    public async Task ListInstanceStates_WhenTheRunHasTasks_GivesTheirStatesInOrder()
    {
        await Store.CommitAsync([Sample.Task(1, 1, TaskInstanceState.Failed), Sample.Task(1, 0, TaskInstanceState.Success), Sample.Task(2, 0)]);

        (await Store.ListInstanceStatesAsync(1)).Select(i => i.State).ShouldBe([TaskInstanceState.Success, TaskInstanceState.Failed]);
    }

    [Fact]
    public async Task ListCells_WhenTheRunHasTasks_GivesWhatIsShownOfThemInOrder()
    {
        await Store.CommitAsync([Sample.Task(1, 1, TaskInstanceState.Failed) with { MapIndex = 4, TryNumber = 2 }, Sample.Task(1, 0, TaskInstanceState.Success), Sample.Task(2, 0)]);

        var cells = await Store.ListCellsAsync(1);

        cells.Select(c => (c.MapIndex, c.State)).ShouldBe([(-1, TaskInstanceState.Success), (4, TaskInstanceState.Failed)]);
        cells[1].TryNumber.ShouldBe(2);
    }

    private static Storage.Rows.DagRunRow Dated(long pk, int? hour, DagRunType type = DagRunType.Scheduled, string dagId = "etl") =>
        Sample.Run(pk, dagId: dagId, type: type) with { LogicalDate = hour is { } h ? Sample.Noon.AddHours(h) : null };
}
