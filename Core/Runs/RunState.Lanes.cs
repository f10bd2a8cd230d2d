namespace Orrery.Core.Runs;

/// <content>Its lanes, and what is held back in its queue. Nothing of the latter is stored.</content>
public sealed partial class RunState
{
    private readonly SortedSet<(int Lane, long Place)> _held = [];

    /// <summary>How many of the active ones are held back in their queue (<see cref="RunEvent.Held"/>). The others count for <c>max_active_tasks</c>.</summary>
    public int HeldCount => _held.Count;

    /// <summary>Whether an instance is offered and held back in its queue, as far as the run knows: nothing of that is stored.</summary>
    public bool IsHeld(int instance) => _held.Count > 0 && _held.Contains((Plan.Lanes.LaneOf(TaskOf(instance)), PlaceOf(instance)));

    /// <summary>The places of what is held in a lane, in order.</summary>
    internal IEnumerable<long> HeldIn(int lane) => _held.GetViewBetween((lane, 0), (lane, long.MaxValue)).Select(h => h.Place);

    /// <summary>How a lane stands.</summary>
    internal ref readonly LaneCounts LaneCountsOf(int lane) => ref _books.LaneCountsOf(lane);

    private void Write(HeldChange change)
    {
        var lane = Plan.Lanes.LaneOf(TaskOf(change.Instance));
        var held = (lane, PlaceOf(change.Instance));
        if (change.IsHeld ? _held.Add(held) : _held.Remove(held))
        {
            ref var counts = ref _books.LaneCountsOf(lane);
            counts.Held += change.IsHeld ? 1 : -1;
            counts.FirstHeld = HeldIn(lane).FirstOrDefault();
            OpenOrClose(lane);
        }
    }

    private void OpenOrClose(int lane) => _ready.SetLimit(lane, _books.LaneCountsOf(lane).Limit(Plan.Lanes.CapOf(lane)));

    private long PlaceOf(int instance) => ReadyQueue.PlaceOf(Plan, TaskOf(instance), MapIndexOf(instance));
}
