using Orrery.Core.Dags;
using static Orrery.Core.Validation.DagProblemCodes;

namespace Orrery.Core.Validation;

/// <summary>The tasks together: unique ids, edges that lead somewhere, no cycles.</summary>
internal static class GraphChecks
{
    private const int ShownOfCycle = 20;

    public static void Check(DagDefinition dag, DagProblems problems)
    {
        var index = IndexTasks(dag, problems);
        var upstream = Edges(dag, index, [.. dag.TaskGroups.Select(g => g.GroupId)], problems);
        foreach (var cycle in Cycles.Find(upstream))
        {
            AddCycle(dag, cycle, problems);
        }

        CheckDecisions(dag, upstream, problems);
        CheckFailFast(dag, problems);
    }

    private static Dictionary<string, int> IndexTasks(DagDefinition dag, DagProblems problems)
    {
        var index = new Dictionary<string, int>(dag.Tasks.Count, StringComparer.Ordinal);
        for (var i = 0; i < dag.Tasks.Count; i++)
        {
            var id = dag.Tasks[i].TaskId;
            if (id.Length > 0 && !index.TryAdd(id, i))
            {
                problems.Add(DuplicateTaskId,
                    $"task_id {Shown.Quote(id)} is given twice", "give each task its own id", i, "task_id", otherTask: index[id]);
            }
        }

        return index;
    }

    private static int[][] Edges(DagDefinition dag, Dictionary<string, int> index, HashSet<string> groups, DagProblems problems)
    {
        var edges = new int[dag.Tasks.Count][];
        for (var i = 0; i < edges.Length; i++)
        {
            var task = dag.Tasks[i];
            var upstream = new List<int>(task.DependsOn.Count);
            foreach (var name in task.DependsOn)
            {
                if (name == task.TaskId)
                {
                    problems.Add(SelfDependency, "the task depends on itself", "leave its own id out of depends_on", i, "depends_on", name);
                }
                else if (index.TryGetValue(name, out var other))
                {
                    upstream.Add(other);
                    if (dag.Tasks[other].Kind == TaskKind.Callback)
                    {
                        problems.Add(Conflict, $"depends_on names {Shown.Quote(name)}, which is a callback: how it ends decides nothing",
                            "name the task it answers for", i, "depends_on", name);
                    }
                }
                else if (groups.Any(g => g == name || g.EndsWith($".{name}", StringComparison.Ordinal)))
                {
                    problems.Add(SelfDependency, $"the task depends on {Shown.Quote(name)}, a group it lies in", "name tasks of the group", i, "depends_on", name);
                }
                else
                {
                    problems.Add(UnknownDependency, $"depends_on names {Shown.Quote(name)}, which does not exist",
                        problems.Nearest.Remedy(name, index.Keys.Where(k => k != task.TaskId), "name a task of this DAG"), i, "depends_on", name);
                }
            }

            edges[i] = [.. upstream];
        }

        return edges;
    }

    private static void AddCycle(DagDefinition dag, IReadOnlyList<int> cycle, DagProblems problems)
    {
        var names = cycle.Take(ShownOfCycle).Select(i => dag.Tasks[i].TaskId).ToList();
        if (cycle.Count > ShownOfCycle)
        {
            names.Add($"({cycle.Count - ShownOfCycle} more)");
        }

        var first = dag.Tasks[cycle[0]].TaskId;
        problems.Add(Cycle, $"the tasks wait for each other in a circle: {string.Join(" → ", names)} → {first}",
            "remove one of these dependencies", cycle[0], "depends_on", dag.Tasks[cycle[^1]].TaskId);
    }

    private static void CheckDecisions(DagDefinition dag, int[][] upstream, DagProblems problems)
    {
        var hasDownstream = new bool[upstream.Length];
        foreach (var i in upstream.SelectMany(u => u))
        {
            hasDownstream[i] = true;
        }

        for (var i = 0; i < upstream.Length; i++)
        {
            if (!hasDownstream[i] && dag.Tasks[i].Action is TaskAction.Branch or TaskAction.ShortCircuit or TaskAction.LatestOnly)
            {
                problems.Warn(NothingDownstream, $"the {dag.Tasks[i].Action.Name} decides nothing: no task depends on it",
                    "let the tasks it decides about depend on it", i, dag.Tasks[i].Action.Name);
            }
        }
    }

    private static void CheckFailFast(DagDefinition dag, DagProblems problems)
    {
        for (var i = 0; dag.FailFast && i < dag.Tasks.Count; i++)
        {
            if (dag.Tasks[i].Kind != TaskKind.Callback && dag.Tasks[i].TriggerRule is not (TriggerRule.AllSuccess or TriggerRule.AllDoneSetupSuccess))
            {
                problems.Add(Conflict,
                    $"trigger_rule {dag.Tasks[i].TriggerRule.WireName()} does not go with fail_fast, which skips what has not started",
                    "leave it out, or take fail_fast from the DAG", i, "trigger_rule");
            }
        }
    }
}
