using Orrery.Core.States;
using Orrery.Grains.Interfaces.Catalog;

namespace Orrery.Browser.Tests.Demo;

/// <summary>Runs as columns of cells.</summary>
public static class DemoCells
{
    /// <summary>The cells of a run: of its tasks, or, where it has none, as its state lets one guess.</summary>
    public static RunCells Of(DagRunInfo run, DagStructure? structure, IReadOnlyCollection<TaskInstanceInfo>? tasks)
    {
        var ids = structure?.TaskIds ?? [];
        var column = new CellColumn(ids.Length);
        var others = new List<OtherCell>();
        if (tasks is null)
        {
            Guess(column, run, ids.Length);
        }

        foreach (var task in tasks ?? [])
        {
            if (ids.IndexOf(task.TaskId) is >= 0 and var place)
            {
                column.Add(place, task.MapIndex, task.State, task.TryNumber);
            }
            else
            {
                others.Add(new OtherCell(task.TaskId, TaskCell.Of(task.State, task.TryNumber, isMapped: false)));
            }
        }

        return Packed(run.Version, column, others);
    }

    /// <summary>A column as it is read.</summary>
    public static RunCells Packed(string version, CellColumn column, params IReadOnlyCollection<OtherCell> others) => new()
    {
        Version = version,
        TaskCount = column.Cells.Length,
        Deflated = [.. RunCells.Deflate(column.Cells)],
        Mapped = [.. column.Mapped.Select(m => new MappedCells(m.Key, [.. m.Value]))],
        Others = [.. others],
    };

    private static void Guess(CellColumn column, DagRunInfo run, int tasks)
    {
        for (var task = 0; task < tasks; task++)
        {
            var state = (run.State, task) switch
            {
                (DagRunState.Failed, _) when task == tasks / 2 => TaskInstanceState.Failed,
                (DagRunState.Failed, _) when task > tasks / 2 => TaskInstanceState.UpstreamFailed,
                (DagRunState.Queued, _) => TaskInstanceState.None,
                (DagRunState.Running, > 2) => TaskInstanceState.None,
                _ => TaskInstanceState.Success,
            };
            column.Add(task, mapIndex: -1, state, tryNumber: 1);
        }
    }
}
