using Orrery.Core.States;

namespace Orrery.Core.Runs;

/// <content>Which ready instances are offered, and which offered ones are held back elsewhere.</content>
internal sealed partial class Turn
{
    private readonly PriorityQueue<int, long> _newlyReady = new();

    // Places in lanes that have been looked into: of each lane the next.
    private readonly PriorityQueue<long, long> _next = new();

    // What differs from the state, or has in the course of this turn.
    private readonly Dictionary<int, bool> _held = [];
    private int _heldCount;

    /// <summary>Whether the run has room for the instance to start: what a host has taken counts, and what it only waits for does not.</summary>
    public bool HasRoomToStart(int instance) =>
        StartsDeferred(instance) || _totals.Active - _totals.Queued < _plan.Dag.MaxActiveTasks;

    /// <summary>
    /// Takes an offered instance back for want of room, to be offered again in its turn. That happens to one that was held back, while others
    /// took the room it did not need.
    /// </summary>
    public void Withdraw(int instance) => Set(instance, Slot(instance) with { State = TaskInstanceState.Scheduled });

    /// <summary>Takes note that an offered instance is held back in its queue; false when that is known.</summary>
    public bool Hold(int instance)
    {
        if (IsHeld(instance))
        {
            return false;
        }

        SetHeld(instance, isHeld: true);
        return true;
    }

    /// <summary>
    /// Offers ready instances of open lanes, the highest priority weight first, as far as <c>max_active_tasks</c> has room. Those that are held
    /// back take none: what cannot run must not keep others from running.
    /// </summary>
    public void Offer()
    {
        if (!HasRoomToOffer)
        {
            return;
        }

        var head = _state.Ready.FirstHead();
        EnterOpened();
        while (HasRoomToOffer && NextReady(ref head) is >= 0 and var instance)
        {
            Set(instance, Slot(instance) with { State = TaskInstanceState.Queued });
            Do(new RunEffect.Offer(instance, Slot(instance).TryNumber));
        }

        _next.Clear();
    }

    private void Unhold(int instance)
    {
        if (_heldCount > 0 && IsHeld(instance))
        {
            SetHeld(instance, isHeld: false);
        }
    }

    private bool IsHeld(int instance) => _held.TryGetValue(instance, out var isHeld) ? isHeld : _state.IsHeld(instance);

    private void SetHeld(int instance, bool isHeld)
    {
        _held[instance] = isHeld;
        _heldCount += isHeld ? 1 : -1;
        var lane = _plan.Lanes.LaneOf(TaskOf(instance));
        var place = PlaceOf(instance);
        ref var counts = ref LaneCountsOf(lane);
        counts.Held += isHeld ? 1 : -1;
        if (!isHeld)
        {
            counts.FirstHeld = place == counts.FirstHeld ? FirstHeldIn(lane) : counts.FirstHeld;
        }
        else if (counts.Held == 1 || place < counts.FirstHeld)
        {
            counts.FirstHeld = place;
        }
    }

    private long FirstHeldIn(int lane) => _state.HeldIn(lane).Where(place => IsHeld(_state.Ready.InstanceAt(place))).FirstOrDefault();

    private long PlaceOf(int instance) => ReadyQueue.PlaceOf(_plan, TaskOf(instance), MapIndexOf(instance));

    private IReadOnlyList<HeldChange> HeldChanges() =>
        _held.Count == 0 ? [] : [.. _held.Where(h => h.Value != _state.IsHeld(h.Key)).Select(h => new HeldChange(h.Key, h.Value))];

    private bool HasRoomToOffer => _totals.Active - _heldCount < _plan.Dag.MaxActiveTasks;

    /// <summary>Whether a ready instance at a place in a lane may be offered.</summary>
    private bool IsOpen(int lane, long place) => place < _lanes.Read(lane, in _state.LaneCountsOf(lane)).Limit(_plan.Lanes.CapOf(lane));

    /// <summary>Lanes that this turn has opened are not among those with a head.</summary>
    private void EnterOpened()
    {
        foreach (var lane in _lanes.Keys)
        {
            if (!_state.Ready.HasHead(lane) && _state.Ready.FirstIn(lane) is >= 0 and var first && IsOpen(lane, first))
            {
                _next.Enqueue(first, first);
            }
        }
    }

    /// <summary>
    /// The first instance in an open lane of those that were ready before and those that became so in this turn; −1 when there is none. Of a
    /// lane only as much is looked at as is offered, of a closed one at most its first.
    /// </summary>
    /// <param name="head">The first of the lanes that have not been looked into yet; moved on when it is.</param>
    private int NextReady(ref long head)
    {
        while (true)
        {
            var known = _next.TryPeek(out _, out var next) && (head < 0 || next < head) ? next : head;
            if (_newlyReady.TryPeek(out var instance, out var place) && (known < 0 || place <= known))
            {
                _newlyReady.Dequeue();
            }
            else if (known < 0)
            {
                return -1;
            }
            else
            {
                place = known;
                instance = LookInto(place, ref head);
            }

            _looks++;

            // One that was skipped, cleared or offered in this turn is still listed where it was before.
            if (instance >= 0 && Slot(instance).State == TaskInstanceState.Scheduled && IsOpen(_plan.Lanes.LaneOf(TaskOf(instance)), place))
            {
                return instance;
            }
        }
    }

    /// <summary>The instance at a place, from which its lane is looked into further; −1 when the lane is closed to it by now.</summary>
    private int LookInto(long place, ref long head)
    {
        if (place == head)
        {
            head = _state.Ready.HeadAfter(head);
        }
        else
        {
            _next.Dequeue();
        }

        if (!IsOpen(_plan.Lanes.LaneOf(_state.Ready.TaskAt(place)), place))
        {
            return -1;
        }

        if (_state.Ready.After(place) is >= 0 and var after)
        {
            _next.Enqueue(after, after);
        }

        return _state.Ready.InstanceAt(place);
    }
}
