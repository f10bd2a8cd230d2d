using System.Numerics;
using Orrery.Core.Dags;

namespace Orrery.Core.Runs;

/// <summary>What setups and teardowns reach beyond their direct edges; empty for a DAG that has none.</summary>
internal sealed class PlanScopes
{
    private readonly Csr? _indirectlySetUp;
    private readonly Csr? _teardownsOver;

    private PlanScopes(Csr? indirectlySetUp, Csr? teardownsOver)
    {
        _indirectlySetUp = indirectlySetUp;
        _teardownsOver = teardownsOver;
    }

    /// <summary>The tasks for which the setup must succeed although it is not their direct parent.</summary>
    public ReadOnlySpan<int> IndirectlySetUp(int setup) => _indirectlySetUp is { } rows ? rows[setup] : [];

    /// <summary>The teardowns that wait for the task although it is not their direct parent.</summary>
    public ReadOnlySpan<int> TeardownsOver(int task) => _teardownsOver is { } rows ? rows[task] : [];

    /// <summary>Works out the scopes: one walk up and one down the graph for each 64 setups, and for each 64 teardowns.</summary>
    public static PlanScopes Build(IReadOnlyList<TaskDefinition> tasks, PlanGraph graph)
    {
        var setups = Of(tasks, TaskKind.Setup);
        var teardowns = Of(tasks, TaskKind.Teardown);
        return new PlanScopes(
            setups.Length == 0 ? null : Csr.FromPairs(tasks.Count, IndirectSetups(tasks, graph, setups)),
            teardowns.Length == 0 ? null : Csr.FromPairs(tasks.Count, TeardownScopes(tasks, graph, teardowns)));
    }

    /// <summary>
    /// Pairs of a setup and a task it must succeed for: below it but no direct child, no teardown, and either the setup has no
    /// teardown or one of them lies below the task.
    /// </summary>
    private static List<(int Setup, int Task)> IndirectSetups(IReadOnlyList<TaskDefinition> tasks, PlanGraph graph, int[] setups)
    {
        var pairs = new List<(int, int)>();
        foreach (var block in setups.Chunk(64))
        {
            var own = Bits(tasks.Count, block);
            var closes = new ulong[tasks.Count];
            var closed = 0UL;
            for (var task = 0; task < tasks.Count; task++)
            {
                if (tasks[task].Kind == TaskKind.Teardown)
                {
                    closes[task] = Union(graph.Upstream[task], own);
                    closed |= closes[task];
                }
            }

            var above = Reach(graph.Order, graph.Upstream, own);
            var below = Reach(graph.Order.AsEnumerable().Reverse(), graph.Downstream, closes);
            for (var task = 0; task < tasks.Count; task++)
            {
                if (tasks[task].Kind != TaskKind.Teardown && tasks[task].TriggerRule != TriggerRule.Always)
                {
                    AddPairs(above[task] & (~closed | below[task]) & ~Union(graph.Upstream[task], own), bit => pairs.Add((block[bit], task)));
                }
            }
        }

        return pairs;
    }

    /// <summary>Pairs of a task and a teardown that encloses it: below one of the teardown's direct setups, above the teardown, no direct parent.</summary>
    private static List<(int Task, int Teardown)> TeardownScopes(IReadOnlyList<TaskDefinition> tasks, PlanGraph graph, int[] teardowns)
    {
        var pairs = new List<(int, int)>();
        foreach (var block in teardowns.Where(t => tasks[t].TriggerRule != TriggerRule.Always).Chunk(64))
        {
            var own = Bits(tasks.Count, block);
            var opens = new ulong[tasks.Count];
            for (var task = 0; task < tasks.Count; task++)
            {
                opens[task] = tasks[task].Kind == TaskKind.Setup ? Union(graph.Downstream[task], own) : 0;
            }

            var above = Reach(graph.Order, graph.Upstream, opens);
            var below = Reach(graph.Order.AsEnumerable().Reverse(), graph.Downstream, own);
            for (var task = 0; task < tasks.Count; task++)
            {
                AddPairs(above[task] & below[task] & ~Union(graph.Downstream[task], own), bit => pairs.Add((task, block[bit])));
            }
        }

        return pairs;
    }

    private static int[] Of(IReadOnlyList<TaskDefinition> tasks, TaskKind kind) =>
        [.. Enumerable.Range(0, tasks.Count).Where(t => tasks[t].Kind == kind)];

    private static ulong[] Bits(int count, int[] block)
    {
        var bits = new ulong[count];
        for (var i = 0; i < block.Length; i++)
        {
            bits[block[i]] = 1UL << i;
        }

        return bits;
    }

    /// <summary>For each task, the union of the bits of all tasks before it along <paramref name="edges"/>, itself excepted.</summary>
    private static ulong[] Reach(IEnumerable<int> order, Csr edges, ulong[] bits)
    {
        var reach = new ulong[bits.Length];
        foreach (var task in order)
        {
            foreach (var before in edges[task])
            {
                reach[task] |= reach[before] | bits[before];
            }
        }

        return reach;
    }

    private static ulong Union(ReadOnlySpan<int> tasks, ulong[] bits)
    {
        var union = 0UL;
        foreach (var task in tasks)
        {
            union |= bits[task];
        }

        return union;
    }

    private static void AddPairs(ulong bits, Action<int> add)
    {
        for (; bits != 0; bits &= bits - 1)
        {
            add(BitOperations.TrailingZeroCount(bits));
        }
    }
}
