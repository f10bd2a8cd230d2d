using Orrery.Core.Queues;
using Orrery.Core.States;
using Orrery.Storage.Rows;

namespace Orrery.Storage.Tests;

/// <summary>Pools, who holds their slots, and the fence of grants.</summary>
public abstract partial class StoreContract
{
    [Fact]
    public async Task ListPools_WhenTheStoreIsNew_GivesTheDefaultPool()
    {
        await Store.CommitAsync([Sample.Pool("a", -1) with { IncludeDeferred = true }]);

        var pools = await Store.ListPoolsAsync();

        pools.Select(p => (p.Name, p.Slots)).ShouldBe([("a", -1), ("default_pool", 128)]);
        (await Store.CommitAsync([pools[1] with { Slots = 1 }])).ShouldBe(CommitOutcome.Committed);
        (await Store.GetPoolAsync("default_pool")).ShouldNotBeNull().Slots.ShouldBe(1);
    }

    [Fact]
    public async Task CountPoolSlots_WhenTasksAreInManyStates_SumsThoseThatAreUnderWay()
    {
        TaskInstanceRow In(int ordinal, string pool, int slots, TaskInstanceState state) => Sample.Task(1, ordinal, state) with { Pool = pool, PoolSlots = slots };
        await Store.CommitAsync(
        [
            Sample.Run(1),
            In(0, "a", 1, TaskInstanceState.Scheduled), In(1, "a", 2, TaskInstanceState.Scheduled), In(2, "a", 3, TaskInstanceState.Queued),
            In(3, "b", 4, TaskInstanceState.Running), In(4, "b", 0, TaskInstanceState.Running), In(5, "b", 5, TaskInstanceState.Restarting),
            In(6, "b", 6, TaskInstanceState.Deferred), In(7, "b", 7, TaskInstanceState.Success), In(8, "a", 8, TaskInstanceState.None),
        ]);

        PoolSlotCount[] b = [new("b", TaskInstanceState.Running, 4), new("b", TaskInstanceState.Restarting, 5), new("b", TaskInstanceState.Deferred, 6)];
        (await Store.CountPoolSlotsAsync(null)).ShouldBe([new("a", TaskInstanceState.Scheduled, 3), new("a", TaskInstanceState.Queued, 3), .. b]);
        (await Store.CountPoolSlotsAsync("b")).ShouldBe(b);
        (await Store.CountPoolSlotsAsync("none")).ShouldBeEmpty();
    }

    [Fact]
    public async Task ListHolders_WhenTasksAreLeased_GivesTheirLeases()
    {
        var (first, second, third) = (new Guid(1, 0, 0, new byte[8]), new Guid(2, 0, 0, new byte[8]), new Guid(3, 0, 0, new byte[8]));
        TaskInstanceRow Leased(long run, int ordinal, string task, Guid lease, string pool, TaskInstanceState state = TaskInstanceState.Running) =>
            Sample.Task(run, ordinal, state) with { TaskId = task, LeaseId = lease, Host = "h", Pool = pool, PoolSlots = 2 };
        await Store.CommitAsync([Sample.Run(1), Leased(1, 0, "t", first, "a"), Leased(1, 1, "u", second, "b"), Sample.Task(1, 2, TaskInstanceState.Queued) with { Pool = "a" }]);
        await Store.CommitAsync([Sample.Run(2), Leased(2, 0, "t", third, "a", TaskInstanceState.Restarting)]);

        (await Store.ListPoolHoldersAsync("a")).ShouldBe([new SlotHolder(first, 2), new SlotHolder(third, 2)], ignoreOrder: true);
        (await Store.ListTaskHoldersAsync("etl", "t")).ShouldBe([new SlotHolder(first, 1), new SlotHolder(third, 1)], ignoreOrder: true);
        (await Store.ListTaskHoldersAsync("other", "t")).ShouldBeEmpty();
        (await Store.ListPoolTasksAsync("b", 5)).ShouldHaveSingleItem().Task.TaskId.ShouldBe("u");
        (await Store.ListPoolTasksAsync("a", 1)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task Commit_WhenAGrantIsOfAnOlderCount_WritesNothing()
    {
        var count = new LimitEpochRow { LimitKey = "p", OpenedAt = Sample.Noon, Revision = 0 };
        await Store.CommitAsync([count]);
        (await Store.CommitAsync([Sample.Run(1), new LimitEpochAssertion("p", 1)])).ShouldBe(CommitOutcome.Committed);

        await Store.CommitAsync([count with { Revision = 1 }]);

        StoreRow[] late = [Sample.Run(1, revision: 1) with { Note = "late" }, Sample.Task(1, 0), new LimitEpochAssertion("p", 1)];
        (await Store.CommitAsync(late)).ShouldBe(CommitOutcome.GrantVoid);
        (await Store.CommitAsync([Sample.Run(2), new LimitEpochAssertion("never counted", 1)])).ShouldBe(CommitOutcome.GrantVoid);
        (await Store.GetDagRunAsync("etl", "manual__1")).ShouldNotBeNull().Note.ShouldBeNull();
        (await Store.GetTaskInstancesAsync(1)).ShouldBeEmpty();
        (await Store.CommitAsync([.. late[..2], new LimitEpochAssertion("p", 2)])).ShouldBe(CommitOutcome.Committed);
    }
}
