using Orrery.Core.States;
using Orrery.Storage.Rows;

namespace Orrery.Storage.Tests;

/// <summary>Fences, order, and one bad change among good ones.</summary>
public abstract partial class StoreContract
{
    [Fact]
    public async Task Commit_WhenRowMustBeNewAndExists_IsStale()
    {
        await Store.CommitAsync([Sample.Run(1)]);

        (await Store.CommitAsync([Sample.Run(1) with { Note = "second" }])).ShouldBe(CommitOutcome.Stale);

        (await Store.GetDagRunAsync("etl", "manual__1"))!.Note.ShouldBeNull();
    }

    [Fact]
    public async Task Commit_WhenRowMustExistAndDoesNot_IsStale()
    {
        (await Store.CommitAsync([Sample.Run(1, revision: 3)])).ShouldBe(CommitOutcome.Stale);

        (await Store.GetDagRunAsync("etl", "manual__1")).ShouldBeNull();
    }

    [Fact]
    public async Task Commit_WhenAnotherRunHasTheRunId_IsStale()
    {
        await Store.CommitAsync([Sample.Run(1)]);

        (await Store.CommitAsync([Sample.Run(2) with { RunId = "manual__1" }])).ShouldBe(CommitOutcome.Stale);
    }

    [Fact]
    public async Task Commit_WhenRevisionIsOld_WritesNothingOfTheChange()
    {
        await Store.CommitAsync([Sample.Run(1), Sample.Task(1, 0)]);
        await Store.CommitAsync([Sample.Run(1, revision: 1)]);

        (await Store.CommitAsync([Sample.Task(1, 0, TaskInstanceState.Success), Sample.Run(1, revision: 1), Sample.XCom(1, 0)])).ShouldBe(CommitOutcome.Stale);

        (await Store.GetTaskInstancesAsync(1)).ShouldHaveSingleItem().State.ShouldBe(TaskInstanceState.None);
        (await Store.GetXComsAsync(1, [0])).ShouldBeEmpty();
        (await Store.GetDagRunAsync("etl", "manual__1"))!.Revision.ShouldBe(2);
    }

    [Fact]
    public async Task Commit_WhenSecondOfTwoFencesIsStale_UndoesTheFirst()
    {
        await Store.CommitAsync([Sample.Dag("etl")]);

        (await Store.CommitAsync([Sample.Dag("etl", revision: 1) with { Owner = "me" }, Sample.Run(1, revision: 9), Sample.Audit("a")])).ShouldBe(CommitOutcome.Stale);

        var dag = (await Store.GetDagAsync("etl")).ShouldNotBeNull();
        dag.Revision.ShouldBe(1);
        dag.Owner.ShouldBeNull();
        (await Store.ListAuditAsync(1)).ShouldBeEmpty();
        (await Store.CommitAsync([Sample.Dag("etl", revision: 1), Sample.Run(1)])).ShouldBe(CommitOutcome.Committed);
    }

    [Fact]
    public async Task Commit_WhenChangeIsEmpty_IsCommitted() => (await Store.CommitAsync([])).ShouldBe(CommitOutcome.Committed);

    [Fact]
    public async Task Commit_WhenRowsOfAChangeFollowEachOther_KeepsTheirOrder()
    {
        await Store.CommitAsync([Sample.XCom(1, 0, "old")]);

        await Store.CommitAsync([new XComRemoval(1, 0), Sample.XCom(1, 0, "new")]);

        (await Store.GetXComsAsync(1, [0])).ShouldHaveSingleItem().Key.ShouldBe("new");
    }

    [Fact]
    public async Task Commit_WhenOneCallerDoesNotWait_AppliesItsChangesInOrder()
    {
        var commits = Enumerable.Range(0, 100).Select(revision => Store.CommitAsync([Sample.Run(1, revision)]).AsTask()).ToList();

        (await Task.WhenAll(commits)).ShouldAllBe(outcome => outcome == CommitOutcome.Committed);
        (await Store.GetDagRunAsync("etl", "manual__1"))!.Revision.ShouldBe(100);
    }

    [Fact]
    public async Task Commit_WhenManyRaceForARow_OneWins()
    {
        await Store.CommitAsync([Sample.Run(1)]);

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => Task.Run(async () => await Store.CommitAsync([Sample.Run(1, 1), Sample.Task(1, i)]))));

        outcomes.Count(o => o == CommitOutcome.Committed).ShouldBe(1);
        (await Store.GetTaskInstancesAsync(1)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task Commit_WhenOneOfManyCannotBeWritten_FailsAlone()
    {
        var commits = Enumerable.Range(0, 50)
            .Select(i => Task.Run(async () => await Store.CommitAsync(i == 20 ? [Sample.Run(i), Sample.Unacceptable(i)] : [Sample.Run(i)])))
            .ToList();

        (await Should.ThrowAsync<ArgumentException>(commits[20])).Message.ShouldContain(nameof(XComRow));
        commits.RemoveAt(20);
        (await Task.WhenAll(commits)).ShouldAllBe(outcome => outcome == CommitOutcome.Committed);
        (await Store.GetDagRunAsync("etl", "manual__20")).ShouldBeNull();
        (await Store.CountRunsAsync("etl", DagRunState.Running)).ShouldBe(49);
    }

    [Fact]
    public async Task Commit_WhenCancelledBefore_WritesNothing()
    {
        await Should.ThrowAsync<OperationCanceledException>(async () => await Store.CommitAsync([Sample.Run(1)], new CancellationToken(canceled: true)));

        (await Store.GetDagRunAsync("etl", "manual__1")).ShouldBeNull();
    }

    [Fact]
    public async Task Query_WhenCancelledBefore_IsCancelled() =>
        await Should.ThrowAsync<OperationCanceledException>(async () => await Store.GetDagAsync("etl", new CancellationToken(canceled: true)));

    [Fact]
    public async Task Store_WhenClosed_RefusesEverything()
    {
        await Store.DisposeAsync();

        await Should.ThrowAsync<ObjectDisposedException>(async () => await Store.CommitAsync([Sample.Run(1)]));
        await Should.ThrowAsync<ObjectDisposedException>(async () => await Store.GetDagAsync("etl"));
    }
}
