using Orrery.Browser.Tests.Demo;
using Orrery.Core.States;
using Orrery.Dashboard.Views;
using Orrery.Dashboard.Views.Dags;
using Orrery.Dashboard.Views.Runs;
using Orrery.Grains.Interfaces.Catalog;
using Orrery.Grains.Interfaces.Runs;

namespace Orrery.Dashboard.Tests.Views;

public sealed class RunBoardTests
{
    private static readonly DateTimeOffset Now = DateTimeOffset.UnixEpoch;

    [Fact]
    public void Apply_ChangesInOrder_EndLikeASnapshot()
    {
        var random = new Random(3);
        var tasks = Enumerable.Range(0, 50).Select(i => Task(i, TaskInstanceState.None)).ToList();
        var board = new RunBoard();
        board.Apply(Update(10, isSnapshot: true, [.. tasks])).ShouldBeTrue();
        for (var sequence = 11; sequence < 300; sequence++)
        {
            var place = random.Next(tasks.Count);
            tasks[place] = Task(place, (TaskInstanceState)random.Next(13));
            board.Apply(Update(sequence, isSnapshot: false, tasks[place])).ShouldBeTrue();
        }

        board.Tasks.ShouldBe(tasks);
        board.Counts().Sum(c => c.Count).ShouldBe(50);
        board.Counts().Select(c => TaskInstanceStateFacts.Of(c.State).Severity).ShouldBeInOrder(SortDirection.Descending);
    }

    [Fact]
    public void Apply_AfterAGap_AsksForASnapshotAndKeepsWhatItHad()
    {
        var board = new RunBoard();
        board.Apply(Update(1, isSnapshot: true, Task(0, TaskInstanceState.None)));
        board.Apply(Update(3, isSnapshot: false, Task(0, TaskInstanceState.Failed))).ShouldBeFalse();
        board.Tasks.ShouldHaveSingleItem().State.ShouldBe(TaskInstanceState.None);
        board.Apply(Update(9, isSnapshot: true, Task(0, TaskInstanceState.Success))).ShouldBeTrue();
        board.Tasks.ShouldHaveSingleItem().State.ShouldBe(TaskInstanceState.Success);
    }

    [Fact]
    public void Apply_ChangeBeforeAnySnapshot_IsRefused() => new RunBoard().Apply(Update(1, isSnapshot: false)).ShouldBeFalse();

    [Fact]
    public void Apply_TheSameChangeTwice_IsHarmless()
    {
        var board = new RunBoard();
        board.Apply(Update(1, isSnapshot: true, Task(0, TaskInstanceState.None)));
        board.Apply(Update(2, isSnapshot: false, Task(0, TaskInstanceState.Running)));
        board.Apply(Update(2, isSnapshot: false, Task(0, TaskInstanceState.None))).ShouldBeTrue();
        board.Tasks.ShouldHaveSingleItem().State.ShouldBe(TaskInstanceState.Running);
    }

    [Fact]
    public void Apply_ATaskThatJoins_IsPutInItsPlace()
    {
        var board = new RunBoard();
        board.Apply(Update(1, isSnapshot: true, Task(4, TaskInstanceState.None), Task(0, TaskInstanceState.None)));
        board.Apply(Update(2, isSnapshot: false, Task(2, TaskInstanceState.Running), Task(9, TaskInstanceState.None)));
        board.Apply(Update(3, isSnapshot: false, Task(4, TaskInstanceState.Success)));
        board.Tasks.Select(t => (t.Ordinal, t.State)).ShouldBe([(0, TaskInstanceState.None), (2, TaskInstanceState.Running), (4, TaskInstanceState.Success), (9, TaskInstanceState.None)]);
    }

    [Fact]
    public void Plan_OfEachAction_NamesWhatItTouches()
    {
        var board = new RunBoard();
        board.Apply(Update(1, isSnapshot: true, Task(0, TaskInstanceState.Success), Task(1, TaskInstanceState.Failed), Task(2, TaskInstanceState.UpstreamFailed), Task(3, TaskInstanceState.Running), Task(4, TaskInstanceState.Removed)));
        RunActionPlan.For(RunActionKind.ClearFailed, board).TaskIds.ShouldBe(["t1", "t2"]);
        RunActionPlan.For(RunActionKind.ClearAll, board).Affected.Select(t => t.Ordinal).ShouldBe([0, 1, 2, 3]);
        RunActionPlan.For(RunActionKind.ClearAll, board).TaskIds.ShouldBeEmpty();
        RunActionPlan.For(RunActionKind.MarkSuccess, board).Affected.Select(t => t.Ordinal).ShouldBe([3]);
        RunActionPlan.IsOffered(RunActionKind.ClearFailed, board).ShouldBeTrue();
    }

