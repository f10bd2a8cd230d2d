namespace Orrery.Core.Simulation;

/// <summary>
/// Plays the coming schedule of a DAG on virtual time, with the timetables and the machine that decide in earnest. Every task succeeds and takes
/// its duration; branches choose all their direct downstream tasks, and gates let pass. Pure.
/// </summary>
public static class DagSimulator
{
    /// <summary>Plays the schedule.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A duration is negative, or there are no slots.</exception>
    public static SimulationResult Run(SimulationRequest request)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(request.DefaultDuration, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(request.Slots ?? 1, 1);
        foreach (var duration in request.Durations.Values)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(duration, TimeSpan.Zero);
        }

        return new SchedulePlay(request).ToEnd();
    }
}
