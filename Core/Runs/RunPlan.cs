using Orrery.Core.Dags;

namespace Orrery.Core.Runs;

/// <summary>
/// A DAG compiled for running: tasks by dense ordinal (their place in <see cref="DagDefinition.Tasks"/>), edges as flat arrays.
/// Immutable, compiled once per version of a DAG and shared by its runs.
/// </summary>
public sealed class RunPlan
{
    private readonly Dictionary<string, int> _ordinals;
    private readonly PlanGraph _graph;
    private readonly PlanScopes _scopes;
    private readonly int[] _roots;
    private readonly int[] _leaves;
    private readonly int[] _callbacksOfRun;
    private readonly bool[] _isLeaf;
    private readonly bool[] _isInline;
    private readonly int[] _weights;
    private readonly int[]? _rankOf;
    private readonly int[]? _taskAt;
    private readonly PlanMapping? _mapping;
    private readonly PlanGroups _groups;
    private readonly TaskCounters[] _initialCounters;
    private readonly TaskCounters[] _initialOwnCounters;

    private RunPlan(DagDefinition dag, Dictionary<string, int> ordinals)
    {
        Dag = dag;
        _ordinals = ordinals;
        _graph = PlanGraph.Build(dag, ordinals);
        _scopes = PlanScopes.Build(dag.Tasks, _graph);
        _roots = [.. Enumerable.Range(0, Count).Where(t => Upstream(t).IsEmpty)];
        _leaves = FindLeaves();
        _isLeaf = new bool[Count];
        foreach (var leaf in _leaves)
        {
            _isLeaf[leaf] = true;
        }

        _groups = new PlanGroups(dag, _graph);
        _mapping = PlanMapping.Build(dag, ordinals, _groups);
        AnyDependsOnPast = Enumerable.Range(0, Count).Any(DependsOnPast);
        _callbacksOfRun = [.. Enumerable.Range(0, Count).Where(t => Kind(t) == TaskKind.Callback && Upstream(t).IsEmpty)];
        _isInline = [.. dag.Tasks.Select(t => t.Action.IsInline)];
        _weights = PriorityWeights.Of(dag, _graph);
        if (_weights.AsSpan().ContainsAnyExcept(_weights.FirstOrDefault()))
        {
            // The sort is stable: equal weights keep the order of their ordinals.
            _taskAt = [.. Enumerable.Range(0, Count).OrderByDescending(t => _weights[t])];
            _rankOf = new int[Count];
            for (var rank = 0; rank < Count; rank++)
            {
                _rankOf[_taskAt[rank]] = rank;
            }
        }

        Lanes = PlanLanes.Build(dag, _rankOf, _taskAt);
        _initialCounters = new TaskCounters[Count];
        _initialOwnCounters = _mapping is null ? [] : new TaskCounters[Count];
        CountAll();
    }

    /// <summary>The DAG this was compiled from.</summary>
    public DagDefinition Dag { get; }

    /// <summary>How many tasks there are; ordinals run from 0 to one less.</summary>
    public int Count => Dag.Tasks.Count;

    /// <summary>Tasks without upstream tasks, ascending.</summary>
    public ReadOnlySpan<int> Roots => _roots;

    /// <summary>
    /// Tasks that decide how the run ends, ascending: those without children other than ignorable ones, and not ignorable
    /// themselves (a callback, or a teardown whose failure does not fail the run). If there is none, the tasks without children.
    /// </summary>
    public ReadOnlySpan<int> Leaves => _leaves;

    /// <summary>Whether any task waits for earlier runs.</summary>
    public bool AnyDependsOnPast { get; }

    /// <summary>The callbacks that answer for the run and not for tasks of it, ascending; deadlines are among them.</summary>
    public ReadOnlySpan<int> CallbacksOfRun => _callbacksOfRun;

    /// <summary>What is expanded; empty for a DAG without mapped tasks and groups.</summary>
    public IReadOnlyList<PlanExpansion> Expansions => _mapping?.Expansions ?? [];

