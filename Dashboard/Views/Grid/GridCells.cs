using Orrery.Dashboard.Views.Runs;
using Orrery.Grains.Interfaces.Catalog;

namespace Orrery.Dashboard.Views.Grid;

/// <summary>The cells of runs in the order of a tree's tasks.</summary>
public static class GridCells
{
    /// <summary>The cells of a run as they were read.</summary>
    /// <param name="cells">What was read.</param>
    /// <param name="places">Of each task of the run's version its place in the tree; see <see cref="TaskTree.PlacesOf"/>.</param>
    /// <param name="tree">The tree.</param>
    public static CellColumn Of(RunCells cells, int[] places, TaskTree tree)
    {
        var column = new CellColumn(tree.TaskCount);
        var counts = cells.Mapped.ToDictionary(m => m.Task, m => m.Counts.ToArray());
        foreach (var (task, cell) in cells.Cells().Index())
        {
            if (task < places.Length && places[task] >= 0 && TaskCell.IsPresent(cell))
            {
                column.Put(places[task], cell, counts.GetValueOrDefault(task));
            }
        }

        foreach (var other in cells.Others)
        {
            if (tree.TryPlaceOf(other.TaskId, out var place))
            {
                column.Put(place, other.Cell, counts: null);
            }
        }

        return column;
    }

    /// <summary>The cells of a run that is watched; tasks that no row is about are left out.</summary>
    public static CellColumn Of(RunBoard board, TaskTree tree)
    {
        var column = new CellColumn(tree.TaskCount);
        foreach (var task in board.Tasks)
        {
            if (tree.TryPlaceOf(task.TaskId, out var place))
            {
                column.Add(place, task.MapIndex, task.State, task.TryNumber);
            }
        }

        return column;
    }
}
