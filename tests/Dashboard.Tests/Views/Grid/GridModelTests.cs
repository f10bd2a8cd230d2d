using Orrery.Browser.Tests.Demo;
using Orrery.Core.States;
using Orrery.Dashboard.Views.Grid;
using Orrery.Grains.Interfaces.Catalog;

namespace Orrery.Dashboard.Tests.Views.Grid;

public sealed class GridModelTests
{
    private static readonly DateTimeOffset Now = new(2026, 8, 21, 14, 3, 12, TimeSpan.Zero);
    private static readonly IReadOnlySet<string> Nothing = new HashSet<string>(StringComparer.Ordinal);

    private readonly DemoClient _client = DemoData.Create(Now);

    [Fact]
    public async Task Load_ADag_PutsItsNewestRunsSideBySideOldestFirst()
    {
        var model = new GridModel(_client, DemoData.LiveDag);
        (await model.LoadAsync(await VersionAsync(), 25, Nothing, default)).ShouldBeTrue();

        model.Runs.Count.ShouldBe(25);
        model.Runs.Select(r => r.RunAfter).ShouldBeInOrder();
        model.HasOlder.ShouldBeTrue();
        model.Columns.Select(c => c.Cells.Length).ShouldAllBe(length => length == model.Tree!.TaskCount);
        model.Tree!.TryPlaceOf("load_orders", out var place).ShouldBeTrue();
        TaskCell.StateOf(model.Columns[^1].Cells[place]).ShouldBe(TaskInstanceState.Running);
    }

    [Fact]
    public async Task Load_RunsOfAnOlderVersion_ShowWhatIsGoneAndWhatWasNotThere()
    {
        var model = new GridModel(_client, DemoData.LiveDag);
        await model.LoadAsync(await VersionAsync(), 25, Nothing, default);

        model.Tree!.Rows[^1].ShouldBe(new GridRow(GridRowKind.Gone, "sync_legacy_crm", "sync_legacy_crm", 1));
        model.Tree.TryPlaceOf("verify_archive", out var added).ShouldBeTrue();
        TaskCell.IsPresent(model.Columns[0].Cells[added]).ShouldBeFalse();
        TaskCell.IsPresent(model.Columns[0].Cells[^1]).ShouldBeTrue();
        TaskCell.IsPresent(model.Columns[^1].Cells[^1]).ShouldBeFalse();
    }

    [Fact]
    public async Task Load_AMappedTask_IsOneCellWithItsCounts()
    {
        var model = new GridModel(_client, DemoData.LiveDag);
        await model.LoadAsync(await VersionAsync(), 25, Nothing, default);
        model.Tree!.TryPlaceOf("detect_duplicates", out var place);

        (model.Columns[^2].Cells[place] & TaskCell.Mapped).ShouldNotBe(0);
        model.Columns[^2].Mapped[place].Sum().ShouldBe(3);
    }

    [Fact]
    public async Task Load_Again_KeepsTheRowsAndReadsOnlyWhatMayHaveChanged()
    {
        var model = new GridModel(_client, DemoData.FailedDag);
        var version = (await _client.GetDagAsync(DemoData.FailedDag))!.Version;
        await model.LoadAsync(version, 25, Nothing, default);
        var (tree, run) = (model.Tree, model.Runs[^1]);
        _client.PutTasks(run.DagId, run.DagRunId, [DemoData.Task(run.DagId, run.DagRunId, 0, "fetch_invoices", TaskInstanceState.Skipped)]);

        await model.LoadAsync(version, 25, Nothing, default);
        TaskCell.StateOf(model.Columns[^1].Cells[0]).ShouldBe(TaskInstanceState.Success);
        await model.LoadAsync(version, 50, new HashSet<string>(StringComparer.Ordinal) { run.DagRunId }, default);

        TaskCell.StateOf(model.Columns[^1].Cells[0]).ShouldBe(TaskInstanceState.Skipped);
        model.Runs.Count.ShouldBe(50);
        model.Tree.ShouldBeSameAs(tree);
    }

    [Fact]
    public async Task Load_AVersionThatIsGone_SaysSo() =>
        (await new GridModel(_client, DemoData.LiveDag).LoadAsync("gone", 25, Nothing, default)).ShouldBeFalse();

    [Fact]
    public async Task Watch_RunsThatGoOn_TellsWhatChangedAndStopsAtTheirEnd()
    {
        var model = new GridModel(_client, DemoData.LiveDag);
        await model.LoadAsync(await VersionAsync(), 25, Nothing, default);
        var changed = new SemaphoreSlim(0);
        using var watch = new GridWatch(_client, TimeProvider.System, DemoData.LiveDag, () => changed.Release());
        watch.Watch(model.Runs);
        var runId = DemoData.LiveRun(Now);
        watch.Covers(runId).ShouldBeTrue();
        watch.Covers(model.Runs[0].DagRunId).ShouldBeFalse();
        await changed.WaitAsync(TimeSpan.FromSeconds(30));
        watch.Take(model.Tree!).ShouldHaveSingleItem();
        watch.Take(model.Tree!).ShouldBeEmpty();

        _client.Move(DemoData.LiveDag, runId, "load_orders", t => t with { State = TaskInstanceState.Failed });
        await changed.WaitAsync(TimeSpan.FromSeconds(30));
        var (run, column) = watch.Take(model.Tree!).ShouldHaveSingleItem();
        model.Tree!.TryPlaceOf("load_orders", out var place);
        TaskCell.StateOf(column.Cells[place]).ShouldBe(TaskInstanceState.Failed);
        model.Replace(run, column)!.DagRunId.ShouldBe(runId);

        _client.Move(DemoData.LiveDag, runId, r => r with { State = DagRunState.Failed, EndDate = Now });
        await changed.WaitAsync(TimeSpan.FromSeconds(30));
        watch.Take(model.Tree!).ShouldHaveSingleItem().Run.State.ShouldBe(DagRunState.Failed);
        watch.Covers(runId).ShouldBeFalse();
    }

    private async Task<string> VersionAsync() => (await _client.GetDagAsync(DemoData.LiveDag))!.Version;
}
