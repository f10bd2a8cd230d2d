using System.Collections.Immutable;
using Orrery.Core.Dags;
using Orrery.Grains.Interfaces.Catalog;

namespace Orrery.Grains.Catalog;

/// <summary>The groups of a DAG as clients see them.</summary>
/// <param name="Infos">The groups, each after the one it lies in.</param>
/// <param name="OfTasks">For each task the place of its group, −1 for none; empty when there are no groups.</param>
internal sealed record TaskGroups(ImmutableArray<TaskGroupInfo> Infos, ImmutableArray<int> OfTasks)
{
    /// <summary>The groups of <paramref name="dag"/>.</summary>
    public static TaskGroups Of(DagDefinition dag)
    {
        if (dag.TaskGroups.Count == 0)
        {
            return new TaskGroups([], []);
        }

        var byId = dag.TaskGroups.ToDictionary(g => g.GroupId, StringComparer.Ordinal);
        var places = new Dictionary<string, int>(StringComparer.Ordinal);
        var infos = ImmutableArray.CreateBuilder<TaskGroupInfo>(byId.Count);
        foreach (var group in dag.TaskGroups)
        {
            // From the outermost group in, those that have no place yet.
            var around = new Stack<TaskGroupDefinition>();
            for (var next = group; next is not null && !places.ContainsKey(next.GroupId); next = next.Group is { } parent ? byId[parent] : null)
            {
                around.Push(next);
            }

            while (around.TryPop(out var outer))
            {
                places[outer.GroupId] = infos.Count;
                infos.Add(new TaskGroupInfo(outer.GroupId, outer.Group is { } parent ? places[parent] : -1));
            }
        }

        return new TaskGroups(infos.MoveToImmutable(), [.. dag.Tasks.Select(t => t.Group is { } group ? places[group] : -1)]);
    }
}