    /// <summary>Which tasks start, or wait, for the same reasons.</summary>
    internal PlanLanes Lanes { get; }

    /// <summary>Whether any task is mapped.</summary>
    internal bool HasMapping => _mapping is not null;

    /// <summary>The counters that all instances of a task share, in a run in which nothing has happened.</summary>
    internal ReadOnlySpan<TaskCounters> InitialCounters => _initialCounters;

    /// <summary>
    /// Compiles a DAG in time linear in tasks and edges (and, with setups or teardowns, in what they enclose; for the weights of tasks whose
    /// downstream paths meet again see <see cref="PriorityWeights"/>).
    /// </summary>
    /// <exception cref="ArgumentException">Two tasks share an id, an upstream task does not exist, or the edges form a cycle.</exception>
    public static RunPlan Compile(DagDefinition dag)
    {
        var ordinals = new Dictionary<string, int>(dag.Tasks.Count, StringComparer.Ordinal);
        for (var t = 0; t < dag.Tasks.Count; t++)
        {
            if (!ordinals.TryAdd(dag.Tasks[t].TaskId, t))
            {
                throw new ArgumentException($"DAG '{dag.DagId}' has two tasks '{dag.Tasks[t].TaskId}': give each its own task_id.", nameof(dag));
            }
        }

        return new RunPlan(dag, ordinals);
    }

    /// <summary>The definition of a task.</summary>
    public TaskDefinition Task(int task) => Dag.Tasks[task];

    /// <summary>The ordinal of the task with this id; false when there is none.</summary>
    public bool TryOrdinalOf(string taskId, out int ordinal) => _ordinals.TryGetValue(taskId, out ordinal);

    /// <summary>The direct upstream tasks, each once.</summary>
    public ReadOnlySpan<int> Upstream(int task) => _graph.Upstream[task];

    /// <summary>The direct downstream tasks, ascending.</summary>
    public ReadOnlySpan<int> Downstream(int task) => _graph.Downstream[task];

    /// <summary>When the task may start.</summary>
    public TriggerRule Rule(int task) => Dag.Tasks[task].TriggerRule;

    /// <summary>The part the task plays.</summary>
    public TaskKind Kind(int task) => Dag.Tasks[task].Kind;

    /// <summary>Whether the run decides the task itself, without a host; such a task does not count for <c>max_active_tasks</c>.</summary>
    public bool IsInline(int task) => _isInline[task];

    /// <summary>Whether the task waits for earlier runs.</summary>
    public bool DependsOnPast(int task) => Task(task) is { DependsOnPast: true } or { WaitForDownstream: true };

    /// <summary>Whether the task is one of <see cref="Leaves"/>.</summary>
    public bool IsLeaf(int task) => _isLeaf[task];

    /// <summary>The weight by which the task is put in order when it is ready: higher goes first. See <see cref="WeightRule"/>.</summary>
    public int Weight(int task) => _weights[task];

    /// <summary>Length of the longest path from a root; a task's level is above that of all its ancestors.</summary>
    public int Level(int task) => _graph.Levels[task];

    /// <summary>The tasks for which this setup must succeed although it is not their direct parent; empty for other tasks.</summary>
    public ReadOnlySpan<int> IndirectlySetUpBy(int setup) => _scopes.IndirectlySetUp(setup);

    /// <summary>The teardowns that wait for this task although it is not their direct parent.</summary>
    public ReadOnlySpan<int> TeardownsOver(int task) => _scopes.TeardownsOver(task);

    /// <summary>The expansion the task belongs to, a place in <see cref="Expansions"/>; −1 when it is not mapped.</summary>
    public int ExpansionOf(int task) => _mapping?.ExpansionOf(task) ?? -1;

    /// <summary>
    /// The task that a task means by an id: it is looked for in the task's own group, then in those around it, then in the DAG. −1: there is none.
    /// </summary>
    public int Find(int task, string id) => _groups.FindTask(Task(task).Group, id, _ordinals);

