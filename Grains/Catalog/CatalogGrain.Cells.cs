using System.Collections.Immutable;
using Orrery.Core.Runs;
using Orrery.Core.States;
using Orrery.Grains.Interfaces.Catalog;
using Orrery.Storage;

namespace Orrery.Grains.Catalog;

/// <content>Runs as columns of cells.</content>
public sealed partial class CatalogGrain
{
    /// <inheritdoc/>
    public async Task<RunCells?> ReadCellsAsync(string dagId, string runId)
    {
        if (await store.GetDagRunAsync(dagId, runId) is not { } run)
        {
            return null;
        }

        if (cells.Find(run.RunPk, run.Revision) is { } known)
        {
            return known;
        }

        var read = CellsOf(await plans.GetAsync(run.Version), run.Version, await store.ListCellsAsync(run.RunPk));
        if (run.State.IsFinished())
        {
            cells.Add(run.RunPk, run.Revision, read);
        }

        return read;
    }

    private static RunCells CellsOf(RunPlan plan, string version, IReadOnlyList<InstanceCell> instances)
    {
        var column = new CellColumn(plan.Count);
        var others = new SortedDictionary<string, byte>(StringComparer.Ordinal);
        foreach (var instance in instances)
        {
            if (plan.TryOrdinalOf(instance.TaskId, out var task))
            {
                column.Add(task, instance.MapIndex, instance.State, instance.TryNumber);
            }
            else
            {
                var cell = TaskCell.Of(instance.State, instance.TryNumber, isMapped: instance.MapIndex >= 0);
                others[instance.TaskId] = TaskCell.Worst(others.GetValueOrDefault(instance.TaskId, TaskCell.Absent), cell);
            }
        }

        return new RunCells
        {
            Version = version,
            TaskCount = plan.Count,
            Deflated = [.. RunCells.Deflate(column.Cells)],
            Mapped = [.. column.Mapped.Select(m => new MappedCells(m.Key, [.. m.Value]))],
            Others = [.. others.Select(o => new OtherCell(o.Key, o.Value))],
        };
    }
}
