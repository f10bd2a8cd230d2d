namespace Orrery.Core.Runs;

/// <summary>
/// The ready instances that wait for room, in the order in which they go: the highest priority weight of the task first, then its ordinal,
/// then the map index. A place in that order is a number: the task's rank, then its index plus one.
/// </summary>
internal sealed class ReadyQueue(RunPlan plan, InstanceTable instances)
{
    private const int IndexBits = 32;

    private readonly ReadySet _tasks = new(plan.Count);

    // The ready indexes of mapped tasks; the array is null while no mapped task was ever ready.
    private ReadySet?[]? _indexes;

    /// <summary>The place of an instance.</summary>
    public static long PlaceOf(RunPlan plan, int task, int mapIndex) => ((long)plan.RankOf(task) << IndexBits) | (uint)(mapIndex + 1);

    /// <summary>Adds an instance.</summary>
    public void Add(int instance)
    {
        var task = instances.TaskOf(instance);
        _tasks.Add(plan.RankOf(task));
        if (instances.MapIndexOf(instance) is >= 0 and var index)
        {
            ((_indexes ??= new ReadySet?[plan.Count])[task] ??= new ReadySet(instances.CountOf(task))).Add(index);
        }
    }

    /// <summary>Takes an instance out; it need not be in.</summary>
    public void Remove(int instance)
    {
        var task = instances.TaskOf(instance);
        if (instances.MapIndexOf(instance) is >= 0 and var index)
        {
            if (_indexes?[task] is not { } ready)
            {
                return;
            }

            ready.Remove(index);
            if (ready.Next(0) >= 0)
            {
                return;
            }
        }

        _tasks.Remove(plan.RankOf(task));
    }

    /// <summary>The first place that is not before this one; −1 when there is none.</summary>
    public long Next(long from)
    {
        var rank = (int)(from >> IndexBits);
        if (rank >= plan.Count)
        {
            return -1;
        }

        var index = (uint)from;
        for (var next = _tasks.Next(rank); next >= 0; next = _tasks.Next(next + 1))
        {
            if (next != rank)
            {
                index = 0;
            }

            if (_indexes?[plan.TaskAt(next)] is not { } ready)
            {
                if (index == 0)
                {
                    return (long)next << IndexBits;
                }
            }
            else if (ready.Next((int)Math.Max(index, 1) - 1) is >= 0 and var found)
            {
                return ((long)next << IndexBits) | (uint)(found + 1);
            }

            if (next + 1 >= plan.Count)
            {
                return -1;
            }
        }

        return -1;
    }

    /// <summary>The instance at a place.</summary>
    public int InstanceAt(long place) => instances.InstanceAt(plan.TaskAt((int)(place >> IndexBits)), (int)Math.Max((uint)place, 1) - 1);
}
