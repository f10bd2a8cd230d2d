using Orrery.Core.Dags;

namespace Orrery.Cli.Bench;

/// <summary>A DAG, and how many runs of it at once.</summary>
/// <param name="Name">Its name: W1.</param>
/// <param name="What">What it is, in words.</param>
/// <param name="Runs">How many runs are started at once.</param>
/// <param name="Edges">The tasks, each with the tasks it depends on.</param>
internal sealed record Workload(string Name, string What, int Runs, IReadOnlyList<int[]> Edges)
{
    /// <summary>All of them by name.</summary>
    public static IReadOnlyList<Workload> All { get; } =
    [
        new("W1", "a chain of 200 tasks", 1, [.. Enumerable.Range(0, 200).Select(i => i == 0 ? Array.Empty<int>() : [i - 1])]),
        new("W2", "200 runs of 10 tasks, a diamond", 200, [.. Enumerable.Range(0, 10).Select(i => i switch { 0 => [], 9 => [1, 2, 3, 4, 5, 6, 7, 8], _ => new[] { 0 } })]),
        new("W3", "one run of 10,000 tasks side by side", 1, [.. Enumerable.Range(0, 10_000).Select(_ => Array.Empty<int>())]),
    ];

    /// <summary>How many task instances it has in all.</summary>
    public int TaskInstances => Runs * Edges.Count;

    /// <summary>The DAG.</summary>
    /// <param name="dagId">Its id.</param>
    /// <param name="kind">What its tasks do.</param>
    public DagDefinition ToDag(string dagId, TaskClass kind) => new()
    {
        DagId = dagId,
        MaxActiveRuns = Math.Max(Runs, DagDefinition.DefaultMaxActiveRuns),
        MaxActiveTasks = 1000,
        Tasks = [.. Edges.Select((edges, i) => new TaskDefinition
        {
            TaskId = Id(i),
            Action = kind == TaskClass.Empty ? new TaskAction.Empty() : new TaskAction.Command(["/bin/true"]),
            DependsOn = [.. edges.Select(Id)],
        })],
    };

    private static string Id(int task) => $"t{task:00000}";
}

/// <summary>What the tasks of a workload are.</summary>
internal enum TaskClass
{
    /// <summary>Decided by the run; each success is committed before its successor starts.</summary>
    Empty,

    /// <summary>Leased by a host through the queue, run by an engine that does nothing, and reported.</summary>
    Dispatched,

    /// <summary>As dispatched, but <c>/bin/true</c> in a process.</summary>
    Process,

    /// <summary>Empty tasks, whole chains of which are decided in one commit.</summary>
    Inline,
}
