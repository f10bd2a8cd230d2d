using Orrery.Grains.Interfaces.Catalog;

namespace Orrery.Dashboard.Views.Dags;

/// <summary>The shape of a DAG in a few numbers.</summary>
/// <param name="Tasks">Number of tasks.</param>
/// <param name="Edges">Number of dependencies.</param>
/// <param name="Depth">Tasks on the longest path.</param>
/// <param name="Operators">Operators with the number of their tasks, most used first.</param>
public sealed record StructureSummary(int Tasks, int Edges, int Depth, IReadOnlyList<(string Name, int Count)> Operators)
{
    /// <summary>The summary of <paramref name="structure"/>.</summary>
    public static StructureSummary Of(DagStructure structure)
    {
        var depths = new int[structure.TaskIds.Length];
        var deepest = 0;
        for (var i = 0; i < depths.Length; i++)
        {
            deepest = Math.Max(deepest, DepthOf(i, structure, depths));
        }

        return new StructureSummary(
            structure.TaskIds.Length,
            structure.Upstream.Sum(u => u.Length),
            deepest,
            [.. structure.Operators.GroupBy(o => o, StringComparer.Ordinal).Select(g => (g.Key, g.Count())).OrderByDescending(o => o.Item2).ThenBy(o => o.Key, StringComparer.Ordinal)]);
    }

    // With a stack of its own: a chain of ten thousand tasks must not be ten thousand calls deep.
    private static int DepthOf(int task, DagStructure structure, int[] depths)
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

        return depths[task];
    }
}
