using Orrery.Core.States;
using Orrery.Dashboard.Views.Grid;
using Orrery.Grains.Interfaces.Catalog;

namespace Orrery.Dashboard.Tests.Views.Grid;

public sealed class GridFilterTests
{
    private static readonly TaskTree Tree = TaskTree.Of(
        new DagStructure
        {
            TaskIds = ["start", "in.load_a", "in.load_b"],
            Upstream = [[], [0], [0]],
            Operators = ["empty", "bash", "bash"],
            Groups = [new("in", -1)],
            GroupOf = [-1, 0, 0],
        },
        ["old_load"]);

    [Theory]
    [InlineData("", "start in in.load_a in.load_b Not in the current version old_load")]
    [InlineData("LOAD", "in in.load_a in.load_b Not in the current version old_load")]
    [InlineData("in. _b", "in in.load_b")]
    [InlineData("start", "start")]
    [InlineData("nothing", "")]
    [InlineData("state:failed", "in in.load_b")]
    [InlineData("STATE:success state:failed", "start in in.load_b")]
    [InlineData("state:failed load_a", "")]
    [InlineData("state:none", "")]
    [InlineData("state:nonsense", "")]
    public void Apply_WhateverIsTyped_KeepsWhatMatchesAndTheGroupsAroundIt(string text, string expected)
    {
        var shown = GridFilter.Parse(text).Apply(Tree, [Column(TaskInstanceState.Success, null, TaskInstanceState.Failed, null)]);

        string.Join(' ', Tree.Rows.Where((_, at) => shown[at] == 1).Select(r => r.Id)).ShouldBe(expected);
    }

    private static CellColumn Column(params TaskInstanceState?[] states)
    {
        var column = new CellColumn(states.Length);
        foreach (var (place, state) in states.Index())
        {
            if (state is { } present)
            {
                column.Add(place, -1, present, 1);
            }
        }

        return column;
    }
}
