using Orrery.Core.States;
using Orrery.Storage.Rows;

namespace Orrery.Storage.Tests;

/// <summary>What waits.</summary>
public abstract partial class StoreContract
{
    [Fact]
    public async Task FindRun_WhenSeveralHaveTheDate_GivesTheNewest()
    {
        await Store.CommitAsync([Sample.Run(1) with { LogicalDate = Sample.Noon }]);
        await Store.CommitAsync([Sample.Run(2) with { LogicalDate = Sample.Noon }]);
        await Store.CommitAsync([Sample.Run(3, dagId: "other") with { LogicalDate = Sample.Noon }]);

        (await Store.FindRunAsync("etl", Sample.Noon))!.RunPk.ShouldBe(2);
        (await Store.FindRunAsync("etl", Sample.Noon.AddTicks(10))).ShouldBeNull();
    }

    [Fact]
    public async Task ListOpenApprovals_WhenSomeWait_GivesThoseWhoseTaskStillAsks()
    {
        await Store.CommitAsync(
        [
            Sample.Run(1),
            Sample.Task(1, 0, TaskInstanceState.Deferred) with { TryNumber = 2 },
            Sample.Task(1, 1, TaskInstanceState.Deferred) with { TryNumber = 1 },
            Sample.Task(1, 2, TaskInstanceState.Failed) with { TryNumber = 1 },
            Approval(0, tryNumber: 1),
            Approval(0, tryNumber: 2),
            Approval(1, tryNumber: 1) with { RespondedAt = Sample.Noon },
            Approval(2, tryNumber: 1),
        ]);

        var open = (await Store.ListOpenApprovalsAsync(10)).ShouldHaveSingleItem();

        (open.DagId, open.RunId, open.TaskId, open.MapIndex, open.Approval.TryNumber).ShouldBe(("etl", "manual__1", "task_0", -1, 2));
        (await Store.GetApprovalsAsync(1)).Select(a => (a.Ordinal, a.TryNumber)).ShouldBe([(0, 1), (0, 2), (1, 1), (2, 1)]);
        (await Store.ListOpenApprovalsAsync(0)).ShouldBeEmpty();
    }

    private static ApprovalRow Approval(int ordinal, int tryNumber) => new()
    {
        RunPk = 1, Ordinal = ordinal, TryNumber = tryNumber, Subject = "now?", OptionsJson = "[]", CreatedAt = Sample.Noon,
    };
}
