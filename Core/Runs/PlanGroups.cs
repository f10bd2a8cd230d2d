using Orrery.Core.Dags;

namespace Orrery.Core.Runs;

/// <summary>The groups of a DAG, for those who name one.</summary>
internal sealed class PlanGroups
{
    private readonly Dictionary<string, (string? Group, List<int> Roots)> _groups;

    /// <summary>Finds the roots of each group: its tasks without upstream tasks in it.</summary>
    public PlanGroups(DagDefinition dag, PlanGraph graph)
    {
        _groups = dag.TaskGroups.ToDictionary(g => g.GroupId, g => (g.Group, new List<int>()), StringComparer.Ordinal);
        for (var task = 0; _groups.Count > 0 && task < dag.Tasks.Count; task++)
        {
            foreach (var group in Around(dag.Tasks[task].Group))
            {
                if (!AnyIn(dag, graph.Upstream[task], group))
                {
                    _groups[group].Roots.Add(task);
                }
            }
        }
    }

    /// <summary>The task of an id, or the roots of the group of that id, as somebody in a group names it.</summary>
    public IReadOnlyList<int> Find(string? inGroup, string id, Dictionary<string, int> ordinals)
    {
        foreach (var prefix in Around(inGroup).Select(g => g + ".").Append(""))
        {
            if (ordinals.TryGetValue(prefix + id, out var task))
            {
                return [task];
            }

            if (_groups.TryGetValue(prefix + id, out var group))
            {
                return group.Roots;
            }
        }

        return [];
    }

    /// <summary>The task of an id, as somebody in a group names it; −1 when there is none.</summary>
    public int FindTask(string? inGroup, string id, Dictionary<string, int> ordinals)
    {
        foreach (var prefix in Around(inGroup).Select(g => g + ".").Append(""))
        {
            if (ordinals.TryGetValue(prefix + id, out var task))
            {
                return task;
            }
        }

        return -1;
    }

    private IEnumerable<string> Around(string? group)
    {
        // A chain of groups is no longer than there are groups.
        for (var steps = 0; group is not null && steps < _groups.Count; steps++)
        {
            if (!_groups.TryGetValue(group, out var found))
            {
                yield break;
            }

            yield return group;
            group = found.Group;
        }
    }

    private bool AnyIn(DagDefinition dag, ReadOnlySpan<int> tasks, string group)
    {
        foreach (var task in tasks)
        {
            if (Around(dag.Tasks[task].Group).Contains(group))
            {
                return true;
            }
        }

        return false;
    }
}
