using Orrery.Core.Runs;
using Orrery.Core.States;

namespace Orrery.Core.Tests.Runs;

/// <summary>A run's slots are instances; a task may have several.</summary>
public sealed class RunInstanceTests
{
    private static readonly RunPlan Plan = new RunBench(RunBench.Bash("a") with { Expand = MappingBench.OverItems(3) }, RunBench.Bash("b", "a")).State.Plan;

    [Fact]
    public void Restore_OfRowsWithMapIndexes_KnowsTaskAndIndexOfEachInstance()
    {
        var state = Restore(new(0, 0, 0, Slot(TaskInstanceState.Success)), new(1, Slot(default)), new(2, 0, 1, Slot(default)), new(3, 0, 2, Slot(default)));

        state.Count.ShouldBe(4);
        state.InstanceCount(0).ShouldBe(3);
        state.InstanceCount(1).ShouldBe(1);
        Enumerable.Range(0, 4).Select(i => (state.TaskOf(i), state.MapIndexOf(i))).ShouldBe([(0, 0), (1, -1), (0, 1), (0, 2)]);
        Enumerable.Range(0, 3).Select(i => state.InstanceAt(0, i)).ShouldBe([0, 2, 3]);
        state.DefinitionOf(3).TaskId.ShouldBe("a");
        var again = Restore([.. Enumerable.Range(0, 4).Select(state.Snapshot)]);
        Enumerable.Range(0, 4).Select(again.Snapshot).ShouldBe(Enumerable.Range(0, 4).Select(state.Snapshot));
    }

    [Fact]
    public void Restore_OfMoreInstances_CountsEachForTheRulesBelow()
    {
        var state = Restore(new(0, 0, 0, Slot(TaskInstanceState.Success)), new(1, Slot(default)), new(2, 0, 1, Slot(TaskInstanceState.Failed)), new(3, 0, 2, Slot(default)));

        state.CountersOf(1).Upstream.ShouldBe(new UpstreamCounts { Total = 3, Success = 1, Failed = 1 });
        state.UnfinishedCount.ShouldBe(2);
    }

    [Theory]
    [InlineData("a", -1, null)]
    [InlineData("a", 0, 0)]
    [InlineData("a", 1, 2)]
    [InlineData("a", 2, null)]
    [InlineData("a", -2, null)]
    [InlineData("b", -1, 1)]
    [InlineData("b", 0, null)]
    [InlineData("c", -1, null)]
    public void TryInstanceOf_WithTaskIdAndIndex_FindsWhatIsThere(string taskId, int mapIndex, int? instance)
    {
        var state = Restore(new(0, 0, 0, Slot(default)), new(2, 0, 1, Slot(default)));

        state.TryInstanceOf(taskId, mapIndex, out var found).ShouldBe(instance is not null);
        found.ShouldBe(instance ?? found);
    }

    [Fact]
    public void Restore_WhenAnIndexIsMissing_IsRefused() =>
        Should.Throw<ArgumentException>(() => Restore(new(0, 0, 0, Slot(default)), new(2, 0, 2, Slot(default)))).Message.ShouldContain("index 2 of task 0");

    private static RunState Restore(params TaskChange[] tasks) =>
        RunState.Restore(Plan, "r", new RunChange(DagRunState.Running, null, null, null, null, 0), tasks);

    private static TaskSlot Slot(TaskInstanceState state) => new() { State = state, TryNumber = 1 };
}
