namespace Orrery.Core.Runs;

/// <summary>
/// The ready instances that wait for room, by lane, in the order in which they go: the highest priority weight of the task first, then its
/// ordinal, then the map index. A place in that order is a number: the task's rank, then its index plus one.
/// </summary>
/// <remarks>
/// A lane is open up to a limit; what is beyond stays and is passed over. The first instances of lanes, as far as they are within the limit, are
/// kept in order by themselves, so that a closed lane costs nothing, however many wait in it.
/// </remarks>
internal sealed class ReadyQueue
{
    private const int IndexBits = 32;
    private const long None = -1;

    private readonly RunPlan _plan;
    private readonly InstanceTable _instances;

    // The ranks, within the lane, of tasks with ready instances; null for a lane that never had one.
    private readonly ReadySet?[] _lanes;
    private readonly long[] _firsts;
    private readonly long[] _limits;

    // The ranks, among all tasks, of the first tasks of lanes, if they are within the limit.
    private readonly ReadySet _heads;

    // The ready indexes of mapped tasks; the array is null while no mapped task was ever ready.
    private ReadySet?[]? _indexes;

    public ReadyQueue(RunPlan plan, InstanceTable instances)
    {
        _plan = plan;
        _instances = instances;
        _lanes = new ReadySet?[plan.Lanes.Count];
        _firsts = new long[plan.Lanes.Count];
        Array.Fill(_firsts, None);
        _limits = new long[plan.Lanes.Count];
        Array.Fill(_limits, long.MaxValue);
        _heads = new ReadySet(plan.Count);
    }

    /// <summary>The place of an instance.</summary>
    public static long PlaceOf(RunPlan plan, int task, int mapIndex) => ((long)plan.RankOf(task) << IndexBits) | (uint)(mapIndex + 1);

    /// <summary>Adds an instance.</summary>
    public void Add(int instance)
    {
        var task = _instances.TaskOf(instance);
        var lane = _plan.Lanes.LaneOf(task);
        (_lanes[lane] ??= new ReadySet(_plan.Lanes.SizeOf(lane))).Add(_plan.Lanes.RankOf(task));
        if (_instances.MapIndexOf(instance) is >= 0 and var index)
        {
            ((_indexes ??= new ReadySet?[_plan.Count])[task] ??= new ReadySet(_instances.CountOf(task))).Add(index);
        }

        if (PlaceOf(_plan, task, _instances.MapIndexOf(instance)) is var place && (_firsts[lane] == None || place < _firsts[lane]))
        {
            SetFirst(lane, place);
        }
    }

    /// <summary>Takes an instance out.</summary>
    public void Remove(int instance)
    {
        var task = _instances.TaskOf(instance);
        var lane = _plan.Lanes.LaneOf(task);
        var index = _instances.MapIndexOf(instance);
        var ready = index >= 0 ? _indexes?[task] : null;
        ready?.Remove(index);
        if (ready is null || ready.Next(0) < 0)
        {
            _lanes[lane]?.Remove(_plan.Lanes.RankOf(task));
        }

        if (_firsts[lane] == PlaceOf(_plan, task, index))
        {
            SetFirst(lane, After(_firsts[lane]));
        }
    }

    /// <summary>Opens a lane for all places before a limit, and closes it for the others.</summary>
    public void SetLimit(int lane, long limit)
    {
        if (_limits[lane] != limit)
        {
            Mark(lane, isHead: false);
            _limits[lane] = limit;
            Mark(lane, isHead: true);
        }
    }

    /// <summary>Whether the first place in a lane is within its limit.</summary>
    public bool HasHead(int lane) => _firsts[lane] != None && _firsts[lane] < _limits[lane];

    /// <summary>The first place in a lane, within its limit or not; −1 when nothing waits in it.</summary>
    public long FirstIn(int lane) => _firsts[lane];

    /// <summary>The first of the first places of lanes that are within the limit; −1 when there is none.</summary>
    public long FirstHead() => HeadFrom(0);

    /// <summary>The next of those first places after one of them; −1 when there is none.</summary>
    public long HeadAfter(long head) => HeadFrom((int)(head >> IndexBits) + 1);

    /// <summary>The next place after one in the same lane; −1 when there is none.</summary>
    public long After(long place)
    {
        var task = TaskAt(place);
        if (_indexes?[task]?.Next((int)(uint)place) is >= 0 and var index)
        {
            return PlaceOf(_plan, task, index);
        }

        var lane = _plan.Lanes.LaneOf(task);
        var rank = _lanes[lane]!.Next(_plan.Lanes.RankOf(task) + 1);
        if (rank < 0)
        {
            return None;
        }

        task = _plan.Lanes.TaskAt(lane, rank);
        return PlaceOf(_plan, task, _indexes?[task]?.Next(0) ?? -1);
    }

    /// <summary>The task at a place.</summary>
    public int TaskAt(long place) => _plan.TaskAt((int)(place >> IndexBits));

    /// <summary>The instance at a place.</summary>
    public int InstanceAt(long place) => _instances.InstanceAt(TaskAt(place), (int)Math.Max((uint)place, 1) - 1);

    private long HeadFrom(int rank) =>
        rank < _plan.Count && _heads.Next(rank) is >= 0 and var head ? _firsts[_plan.Lanes.LaneOf(_plan.TaskAt(head))] : None;

    private void SetFirst(int lane, long place)
    {
        Mark(lane, isHead: false);
        _firsts[lane] = place;
        Mark(lane, isHead: true);
    }

    private void Mark(int lane, bool isHead)
    {
        if (!HasHead(lane))
        {
            return;
        }

        var rank = (int)(_firsts[lane] >> IndexBits);
        if (isHead)
        {
            _heads.Add(rank);
        }
        else
        {
            _heads.Remove(rank);
        }
    }
}
