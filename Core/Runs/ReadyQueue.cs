namespace Orrery.Core.Runs;

/// <summary>
/// The ready instances that wait for room, by lane, in the order in which they go: the highest priority weight of the task first, then its
/// ordinal, then the map index. A place in that order is a number: the task's rank, then its index plus one.
/// </summary>
/// <remarks>The first instances of open lanes are kept in order by themselves, so that a closed lane costs nothing, however many wait in it.</remarks>
internal sealed class ReadyQueue
{
    private const int IndexBits = 32;
    private const long None = -1;

    private readonly RunPlan _plan;
    private readonly InstanceTable _instances;

    // The ranks, within the lane, of tasks with ready instances; null for a lane that never had one.
    private readonly ReadySet?[] _lanes;
    private readonly long[] _firsts;
    private readonly bool[] _isClosed;

    // The ranks, among all tasks, of the first tasks of open lanes.
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
        _isClosed = new bool[plan.Lanes.Count];
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

    /// <summary>Opens or closes a lane: those in a closed one stay and are passed over.</summary>
    public void SetOpen(int lane, bool isOpen)
    {
        if (_isClosed[lane] == isOpen)
        {
            _isClosed[lane] = !isOpen;
            MarkHead(_firsts[lane], isOpen);
        }
    }

    /// <summary>Whether a lane is open.</summary>
    public bool IsOpen(int lane) => !_isClosed[lane];

    /// <summary>The first place in a lane, open or closed; −1 when nothing waits in it.</summary>
    public long FirstIn(int lane) => _firsts[lane];

    /// <summary>The first of the first places of open lanes; −1 when there is none.</summary>
    public long FirstHead() => HeadFrom(0);

    /// <summary>The next of the first places of open lanes after one of them; −1 when there is none.</summary>
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
        if (!_isClosed[lane])
        {
            MarkHead(_firsts[lane], isHead: false);
            MarkHead(place, isHead: true);
        }

        _firsts[lane] = place;
    }

    private void MarkHead(long place, bool isHead)
    {
        if (place == None)
        {
            return;
        }

        if (isHead)
        {
            _heads.Add((int)(place >> IndexBits));
        }
        else
        {
            _heads.Remove((int)(place >> IndexBits));
        }
    }
}
