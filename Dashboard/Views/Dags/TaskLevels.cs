using Orrery.Grains.Interfaces.Catalog;

namespace Orrery.Dashboard.Views.Dags;

/// <summary>How far the tasks of a DAG are from its beginning.</summary>
public static class TaskLevels
{
    /// <summary>For each task the length of the longest path to it from a task without upstream tasks: 0 for those.</summary>
    public static int[] Of(DagStructure structure)
    {
        var depths = new int[structure.TaskIds.Length];
        for (var task = 0; task < depths.Length; task++)
        {
            Measure(task, structure, depths);
        }

        for (var task = 0; task < depths.Length; task++)
        {
            depths[task]--;
        }

        return depths;
    }

    // With a stack of its own: a chain of ten thousand tasks must not be ten thousand calls deep. A depth of 0 is not known yet.
    private static void Measure(int task, DagStructure structure, int[] depths)
    {
        var pending = new Stack<int>([task]);
        while (pending.TryPeek(out var next))
        {
            var open = depths[next] > 0 ? [] : structure.Upstream[next].Where(u => depths[u] == 0).ToList();
            if (open.Count > 0)
            {
                open.ForEach(pending.Push);
                continue;
            }

            depths[next] = structure.Upstream[next].Select(u => depths[u]).DefaultIfEmpty().Max() + 1;
            pending.Pop();
        }
    }
}
