using Orrery.Core.Dags;

namespace Orrery.Core.Tests.Runs;

/// <summary>Makes a DAG in which something goes wrong smaller, as long as it still goes wrong: whoever reads it has less to read.</summary>
internal static class DagShrinker
{
    /// <summary>The smallest DAG that was found.</summary>
    /// <param name="dag">A DAG that fails.</param>
    /// <param name="fails">Whether a DAG fails; must say the same each time.</param>
    public static DagDefinition Shrink(DagDefinition dag, Func<DagDefinition, bool> fails)
    {
        while (Smaller(dag).FirstOrDefault(fails) is { } smaller)
        {
            dag = smaller;
        }

        return dag;
    }

    /// <summary>DAGs that are one step smaller or simpler, those that save most first.</summary>
    private static IEnumerable<DagDefinition> Smaller(DagDefinition dag)
    {
        // The half of the tasks behind, then one after the other: what was downstream loses its edges to them.
        if (dag.Tasks.Count > 3)
        {
            yield return Without(dag, [.. dag.Tasks.Skip(dag.Tasks.Count / 2).Select(t => t.TaskId)]);
        }

        for (var t = dag.Tasks.Count - 1; t >= 0 && dag.Tasks.Count > 1; t--)
        {
            yield return Without(dag, [dag.Tasks[t].TaskId]);
        }

        foreach (var task in dag.Tasks)
        {
            foreach (var parent in task.DependsOn)
            {
                yield return With(dag, task with { DependsOn = [.. task.DependsOn.Where(p => p != parent)] });
            }
        }

        if (dag.FailFast)
        {
            yield return dag with { FailFast = false };
        }

        foreach (var task in dag.Tasks)
        {
            (bool IsSimpler, TaskDefinition Task)[] steps =
            [
                (task.Retries > 0, task with { Retries = 0 }),
                (task.PriorityWeight > 1, task with { PriorityWeight = 1 }),
                (task.OnFailureFailDagRun, task with { OnFailureFailDagRun = false }),
                (task.Kind != TaskKind.Work || task.TriggerRule != TriggerRule.AllSuccess, task with { Kind = TaskKind.Work, TriggerRule = TriggerRule.AllSuccess }),
                (task.Action is not TaskAction.Bash, task with { Action = new TaskAction.Bash("true") }),
            ];
            foreach (var step in steps.Where(s => s.IsSimpler))
            {
                yield return With(dag, step.Task);
            }
        }
    }

    private static DagDefinition Without(DagDefinition dag, HashSet<string> gone) => dag with
    {
        Tasks = [.. dag.Tasks.Where(t => !gone.Contains(t.TaskId)).Select(t => t with { DependsOn = [.. t.DependsOn.Where(p => !gone.Contains(p))] })],
    };

    private static DagDefinition With(DagDefinition dag, TaskDefinition changed) =>
        dag with { Tasks = [.. dag.Tasks.Select(t => t.TaskId == changed.TaskId ? changed : t)] };
}
