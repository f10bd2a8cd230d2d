using Orrery.Core.Dags;
using Orrery.Core.Queues;

namespace Orrery.Core.Simulation;

/// <summary>The hosts of a play, and the queue before them with its pools and caps.</summary>
/// <param name="slots">How many tasks they run at once; null: no limit.</param>
/// <param name="pools">Slots of the pools, by name; null: they are not known, and no limit.</param>
internal sealed class SimulatedHosts(int? slots, IReadOnlyDictionary<string, int>? pools)
{
    private readonly LaneQueue<Lane, Waiting> _queue = new();
    private readonly Dictionary<Lane, string> _closed = [];

    // Slots that are taken: of a pool by its name, of a cap by the id of its task.
    private readonly Dictionary<(string? Pool, string? Task), int> _taken = [];
    private int _free = slots ?? int.MaxValue;
    private int _offers;

    /// <summary>A try waits for a host. Answers what holds it back there; null when nothing does so far.</summary>
    public string? Offer(RunPlay run, int instance, int tryNumber)
    {
        var lane = LaneOf(run.State.DefinitionOf(instance));
        var place = new QueuePlace(run.State.Plan.Weight(run.State.TaskOf(instance)), run.LogicalDate, run.State.MapIndexOf(instance), _offers++);
        _queue.Add(lane, place, new Waiting(run, instance, tryNumber));
        return _closed.GetValueOrDefault(lane);
    }

    /// <summary>A try has ended: its host has room again, and so have its limits.</summary>
    public void Release(TaskDefinition task)
    {
        _free++;
        Take(LaneOf(task), -1);
        foreach (var closed in _closed.Keys)
        {
            _queue.Open(closed);
        }

        _closed.Clear();
    }

    /// <summary>Gives what waits to hosts with room.</summary>
    public void Assign(DateTimeOffset now)
    {
        while (_free > 0 && _queue.TryTake(out var lane, out var place, out var next))
        {
            if (LimitOn(lane) is { } limit)
            {
                _queue.Add(lane, place, next);
                _queue.Close(lane);
                _closed[lane] = limit;
                foreach (var held in _queue.TasksOf(lane).ToList())
                {
                    held.Run.Hold(held.Instance, held.TryNumber, limit, now);
                }

                continue;
            }

            _free--;
            Take(lane, 1);
            if (!next.Run.Take(next.Instance, next.TryNumber, now))
            {
                Release(next.Run.State.DefinitionOf(next.Instance));
            }
        }
    }

    private static Lane LaneOf(TaskDefinition task) => task.Action.IsTrigger
        ? new Lane("", 0, null, SlotRule.Unlimited)
        : new Lane(task.Pool, task.PoolSlots, task.MaxActiveTisPerDag is null ? null : task.TaskId, task.MaxActiveTisPerDag ?? SlotRule.Unlimited);

    /// <summary>What keeps the tasks of a lane waiting; null when nothing does.</summary>
    private string? LimitOn(Lane lane)
    {
        if (lane.Slots > 0 && pools is not null
            && (!pools.TryGetValue(lane.Pool, out var all) || SlotRule.Look(all, _taken.GetValueOrDefault((lane.Pool, null)), lane.Slots) is not null))
        {
            return SimulatedWaits.Pool;
        }

        return SlotRule.Look(lane.Cap, _taken.GetValueOrDefault((null, lane.CapTask)), 1) is null ? null : SimulatedWaits.MaxActiveTisPerDag;
    }

    private void Take(Lane lane, int times)
    {
        _taken[(lane.Pool, null)] = _taken.GetValueOrDefault((lane.Pool, null)) + (times * lane.Slots);
        _taken[(null, lane.CapTask)] = _taken.GetValueOrDefault((null, lane.CapTask)) + times;
    }

    private readonly record struct Lane(string Pool, int Slots, string? CapTask, int Cap);

    private sealed record Waiting(RunPlay Run, int Instance, int TryNumber);
}
