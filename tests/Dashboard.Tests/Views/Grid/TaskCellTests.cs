using Orrery.Core.States;
using Orrery.Grains.Interfaces.Catalog;

namespace Orrery.Dashboard.Tests.Views.Grid;

public sealed class TaskCellTests
{
    public static TheoryData<TaskInstanceState, TaskInstanceState> Pairs()
    {
        var pairs = new TheoryData<TaskInstanceState, TaskInstanceState>();
        foreach (var one in Enum.GetValues<TaskInstanceState>())
        {
            foreach (var other in Enum.GetValues<TaskInstanceState>())
            {
                pairs.Add(one, other);
            }
        }

        return pairs;
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void Worst_OfTwo_IsTheOneOfHigherSeverityWithTheFlagsOfBoth(TaskInstanceState one, TaskInstanceState other)
    {
        var worst = TaskCell.Worst(TaskCell.Of(one, 2, isMapped: false), TaskCell.Of(other, 1, isMapped: true));

        TaskInstanceStateFacts.Of(TaskCell.StateOf(worst)).Severity.ShouldBe(Math.Max(TaskInstanceStateFacts.Of(one).Severity, TaskInstanceStateFacts.Of(other).Severity));
        (worst & (TaskCell.Retried | TaskCell.Mapped | TaskCell.Absent)).ShouldBe(TaskCell.Retried | TaskCell.Mapped);
    }

    [Fact]
    public void Worst_WithOneThatIsAbsent_IsTheOther()
    {
        var none = TaskCell.Of(TaskInstanceState.None, 0, isMapped: false);

        TaskCell.Worst(TaskCell.Absent, none).ShouldBe(none);
        TaskCell.Worst(none, TaskCell.Absent).ShouldBe(none);
        TaskCell.IsPresent(TaskCell.Worst(TaskCell.Absent, TaskCell.Absent)).ShouldBeFalse();
    }

    [Theory]
    [InlineData(3, 2)]
    [InlineData(3, 4)]
    public void Cells_WhenTheyAreNotAsManyAsTasks_SaySo(int tasks, int cells)
    {
        var damaged = new RunCells { Version = "v", TaskCount = tasks, Deflated = [.. RunCells.Deflate(new byte[cells])] };

        Should.Throw<InvalidDataException>(damaged.Cells).Message.ShouldContain($"not {tasks}");
    }
}
