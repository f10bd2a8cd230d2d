namespace Orrery.Core.Runs;

/// <summary>For what purpose, and for which instance, a trigger rule is looked at.</summary>
/// <param name="SchedulingPass">True: a state may be forced. False: a look that only says whether the task could start.</param>
/// <param name="MapIndex">Index of the mapped instance; −1 (default) when the task is not mapped.</param>
/// <param name="WaitForPastBeforeSkip">Whether a forced skip waits until the task's past allows it to start.</param>
/// <param name="PastMet">Whether the task's past allows it to start.</param>
public readonly record struct TriggerLook(bool SchedulingPass, int MapIndex = -1, bool WaitForPastBeforeSkip = false, bool PastMet = true)
{
    /// <summary>The look of a scheduling pass at a task that is not mapped.</summary>
    public static TriggerLook Scheduling { get; } = new(SchedulingPass: true);

    /// <summary>The look of somebody who wants to know why a task is not running.</summary>
    public static TriggerLook ReadOnly { get; } = new(SchedulingPass: false);
}
