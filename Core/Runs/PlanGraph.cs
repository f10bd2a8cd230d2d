using Orrery.Core.Dags;

namespace Orrery.Core.Runs;

/// <summary>The edges of a DAG by ordinal, with the level of each task.</summary>
internal sealed class PlanGraph
{
    private PlanGraph(Csr upstream, Csr downstream, int[] levels)
    {
        Upstream = upstream;
        Downstream = downstream;
        Levels = levels;
    }

    /// <summary>Direct upstream tasks, each once.</summary>
    public Csr Upstream { get; }

    /// <summary>Direct downstream tasks.</summary>
    public Csr Downstream { get; }

    /// <summary>Length of the longest path from a root, by task.</summary>
    public int[] Levels { get; }

    /// <summary>Reads the edges of the tasks.</summary>
    /// <exception cref="ArgumentException">An upstream task does not exist, or the edges form a cycle.</exception>
    public static PlanGraph Build(DagDefinition dag, Dictionary<string, int> ordinals)
    {
        var count = dag.Tasks.Count;
        var edges = new List<(int Task, int Parent)>(count);
        var seenBy = new int[count];
        for (var task = 0; task < count; task++)
        {
            foreach (var parentId in dag.Tasks[task].DependsOn)
            {
                if (!ordinals.TryGetValue(parentId, out var parent))
                {
                    throw new ArgumentException(
                        $"Task '{dag.Tasks[task].TaskId}' of DAG '{dag.DagId}' depends on '{parentId}', which does not exist: correct depends_on.",
                        nameof(dag));
                }

                // An edge written twice is one edge: the rules count tasks, not edges.
                if (seenBy[parent] != task + 1)
                {
                    seenBy[parent] = task + 1;
                    edges.Add((task, parent));
                }
            }
        }

        var upstream = Csr.FromPairs(count, edges);
        var downstream = upstream.Transpose();
        return new PlanGraph(upstream, downstream, FindLevels(dag, upstream, downstream));
    }

    private static int[] FindLevels(DagDefinition dag, Csr upstream, Csr downstream)
    {
        var count = dag.Tasks.Count;
        var order = new int[count];
        var missing = new int[count];
        var levels = new int[count];
        var filled = 0;
        for (var task = 0; task < count; task++)
        {
            missing[task] = upstream[task].Length;
            if (missing[task] == 0)
            {
                order[filled++] = task;
            }
        }

        for (var next = 0; next < filled; next++)
        {
            var task = order[next];
            foreach (var child in downstream[task])
            {
                levels[child] = Math.Max(levels[child], levels[task] + 1);
                if (--missing[child] == 0)
                {
                    order[filled++] = child;
                }
            }
        }

        if (filled < count)
        {
            var stuck = dag.Tasks[Array.FindIndex(missing, m => m > 0)].TaskId;
            throw new ArgumentException($"The edges of DAG '{dag.DagId}' form a cycle at or before task '{stuck}': remove one of its depends_on.", nameof(dag));
        }

        return levels;
    }
}
