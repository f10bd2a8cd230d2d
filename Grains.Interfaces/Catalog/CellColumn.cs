using Orrery.Core.States;

namespace Orrery.Grains.Interfaces.Catalog;

/// <summary>The cells of one run, put together from its task instances: those of a mapped task become one.</summary>
public sealed class CellColumn
{
    private static readonly int StateCount = TaskInstanceStateFacts.All.Count;

    private readonly byte[] _cells;
    private readonly SortedDictionary<int, int[]> _mapped = [];

    /// <summary>Begins with no task there.</summary>
    /// <param name="tasks">How many places for tasks there are.</param>
    public CellColumn(int tasks)
    {
        _cells = new byte[tasks];
        _cells.AsSpan().Fill(TaskCell.Absent);
    }

    /// <summary>The cells, by the places of their tasks.</summary>
    public ReadOnlySpan<byte> Cells => _cells;

    /// <summary>Of mapped tasks: how many of their instances are in each state, by the states' numbers.</summary>
    public IReadOnlyDictionary<int, int[]> Mapped => _mapped;

    /// <summary>Takes an instance in.</summary>
    /// <param name="task">Place of its task.</param>
    /// <param name="mapIndex">Its map index; −1 when it is not mapped.</param>
    /// <param name="state">Its state.</param>
    /// <param name="tryNumber">Number of its current or last try.</param>
    public void Add(int task, int mapIndex, TaskInstanceState state, int tryNumber)
    {
        _cells[task] = TaskCell.Worst(_cells[task], TaskCell.Of(state, tryNumber, isMapped: mapIndex >= 0));
        if (mapIndex >= 0)
        {
            if (!_mapped.TryGetValue(task, out var counts))
            {
                _mapped[task] = counts = new int[StateCount];
            }

            counts[(int)state]++;
        }
    }

    /// <summary>Takes a task in as it was counted elsewhere.</summary>
    /// <param name="task">Its place.</param>
    /// <param name="cell">Its cell.</param>
    /// <param name="counts">Of a mapped task: how many of its instances are in each state; null: it is not mapped.</param>
    public void Put(int task, byte cell, int[]? counts)
    {
        _cells[task] = cell;
        if (counts is not null)
        {
            _mapped[task] = counts;
        }
    }
}
