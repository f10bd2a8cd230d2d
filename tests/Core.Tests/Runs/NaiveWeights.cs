using Orrery.Core.Dags;

namespace Orrery.Core.Tests.Runs;

/// <summary>The weight of a task by walking the graph from it, as the words say.</summary>
internal static class NaiveWeights
{
    public static int Of(DagDefinition dag, int task)
    {
        var rule = dag.Tasks[task].WeightRule;
        var seen = new HashSet<string>(StringComparer.Ordinal) { dag.Tasks[task].TaskId };
        for (var grown = rule != WeightRule.Absolute; grown;)
        {
            var next = rule == WeightRule.Downstream
                ? dag.Tasks.Where(t => t.DependsOn.Any(seen.Contains)).Select(t => t.TaskId)
                : dag.Tasks.Where(t => seen.Contains(t.TaskId)).SelectMany(t => t.DependsOn);
            var before = seen.Count;
            seen.UnionWith(next.ToList());
            grown = seen.Count > before;
        }

        return (int)Math.Clamp(dag.Tasks.Where(t => seen.Contains(t.TaskId)).Sum(t => (long)t.PriorityWeight), int.MinValue, int.MaxValue);
    }
}
