using System.Collections.Immutable;
using Orrery.Dashboard.Views.Grid;
using Orrery.Grains.Interfaces.Catalog;

namespace Orrery.Dashboard.Tests.Views.Grid;

public sealed class TaskTreeTests
{
    [Fact]
    public void Of_TasksWithoutGroups_GoesByLevelThenByPlace() =>
        Text(TaskTree.Of(Structure(["c", "a", "b"], [[1], [], []]), [])).ShouldBe(["a", "b", "c"]);

    [Fact]
    public void Of_Groups_StandWhereTheirFirstTaskWould()
    {
        var structure = Structure(["end", "in.two", "start", "in.deep.one"], [[1], [3], [], [2]]) with
        {
            Groups = [new("in", -1), new("in.deep", 0), new("empty", -1)],
            GroupOf = [-1, 0, -1, 1],
        };

        var tree = TaskTree.Of(structure, []);

        Text(tree).ShouldBe(["start", "+in", "  +deep", "    one", "  two", "end"]);
        tree.Rows.Where(r => r.IsTask).Select(r => r.Id).ShouldBe(["start", "in.deep.one", "in.two", "end"]);
        tree.TryPlaceOf("in.two", out var place).ShouldBeTrue();
        place.ShouldBe(2);
        tree.PlacesOf(structure).ShouldBe([3, 2, 0, 1]);
        tree.TryRowOf("in", out var row).ShouldBeTrue();
        tree.PlacesIn(row).ShouldBe(1..3);
    }

    [Fact]
    public void Of_TasksThatOnlyOlderRunsHave_KeepsThemUnderAHeadingOnce()
    {
        var tree = TaskTree.Of(Structure(["a"], [[]]), ["old", "a", "older", "old"]);

        Text(tree).ShouldBe(["a", $"#{TaskTree.GoneHeading}", "  ~old", "  ~older"]);
        tree.TaskCount.ShouldBe(3);
    }

    [Fact]
    public void Of_ATaskThatBecameAGroup_ShowsBoth()
    {
        var tree = TaskTree.Of(Structure(["load.a"], [[]]) with { Groups = [new("load", -1)], GroupOf = [0] }, ["load"]);

        Text(tree).ShouldBe(["+load", "  a", $"#{TaskTree.GoneHeading}", "  ~load"]);
        tree.TryRowOf("load", out var row).ShouldBeTrue();
        row.ShouldBe(0);
    }

    [Fact]
    public void Of_GroupsNestedTenThousandDeep_IsBuilt()
    {
        const int depth = 10_000;
        var structure = Structure(["t"], [[]]) with
        {
            Groups = [.. Enumerable.Range(0, depth).Select(i => new TaskGroupInfo($"g{i}", i - 1))],
            GroupOf = [depth - 1],
        };

        TaskTree.Of(structure, []).Rows[^1].Depth.ShouldBe(depth);
    }

    private static DagStructure Structure(string[] ids, int[][] upstream) => new()
    {
        TaskIds = [.. ids],
        Upstream = [.. upstream.Select(u => u.ToImmutableArray())],
        Operators = [.. ids.Select(_ => "empty")],
    };

    private static IEnumerable<string> Text(TaskTree tree) =>
        tree.Rows.Select(r => new string(' ', r.Depth * 2) + r.Kind switch { GridRowKind.Group => "+", GridRowKind.Heading => "#", GridRowKind.Gone => "~", _ => "" } + r.Label);
}
