namespace Orrery.Core.Simulation;

/// <summary>How much goes on at once.</summary>
internal static class Busyness
{
    /// <summary>The first moment at which most tasks run on hosts; null when none does. What ends at a moment is over at it.</summary>
    public static SimulatedMoment? Peak(IReadOnlyList<RunPlay> runs)
    {
        var changes = new List<(DateTimeOffset At, int Tasks, int Runs)>();
        foreach (var state in runs.Select(r => r.State))
        {
            AddSpan(changes, state.Run.StartedAt, state.Run.EndedAt, (0, 1));
            for (var instance = 0; instance < state.Count; instance++)
            {
                if (!state.Plan.IsInline(state.TaskOf(instance)))
                {
                    AddSpan(changes, state[instance].StartedAt, state[instance].EndedAt, (1, 0));
                }
            }
        }

        SimulatedMoment? peak = null;
        var (tasks, active) = (0, 0);
        foreach (var moment in changes.GroupBy(c => c.At).OrderBy(g => g.Key))
        {
            tasks += moment.Sum(c => c.Tasks);
            active += moment.Sum(c => c.Runs);
            if (tasks > (peak?.Tasks ?? 0))
            {
                peak = new SimulatedMoment(moment.Key, tasks, active);
            }
        }

        return peak;
    }

    private static void AddSpan(List<(DateTimeOffset At, int Tasks, int Runs)> changes, DateTimeOffset? from, DateTimeOffset? until, (int Tasks, int Runs) weight)
    {
        if (from is { } start)
        {
            changes.Add((start, weight.Tasks, weight.Runs));
            if (until is { } end)
            {
                changes.Add((end, -weight.Tasks, -weight.Runs));
            }
        }
    }
}
