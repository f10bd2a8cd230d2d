namespace Orrery.Core.Validation;

/// <summary>Finds cycles in a graph without recursion, in time linear in nodes and edges.</summary>
internal static class Cycles
{
    /// <summary>
    /// One cycle for each group of nodes that reach each other: two separate circles give two, a knot of circles gives one of its shortest
    /// through its first node.
    /// </summary>
    /// <param name="upstream">For each node the nodes it waits for.</param>
    /// <returns>Cycles in the direction of the flow, each starting with its lowest node, ordered by it.</returns>
    public static IReadOnlyList<IReadOnlyList<int>> Find(int[][] upstream)
    {
        var group = Groups(upstream, out var sizes);
        var cycles = new List<IReadOnlyList<int>>();
        var done = new bool[sizes.Count];
        for (var node = 0; node < upstream.Length; node++)
        {
            if (sizes[group[node]] > 1 && !done[group[node]])
            {
                done[group[node]] = true;
                cycles.Add(ShortestThrough(node, upstream, group));
            }
        }

        return cycles;
    }

    // Tarjan's strongly connected components with an explicit stack: a chain of ten thousand tasks must not be a stack overflow.
    private static int[] Groups(int[][] upstream, out List<int> sizes)
    {
        var count = upstream.Length;
        var (group, order, low, next) = (new int[count], new int[count], new int[count], new int[count]);
        var (path, open) = (new Stack<int>(), new Stack<int>());
        var visited = 0;
        sizes = [];
        Array.Fill(group, -1);
        for (var root = 0; root < count; root++)
        {
            if (order[root] == 0)
            {
                Enter(root);
            }

            while (path.TryPeek(out var node))
            {
                if (next[node] < upstream[node].Length)
                {
                    var other = upstream[node][next[node]++];
                    if (order[other] == 0)
                    {
                        Enter(other);
                    }
                    else if (group[other] < 0)
                    {
                        low[node] = Math.Min(low[node], order[other]);
                    }

                    continue;
                }

                path.Pop();
                if (path.TryPeek(out var parent))
                {
                    low[parent] = Math.Min(low[parent], low[node]);
                }

                if (low[node] == order[node])
                {
                    sizes.Add(Close(node, sizes.Count));
                }
            }
        }

        return group;

        void Enter(int node)
        {
            order[node] = low[node] = ++visited;
            path.Push(node);
            open.Push(node);
        }

        int Close(int root, int id)
        {
            var size = 0;
            int member;
            do
            {
                member = open.Pop();
                group[member] = id;
                size++;
            }
            while (member != root);
            return size;
        }
    }

    private static List<int> ShortestThrough(int start, int[][] upstream, int[] group)
    {
        var cameFrom = new Dictionary<int, int>();
        var queue = new Queue<int>([start]);
        while (true)
        {
            var node = queue.Dequeue();
            foreach (var other in upstream[node])
            {
                if (other == start)
                {
                    // Walked against the flow, so the way back to the start is the flow itself.
                    var cycle = new List<int> { start };
                    for (var step = node; step != start; step = cameFrom[step])
                    {
                        cycle.Add(step);
                    }

                    return cycle;
                }

                if (group[other] == group[start] && cameFrom.TryAdd(other, node))
                {
                    queue.Enqueue(other);
                }
            }
        }
    }
}
