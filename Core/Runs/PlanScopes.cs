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

    /// <summary>Works out the scopes; for each setup and teardown at the cost of the part of the graph between the two.</summary>
    public static PlanScopes Build(IReadOnlyList<TaskDefinition> tasks, PlanGraph graph)
    {
        var setups = new List<(int Setup, int Task)>();
        var scopes = new List<(int Task, int Teardown)>();
        var search = new Search(graph);
        for (var task = 0; task < tasks.Count; task++)
        {
            if (tasks[task].Kind == TaskKind.Setup)
            {
                AddIndirectlySetUp(setups, tasks, graph, search, task);
            }

            // A task with the rule always waits for nothing.
            if (tasks[task] is { Kind: TaskKind.Teardown, TriggerRule: not TriggerRule.Always })
            {
                AddScope(scopes, tasks, graph, search, task);
            }
        }

        return new PlanScopes(
            setups.Count == 0 ? null : Csr.FromPairs(tasks.Count, setups),
            scopes.Count == 0 ? null : Csr.FromPairs(tasks.Count, scopes));
    }

    /// <summary>
    /// The tasks a setup must succeed for: below it but no direct child, no teardown, and above one of its teardowns if it has any.
    /// </summary>
    private static void AddIndirectlySetUp(List<(int, int)> pairs, IReadOnlyList<TaskDefinition> tasks, PlanGraph graph, Search search, int setup)
    {
        var teardowns = OfKind(graph.Downstream[setup], tasks, TaskKind.Teardown);
        foreach (var task in teardowns.Count > 0 ? search.Between([setup], teardowns) : search.Below(setup))
        {
            if (tasks[task].Kind != TaskKind.Teardown && tasks[task].TriggerRule != TriggerRule.Always && !graph.Upstream[task].Contains(setup))
            {
                pairs.Add((setup, task));
            }
        }
    }

    /// <summary>The tasks a teardown waits for: below one of its direct setups, above itself, no direct parent.</summary>
    private static void AddScope(List<(int, int)> pairs, IReadOnlyList<TaskDefinition> tasks, PlanGraph graph, Search search, int teardown)
    {
        var setups = OfKind(graph.Upstream[teardown], tasks, TaskKind.Setup);
        if (setups.Count == 0)
        {
            return;
        }

        foreach (var task in search.Between(setups, [teardown]))
        {
            if (!graph.Downstream[task].Contains(teardown))
            {
                pairs.Add((task, teardown));
            }
        }
    }

    private static List<int> OfKind(ReadOnlySpan<int> among, IReadOnlyList<TaskDefinition> tasks, TaskKind kind)
    {
        var found = new List<int>();
        foreach (var task in among)
        {
            if (tasks[task].Kind == kind)
            {
                found.Add(task);
            }
        }

        return found;
    }

    /// <summary>Searches the graph again and again without clearing its marks.</summary>
    private sealed class Search(PlanGraph graph)
    {
        private readonly int[] _marks = new int[graph.Levels.Length];
        private readonly Queue<int> _next = new();
        private int _mark;

        /// <summary>The tasks below a source and above a sink.</summary>
        public List<int> Between(List<int> sources, List<int> sinks)
        {
            // What lies below a source has a higher level than the source.
            var top = sources.Min(s => graph.Levels[s]);
            var above = ++_mark;
            Enqueue(sinks);
            while (_next.TryDequeue(out var task))
            {
                foreach (var parent in graph.Upstream[task])
                {
                    if (graph.Levels[parent] > top && _marks[parent] != above)
                    {
                        _marks[parent] = above;
                        _next.Enqueue(parent);
                    }
                }
            }

            Enqueue(sources);
            return Reach(above);
        }

        /// <summary>All tasks below one.</summary>
        public List<int> Below(int source)
        {
            Enqueue([source]);
            return Reach(within: null);
        }

        private List<int> Reach(int? within)
        {
            var reached = ++_mark;
            var found = new List<int>();
            while (_next.TryDequeue(out var task))
            {
                foreach (var child in graph.Downstream[task])
                {
                    if (_marks[child] != reached && (within is null || _marks[child] == within))
                    {
                        _marks[child] = reached;
                        found.Add(child);
                        _next.Enqueue(child);
                    }
                }
            }

            return found;
        }

        private void Enqueue(List<int> tasks)
        {
            foreach (var task in tasks)
            {
                _next.Enqueue(task);
            }
        }
    }
}
