using Orrery.Core.States;
using Orrery.Dashboard.Views.Grid;
using Orrery.Grains.Interfaces.Catalog;

namespace Orrery.Dashboard.Tests.Views.Grid;

public sealed class GridEncoderTests
{
    [Fact]
    public void Snapshot_OfAllStates_ComesOutAsItWentIn()
    {
        var column = new CellColumn(26);
        foreach (var (place, state) in Enum.GetValues<TaskInstanceState>().Index())
        {
            column.Add(place * 2, mapIndex: place % 3 == 0 ? 1 : -1, state, tryNumber: place % 4);
        }

        var cells = GridReplica.Inflate(GridEncoder.Snapshot([column, column]));

        cells.Length.ShouldBe(52);
        cells[..26].ShouldBe(column.Cells.ToArray());
        cells[26..].ShouldBe(column.Cells.ToArray());
        cells[..26].Where(TaskCell.IsPresent).Select(TaskCell.StateOf).ShouldBe(Enum.GetValues<TaskInstanceState>());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(127)]
    [InlineData(128)]
    [InlineData(20_000)]
    public void Delta_AfterAGapOfAnySize_ChangesThatCell(int place)
    {
        var before = new byte[20_001];
        var after = before.ToArray();
        after[place] = 5;

        GridReplica.Write(before, GridEncoder.Delta(before, after));

        before.ShouldBe(after);
    }

    [Fact]
    public void Delta_WhenNothingDiffers_IsEmpty() => GridEncoder.Delta([1, 2], [1, 2]).ShouldBeEmpty();

    // Whatever is lost, repeated or comes late: once a snapshot replaced what could not be followed, all is as it was sent.
    [Fact]
    public void Stream_WithGapsAndDuplicates_EndsLikeASnapshot()
    {
        for (var seed = 0; seed < 200; seed++)
        {
            var random = new Random(seed);
            var states = new TaskInstanceState[random.Next(1, 300)];
            var stream = new GridStream();
            stream.Restart(Column(states));
            var replica = new GridReplica(Column(states).Cells.ToArray(), stream.Sequence);
            var sent = new List<GridDelta>();
            for (var step = random.Next(40); step > 0; step--)
            {
                for (var changes = random.Next(5); changes > 0; changes--)
                {
                    states[random.Next(states.Length)] = (TaskInstanceState)random.Next(13);
                }

                if (stream.Advance(Column(states)) is not { } delta)
                {
                    continue;
                }

                sent.Add(delta);
                var isLost = random.Next(8) == 0;
                var arrives = isLost ? [] : random.Next(4) == 0 ? new[] { delta, sent[random.Next(sent.Count)] } : [delta];
                if (arrives.Any(d => !replica.Apply(d)))
                {
                    stream.Restart(Column(states));
                    replica = new GridReplica(Column(states).Cells.ToArray(), stream.Sequence);
                }
            }

            states[0] = (TaskInstanceState)(((int)states[0] + 1) % 13);
            if (!replica.Apply(stream.Advance(Column(states))!))
            {
                stream.Restart(Column(states));
                replica = new GridReplica(Column(states).Cells.ToArray(), stream.Sequence);
            }

            replica.Cells.ShouldBe(Column(states).Cells.ToArray(), $"seed {seed}");
        }
    }

    [Fact]
    public void Stream_OfAMappedTask_SendsItsCountsOnlyWhenTheyDiffer()
    {
        var stream = new GridStream();
        stream.Restart(Mapped(TaskInstanceState.Running, TaskInstanceState.Success));

        stream.Advance(Mapped(TaskInstanceState.Success, TaskInstanceState.Running)).ShouldBeNull();
        var delta = stream.Advance(Mapped(TaskInstanceState.Running, TaskInstanceState.Running)).ShouldNotBeNull();

        delta.Cells.ShouldBeEmpty();
        delta.Counts.ShouldHaveSingleItem().Take(5).ShouldBe([0, 0, 0, 0, 2]);
    }

    [Fact]
    public void Cells_OfTenThousandTasks_AreSmall()
    {
        var states = Enumerable.Range(0, 10_000).Select(i => i % 41 == 0 ? TaskInstanceState.Skipped : i % 97 == 0 ? TaskInstanceState.Failed : TaskInstanceState.Success).ToArray();

        GridEncoder.Snapshot([.. Enumerable.Repeat(Column(states), 25)]).Length.ShouldBeLessThan(12_000);
    }

    private static CellColumn Column(TaskInstanceState[] states)
    {
        var column = new CellColumn(states.Length);
        for (var i = 0; i < states.Length; i++)
        {
            column.Add(i, mapIndex: -1, states[i], tryNumber: 1);
        }

        return column;
    }

    private static CellColumn Mapped(params TaskInstanceState[] states)
    {
        var column = new CellColumn(1);
        for (var i = 0; i < states.Length; i++)
        {
            column.Add(0, i, states[i], tryNumber: 1);
        }

        return column;
    }
}
