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
    public static StructureSummary Of(DagStructure structure) => new(
        structure.TaskIds.Length,
        structure.Upstream.Sum(u => u.Length),
        TaskLevels.Of(structure).DefaultIfEmpty(-1).Max() + 1,
        [.. structure.Operators.GroupBy(o => o, StringComparer.Ordinal).Select(g => (g.Key, g.Count())).OrderByDescending(o => o.Item2).ThenBy(o => o.Key, StringComparer.Ordinal)]);
}
