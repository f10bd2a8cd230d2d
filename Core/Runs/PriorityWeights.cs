using Orrery.Core.Dags;

namespace Orrery.Core.Runs;

/// <summary>The weights by which ready tasks are ordered: a task's own and, as its <see cref="WeightRule"/> says, those of its descendants or ancestors.</summary>
/// <remarks>
/// Each of them counts once, by however many paths it is reached. Where paths cannot meet again (a chain, a tree, no edges) the sum is that of
/// the children; only for the other tasks the graph is walked, for 64 of them at a time: about O(V·E/64) time at worst, O(V) memory.
/// </remarks>
internal static class PriorityWeights
{
    /// <summary>The weights by ordinal, clamped to 32 bits.</summary>
    public static int[] Of(DagDefinition dag, PlanGraph graph)
    {
        var own = dag.Tasks.Select(t => t.PriorityWeight).ToArray();
        var weights = own.ToArray();
        var byLevel = Enumerable.Range(0, own.Length).ToArray();
        Array.Sort(graph.Levels.ToArray(), byLevel);
        Fill(WeightRule.Downstream, graph.Downstream, graph.Upstream, byLevel);
        Array.Reverse(byLevel);
        Fill(WeightRule.Upstream, graph.Upstream, graph.Downstream, byLevel);
        return weights;

        void Fill(WeightRule rule, Csr onward, Csr back, int[] order)
        {
            if (dag.Tasks.Any(t => t.WeightRule == rule))
            {
                var sums = Sums(own, onward, back, order, task => dag.Tasks[task].WeightRule == rule);
                for (var task = 0; task < own.Length; task++)
                {
                    weights[task] = dag.Tasks[task].WeightRule == rule ? (int)Math.Clamp(sums[task], int.MinValue, int.MaxValue) : weights[task];
                }
            }
        }
    }

    /// <summary>For each task the sum over itself and all it reaches by the edges onward; exact where it is wanted.</summary>
    private static long[] Sums(int[] own, Csr onward, Csr back, int[] order, Func<int, bool> isWanted)
    {
        var sums = new long[own.Length];
        var isTree = new bool[own.Length];
        var isKnown = new bool[own.Length];
        var walked = new List<int>();
        for (var place = order.Length - 1; place >= 0; place--)
        {
            var task = order[place];
            var (sum, treesOnly, allKnown) = ((long)own[task], true, true);
            foreach (var next in onward[task])
            {
                sum += sums[next];
                treesOnly &= isTree[next] && back[next].Length == 1;
                allKnown &= isKnown[next];
            }

            sums[task] = sum;
            isTree[task] = treesOnly;
            isKnown[task] = treesOnly || (allKnown && onward[task].Length == 1);
            if (!isKnown[task] && isWanted(task))
            {
                walked.Add(task);
            }
        }

        if (walked.Count > 0)
        {
            Walk(own, onward, order, walked, sums);
        }

        return sums;
    }

    private static void Walk(int[] own, Csr onward, int[] order, List<int> sources, long[] sums)
    {
        var reachedBy = new ulong[own.Length];
        var lanes = new LaneSums();
        foreach (var batch in sources.Chunk(64))
        {
            for (var i = 0; i < batch.Length; i++)
            {
                reachedBy[batch[i]] |= 1UL << i;
            }

            foreach (var task in order)
            {
                var mask = reachedBy[task];
                if (mask == 0)
                {
                    continue;
                }

                reachedBy[task] = 0;
                lanes.Add(mask, own[task]);
                foreach (var next in onward[task])
                {
                    reachedBy[next] |= mask;
                }
            }

            for (var i = 0; i < batch.Length; i++)
            {
                sums[batch[i]] = lanes[i];
            }

            lanes.Clear();
        }
    }
}
