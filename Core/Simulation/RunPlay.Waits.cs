using Orrery.Core.Runs;
using Orrery.Core.States;

namespace Orrery.Core.Simulation;

/// <content>What its tasks waited for although they were ready.</content>
internal sealed partial class RunPlay
{
    // What kept instances from being offered, and what held them back when they were.
    private readonly Dictionary<int, string> _behind = [];
    private readonly Dictionary<int, string> _heldBy = [];

    private static SimulatedWait[] WaitOf(string reason, DateTimeOffset? from, DateTimeOffset? until) =>
        from is { } start && until is { } end && end > start ? [new SimulatedWait(reason, start, end)] : [];

    /// <summary>What it waited for until it was offered, and until a host took it.</summary>
    private SimulatedWait[] LimitWaits(int instance, in TaskSlot slot)
    {
        DateTimeOffset? offered = _offered.TryGetValue(instance, out var at) ? at : null;
        var behind = _behind.GetValueOrDefault(instance, SimulatedWaits.MaxActiveTasks);
        var heldBy = _heldBy.GetValueOrDefault(instance, SimulatedWaits.Slots);
        return behind == heldBy
            ? WaitOf(behind, slot.ScheduledAt, slot.StartedAt)
            : [.. WaitOf(behind, slot.ScheduledAt, offered), .. WaitOf(heldBy, offered, slot.StartedAt)];
    }

    private SimulatedWait[] PastWait(int instance) => _pasts.TryGetValue(instance, out var wait) && wait.Until > wait.From ? [wait] : [];

    /// <summary>Takes down what keeps ready instances from being offered: when they become ready, and when something before them is held back.</summary>
    private void NoteLimits(Decision decision, DateTimeOffset now)
    {
        foreach (var change in decision.Tasks)
        {
            NoteLimit(change.Instance, now);
        }

        foreach (var held in decision.Held.Where(h => h.IsHeld))
        {
            var lane = _state.Plan.Lanes.LaneOf(_state.TaskOf(held.Instance));
            for (var instance = 0; instance < _state.Count && _state.LaneCountsOf(lane).Held == 1; instance++)
            {
                if (_state.Plan.Lanes.LaneOf(_state.TaskOf(instance)) == lane)
                {
                    NoteLimit(instance, now);
                }
            }
        }
    }

    private void NoteLimit(int instance, DateTimeOffset now)
    {
        if (_state[instance].State == TaskInstanceState.Scheduled)
        {
            _behind[instance] = RunExplain.Blockers(_state, instance, now) switch
            {
                [TaskBlocker.MaxActiveTisPerDagRun, ..] => SimulatedWaits.MaxActiveTisPerDagRun,
                [TaskBlocker.OthersHeld { Cap: null }, ..] => SimulatedWaits.Pool,
                [TaskBlocker.OthersHeld, ..] => SimulatedWaits.MaxActiveTisPerDag,
                _ => SimulatedWaits.MaxActiveTasks,
            };
        }
    }
}