    /// <summary>
    /// The tasks a branch means by an id: that task, or the roots of that group. An id is looked for in the branch's own group, then in those
    /// around it, then in the DAG. Empty: there is nothing of that id.
    /// </summary>
    public IReadOnlyList<int> Choice(int branch, string id) => _groups.Find(Task(branch).Group, id, _ordinals);

    /// <summary>Id of a task or group that is expanded over what this unmapped task returns; null when none is.</summary>
    public string? ReturnsListFor(int task) => _mapping?.ReturnsListFor(task);

    /// <summary>The expansions that take an XCom of the task.</summary>
    internal IReadOnlyList<int> FedBy(int task) => _mapping?.FedBy(task) ?? [];

    /// <summary>Whether the counters of the task say how its own instances stand.</summary>
    internal bool Tallies(int task) => _mapping?.Tallies(task) ?? false;

    /// <summary>Whether the tasks belong to one mapped group, so that a map index means the same to both.</summary>
    public bool SharesIndex(int one, int other) => _mapping is not null && _mapping.SharesIndex(one, other);

    /// <summary>Whether instances of the lower task look only at the instance of the upper one that has their index.</summary>
    internal bool IsSameIndex(int upper, int lower) => _mapping is not null && _mapping.IsSameIndex(upper, lower);

    /// <summary>The counters of its own that an instance of the task starts with: those of relations by index.</summary>
    internal ref readonly TaskCounters InitialOwnCounters(int task) => ref _initialOwnCounters[task];

    /// <summary>Place of the task among all when the highest weight, then the lowest ordinal, goes first.</summary>
    internal int RankOf(int task) => _rankOf is null ? task : _rankOf[task];

    /// <summary>The task at a place in that order.</summary>
    internal int TaskAt(int rank) => _taskAt is null ? rank : _taskAt[rank];

    private int[] FindLeaves()
    {
        var deciding = Enumerable.Range(0, Count).Where(t => !IsIgnorable(t) && AllIgnorable(Downstream(t))).ToArray();
        return deciding.Length > 0 ? deciding : [.. Enumerable.Range(0, Count).Where(t => Kind(t) != TaskKind.Callback && AllCallbacks(Downstream(t)))];
    }

    private bool IsIgnorable(int task) => Kind(task) switch
    {
        TaskKind.Teardown => !Task(task).OnFailureFailDagRun,
        TaskKind.Callback => true,
        _ => false,
    };

    private bool AllCallbacks(ReadOnlySpan<int> tasks)
    {
        foreach (var task in tasks)
        {
            if (Kind(task) != TaskKind.Callback)
            {
                return false;
            }
        }

        return true;
    }

    private bool AllIgnorable(ReadOnlySpan<int> tasks)
    {
        foreach (var task in tasks)
        {
            if (!IsIgnorable(task))
            {
                return false;
            }
        }

        return true;
    }

    private void CountAll()
    {
        for (var task = 0; task < Count; task++)
        {
            foreach (var parent in Upstream(task))
            {
                ref var upstream = ref Counters(parent, task).Upstream;
                upstream.Total++;
                upstream.Setups += Kind(parent) == TaskKind.Setup ? 1 : 0;
            }

            foreach (var covered in IndirectlySetUpBy(task))
            {
                Counters(task, covered).IndirectSetups++;
            }

            foreach (var teardown in TeardownsOver(task))
            {
                Counters(task, teardown).ScopeOpen++;
            }

            if (Tallies(task))
            {
                (_initialCounters[task].OpenInstances, _initialCounters[task].WaitingInstances) = (1, 1);
            }
        }
    }

    private ref TaskCounters Counters(int upper, int lower) =>
        ref (IsSameIndex(upper, lower) ? ref _initialOwnCounters[lower] : ref _initialCounters[lower]);
}
