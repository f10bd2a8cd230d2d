using System.Diagnostics.CodeAnalysis;

namespace Orrery.Core.Queues;

/// <summary>
/// Ready tasks in their order, sorted into lanes: tasks of one lane stand under the same limits. A lane that a limit holds back is closed and
/// then costs nothing, however many tasks wait in it: the runnable are never behind the blocked.
/// </summary>
/// <typeparam name="TLane">What names a lane: the limits of its tasks.</typeparam>
/// <typeparam name="TItem">A task.</typeparam>
public sealed class LaneQueue<TLane, TItem>
    where TLane : notnull
{
    private readonly Dictionary<TLane, Lane> _lanes = [];

    /// <summary>Open lanes that are not empty, by their first tasks.</summary>
    private readonly SortedSet<Lane> _open = new(LaneOrder.Instance);

    /// <summary>How many tasks are in lanes that are open.</summary>
    public int OpenCount { get; private set; }

    /// <summary>Adds a task; its place must be new.</summary>
    public void Add(TLane lane, QueuePlace place, TItem item)
    {
        var tasks = LaneOf(lane);
        tasks.Items.Add(new Entry(place, item));
        OpenCount += tasks.IsClosed ? 0 : 1;
        Reorder(tasks);
    }

    /// <summary>Takes a task out; it need not be in.</summary>
    public void Remove(TLane lane, QueuePlace place)
    {
        if (_lanes.TryGetValue(lane, out var tasks) && tasks.Items.Remove(new Entry(place, default!)))
        {
            OpenCount -= tasks.IsClosed ? 0 : 1;
            Reorder(tasks);
        }
    }

    /// <summary>Takes the first task of all open lanes; false when there is none.</summary>
    public bool TryTake([MaybeNullWhen(false)] out TLane lane, out QueuePlace place, [MaybeNullWhen(false)] out TItem item)
    {
        if (_open.Min is not { } first)
        {
            (lane, place, item) = (default, default, default);
            return false;
        }

        var entry = first.Items.Min!;
        (lane, place, item) = (first.Key, entry.Place, entry.Item);
        Remove(lane, place);
        return true;
    }

    /// <summary>Closes a lane: its tasks stay and are passed over. What is added to it later waits too.</summary>
    public void Close(TLane lane)
    {
        var tasks = LaneOf(lane);
        OpenCount -= tasks.IsClosed ? 0 : tasks.Items.Count;
        tasks.IsClosed = true;
        Reorder(tasks);
    }

    /// <summary>Opens a lane again.</summary>
    public void Open(TLane lane)
    {
        if (_lanes.TryGetValue(lane, out var tasks) && tasks.IsClosed)
        {
            tasks.IsClosed = false;
            OpenCount += tasks.Items.Count;
            Reorder(tasks);
        }
    }

    /// <summary>Whether a lane is closed.</summary>
    public bool IsClosed(TLane lane) => _lanes.TryGetValue(lane, out var tasks) && tasks.IsClosed;

    /// <summary>The tasks of a lane, in order.</summary>
    public IEnumerable<TItem> TasksOf(TLane lane) => _lanes.TryGetValue(lane, out var tasks) ? tasks.Items.Select(e => e.Item) : [];

    private Lane LaneOf(TLane lane)
    {
        if (!_lanes.TryGetValue(lane, out var tasks))
        {
            _lanes[lane] = tasks = new Lane(lane);
        }

        return tasks;
    }

    /// <summary>The order of lanes follows from their first tasks: a lane leaves it before that changes.</summary>
    private void Reorder(Lane lane)
    {
        var first = lane.IsClosed ? null : lane.Items.Min?.Place;
        if (lane.First != first)
        {
            if (lane.First is not null)
            {
                _open.Remove(lane);
            }

            lane.First = first;
            if (first is not null)
            {
                _open.Add(lane);
            }
        }

        if (lane is { IsClosed: false, First: null })
        {
            _lanes.Remove(lane.Key);
        }
    }

    private sealed record Entry(QueuePlace Place, TItem Item);

    private sealed class Lane(TLane key)
    {
        public TLane Key { get; } = key;

        public SortedSet<Entry> Items { get; } = new(EntryOrder.Instance);

        public bool IsClosed { get; set; }

        /// <summary>Place among the lanes; null: it is not among them.</summary>
        public QueuePlace? First { get; set; }
    }

    private sealed class EntryOrder : IComparer<Entry>
    {
        public static EntryOrder Instance { get; } = new();

        public int Compare(Entry? x, Entry? y) => x!.Place.CompareTo(y!.Place);
    }

    private sealed class LaneOrder : IComparer<Lane>
    {
        public static LaneOrder Instance { get; } = new();

        public int Compare(Lane? x, Lane? y) => x!.First!.Value.CompareTo(y!.First!.Value);
    }
}
