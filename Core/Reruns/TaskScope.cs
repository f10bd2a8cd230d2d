using Orrery.Core.Dags;
using Orrery.Core.Runs;

namespace Orrery.Core.Reruns;

/// <summary>Which tasks a request reaches that names some of them.</summary>
public static class TaskScope
{
    /// <summary>
    /// The tasks a clear reaches, ascending: those named, what lies upstream and downstream of them if asked for, and the setups these need
    /// to run again with those setups' teardowns.
    /// </summary>
    /// <param name="plan">The compiled DAG.</param>
    /// <param name="named">Ordinals of the named tasks.</param>
    /// <param name="upstream">Whether to reach all tasks upstream of them.</param>
    /// <param name="downstream">Whether to reach all tasks downstream of them.</param>
    public static IReadOnlyList<int> ToClear(RunPlan plan, IReadOnlyList<int> named, bool upstream, bool downstream)
    {
        var reached = Relatives(plan, named, upstream, downstream);
        if (!Enumerable.Range(0, plan.Count).Any(t => plan.Kind(t) == TaskKind.Setup))
        {
            return ToList(reached);
        }

        // Work that was reached from above, or that is named by itself, needs its setups; what was reached from below has them anyway.
        var needsSetups = downstream ? Reach(plan, named, up: false) : new bool[plan.Count];
        foreach (var task in named)
        {
            needsSetups[task] = needsSetups[task] || !upstream;
        }

        var above = upstream ? Reach(plan, named, up: true) : new bool[plan.Count];
        var isNamed = Marks(plan, named);
        for (var setup = 0; setup < plan.Count; setup++)
        {
            if (plan.Kind(setup) == TaskKind.Setup && (above[setup] || (isNamed[setup] && !downstream) || IsNeeded(plan, setup, needsSetups)))
            {
                reached[setup] = true;
                Mark(reached, TeardownsOf(plan, setup));
            }
        }

        return ToList(reached);
    }

    /// <summary>The tasks that are marked together, ascending: those named, and what lies upstream and downstream of them if asked for.</summary>
    /// <param name="plan">The compiled DAG.</param>
    /// <param name="named">Ordinals of the named tasks.</param>
    /// <param name="upstream">Whether to reach all tasks upstream of them.</param>
    /// <param name="downstream">Whether to reach all tasks downstream of them.</param>
    public static IReadOnlyList<int> ToMark(RunPlan plan, IReadOnlyList<int> named, bool upstream, bool downstream) =>
        ToList(Relatives(plan, named, upstream, downstream));

    private static bool[] Relatives(RunPlan plan, IReadOnlyList<int> named, bool upstream, bool downstream)
    {
        var reached = Marks(plan, named);
        if (upstream)
        {
            Or(reached, Reach(plan, named, up: true));
        }

        if (downstream)
        {
            Or(reached, Reach(plan, named, up: false));
        }

        return reached;
    }

    /// <summary>Whether a setup prepares one of these tasks: it lies above it, and its teardowns, if it has any, below.</summary>
    private static bool IsNeeded(RunPlan plan, int setup, bool[] tasks)
    {
        var below = Reach(plan, [setup], up: false);
        var teardowns = TeardownsOf(plan, setup);
        var within = teardowns.Count > 0 ? Reach(plan, teardowns, up: true) : below;
        for (var task = 0; task < plan.Count; task++)
        {
            if (tasks[task] && plan.Kind(task) == TaskKind.Work && below[task] && within[task])
            {
                return true;
            }
        }

        return false;
    }

    private static List<int> TeardownsOf(RunPlan plan, int setup)
    {
        var teardowns = new List<int>();
        foreach (var child in plan.Downstream(setup))
        {
            if (plan.Kind(child) == TaskKind.Teardown)
            {
                teardowns.Add(child);
            }
        }

        return teardowns;
    }

    /// <summary>All tasks above, or below, some others; those themselves only if they lie above or below one another.</summary>
    private static bool[] Reach(RunPlan plan, IReadOnlyList<int> from, bool up)
    {
        var reached = new bool[plan.Count];
        var next = new Queue<int>(from);
        while (next.TryDequeue(out var task))
        {
            foreach (var relative in up ? plan.Upstream(task) : plan.Downstream(task))
            {
                if (!reached[relative])
                {
                    reached[relative] = true;
                    next.Enqueue(relative);
                }
            }
        }

        return reached;
    }

    private static bool[] Marks(RunPlan plan, IReadOnlyList<int> tasks)
    {
        var marks = new bool[plan.Count];
        Mark(marks, tasks);
        return marks;
    }

    private static void Mark(bool[] marks, IReadOnlyList<int> tasks)
    {
        foreach (var task in tasks)
        {
            marks[task] = true;
        }
    }

    private static void Or(bool[] marks, bool[] others)
    {
        for (var task = 0; task < marks.Length; task++)
        {
            marks[task] |= others[task];
        }
    }

    private static List<int> ToList(bool[] marks) => [.. Enumerable.Range(0, marks.Length).Where(task => marks[task])];
}
