using Orrery.Core.Dags;

namespace Orrery.Core.Runs;

/// <summary>
/// Which tasks of a DAG start, or wait, for the same reasons. Those of one queue that take as many slots of one pool share a *lane*; a task with
/// a cap of its own has a lane of its own. A lane that is held back is passed over as one, however many ready tasks are in it.
/// </summary>
internal sealed class PlanLanes
{
    private readonly int[] _laneOf;
    private readonly int[]? _rankOf;
    private readonly int[]? _taskAt;
    private readonly int[] _starts;
    private readonly int[] _caps;

    private PlanLanes(int[] laneOf, int[]? rankOf, int[]? taskAt, int[] starts, int[] caps)
    {
        _laneOf = laneOf;
        _rankOf = rankOf;
        _taskAt = taskAt;
        _starts = starts;
        _caps = caps;
        HasCaps = caps.AsSpan().ContainsAnyExcept(int.MaxValue);
    }

    /// <summary>How many lanes there are; they are numbered from 0.</summary>
    public int Count => _caps.Length;

    /// <summary>Whether any lane has a cap.</summary>
    public bool HasCaps { get; }

    /// <summary>Sorts the tasks of a DAG into lanes, in linear time.</summary>
    /// <param name="dag">The DAG.</param>
    /// <param name="rankOf">Place of each task in the order of all; null: its ordinal.</param>
    /// <param name="taskAt">The task at each place; null: the place.</param>
    public static PlanLanes Build(DagDefinition dag, int[]? rankOf, int[]? taskAt)
    {
        var laneOf = new int[dag.Tasks.Count];
        var caps = new List<int>();
        var shared = new Dictionary<(string Queue, bool IsTrigger, string Pool, int Slots), int>();
        for (var task = 0; task < laneOf.Length; task++)
        {
            var definition = dag.Tasks[task];
            if (definition.Action.IsInline)
            {
                // It never waits for a lane.
                continue;
            }

            // What is looked for in a host's trigger loop takes no slots.
            var isTrigger = definition.Action.IsTrigger;
            var key = (definition.Queue, isTrigger, isTrigger ? "" : definition.Pool, isTrigger ? 0 : definition.PoolSlots);
            var cap = definition.MaxActiveTisPerDagRun ?? int.MaxValue;
            if (cap < int.MaxValue || definition.MaxActiveTisPerDag is not null)
            {
                laneOf[task] = caps.Count;
                caps.Add(cap);
            }
            else if (shared.TryAdd(key, caps.Count))
            {
                laneOf[task] = caps.Count;
                caps.Add(int.MaxValue);
            }
            else
            {
                laneOf[task] = shared[key];
            }
        }

        if (caps.Count <= 1)
        {
            return new PlanLanes(laneOf, rankOf, taskAt, [0, laneOf.Length], caps.Count == 0 ? [int.MaxValue] : [.. caps]);
        }

        var starts = new int[caps.Count + 1];
        foreach (var lane in laneOf)
        {
            starts[lane + 1]++;
        }

        for (var lane = 0; lane < caps.Count; lane++)
        {
            starts[lane + 1] += starts[lane];
        }

        var (rankInLane, tasks, next) = (new int[laneOf.Length], new int[laneOf.Length], starts.AsSpan(0, caps.Count).ToArray());
        for (var rank = 0; rank < laneOf.Length; rank++)
        {
            var task = taskAt is null ? rank : taskAt[rank];
            var place = next[laneOf[task]]++;
            tasks[place] = task;
            rankInLane[task] = place - starts[laneOf[task]];
        }

        return new PlanLanes(laneOf, rankInLane, tasks, starts, [.. caps]);
    }

    /// <summary>The lane of a task.</summary>
    public int LaneOf(int task) => _laneOf[task];

    /// <summary>How many instances of a lane may be active in one run; <see cref="int.MaxValue"/>: any number.</summary>
    public int CapOf(int lane) => _caps[lane];

    /// <summary>How many tasks are in a lane.</summary>
    public int SizeOf(int lane) => _starts[lane + 1] - _starts[lane];

    /// <summary>Place of a task among those of its lane, which stand in the order of all tasks.</summary>
    public int RankOf(int task) => _rankOf is null ? task : _rankOf[task];

    /// <summary>The task at a place in a lane.</summary>
    public int TaskAt(int lane, int rank) => _taskAt is null ? rank : _taskAt[_starts[lane] + rank];
}