    [Theory]
    [InlineData("failed", "", 1)]
    [InlineData(null, "T1", 1)]
    [InlineData("nonsense", "", 3)]
    [InlineData(null, "  ", 3)]
    [InlineData("success", "t1", 0)]
    public void Filter_FromAnAddress_ListsWhatItSays(string? state, string text, int expected)
    {
        TaskInstanceInfo[] tasks = [Task(0, TaskInstanceState.Success), Task(1, TaskInstanceState.Failed), Task(2, TaskInstanceState.None)];
        tasks.Count(TaskFilter.From(state, text).Matches).ShouldBe(expected);
    }

    [Theory]
    [InlineData(0, 20, 1_000, 0, 36)]
    [InlineData(500, 20, 1_000, 484, 52)]
    [InlineData(int.MaxValue, 20, 1_000, 964, 36)]
    [InlineData(-5, 20, 1_000, 0, 36)]
    [InlineData(50, 20, 3, 0, 3)]
    [InlineData(0, 20, 0, 0, 0)]
    public void Window_AroundAView_IsInsideTheList(int firstVisible, int visible, int total, int first, int count)
    {
        var window = RowWindow.Around(firstVisible, visible, overscan: 16, total, rowHeight: 32);
        (window.First, window.Count).ShouldBe((first, count));
        (window.Before + (count * 32) + window.After).ShouldBe(total * 32L);
    }

    [Fact]
    public void Bars_OfRuns_AreOldestFirstAndHighestForTheLongest()
    {
        var runs = new[] { 10, 160, 40 }.Select((s, i) => DemoData.Run("d", $"r{i}", DagRunState.Success, Now.AddHours(-i), TimeSpan.FromSeconds(s))).ToList();
        var bars = RunBar.Of(runs, Now);
        bars.Select(b => b.Run.DagRunId).ShouldBe(["r2", "r1", "r0"]);
        bars.Select(b => b.Height).ShouldBe([15, RunBar.Highest, 10]);
        RunBar.Of([], Now).ShouldBeEmpty();
        RunBar.Of([runs[0] with { StartDate = null, EndDate = null }], Now)[0].Height.ShouldBe(RunBar.Lowest);
    }

    [Fact]
    public void Structure_OfAChainOfTenThousand_IsTenThousandDeep()
    {
        var summary = StructureSummary.Of(new DagStructure
        {
            TaskIds = [.. Enumerable.Range(0, 10_000).Select(i => $"t{i}")],
            Upstream = [.. Enumerable.Range(0, 10_000).Select(i => i == 9_999 ? [] : System.Collections.Immutable.ImmutableArray.Create(i + 1))],
            Operators = [.. Enumerable.Repeat("bash", 9_999), "empty"],
        });
        (summary.Tasks, summary.Edges, summary.Depth).ShouldBe((10_000, 9_999, 10_000));
        summary.Operators.ShouldBe([("bash", 9_999), ("empty", 1)]);
    }

    [Theory]
    [InlineData("billing_exprt", "billing_export")]
    [InlineData("BILLING", "billing_export")]
    [InlineData("zzzzzz", "")]
    public void Nearest_OfATypo_IsTheName(string asked, string expected) =>
        string.Join(",", Nearest.Of(asked, ["billing_export", "churn_model", "crm_sync"])).ShouldBe(expected);

    private static TaskInstanceInfo Task(int ordinal, TaskInstanceState state) => DemoData.Task("d", "r", ordinal, $"t{ordinal}", state);

    private static RunUpdate Update(long sequence, bool isSnapshot, params TaskInstanceInfo[] tasks) =>
        new() { Sequence = sequence, IsSnapshot = isSnapshot, Run = DemoData.Run("d", "r", DagRunState.Running, Now, null), Tasks = [.. tasks] };
}
