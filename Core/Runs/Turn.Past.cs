using Orrery.Core.States;

namespace Orrery.Core.Runs;

/// <content>Tasks that wait for earlier runs. What those allow is known only from moment to moment, so it is never kept.</content>
internal sealed partial class Turn
{
    private readonly HashSet<int> _pastMet = [];

    /// <summary>Lets a task that waits for earlier runs go on.</summary>
    public void MeetPast(int instance)
    {
        _pastMet.Add(instance);

        // It may have been held back from being skipped again.
        Look(instance, recheck: true);
    }

    /// <summary>Whether earlier runs have to be asked before the task is started, or skipped by its rule.</summary>
    private bool IsHeldByPast(int instance, TriggerVerdict verdict) =>
        IsPastOpen(instance)
        && (verdict == TriggerVerdict.Run || (verdict == TriggerVerdict.Skipped && DefinitionOf(instance).WaitForPastDependsBeforeSkipping));

    private bool IsPastOpen(int instance) => _plan.DependsOnPast(TaskOf(instance)) && !_pastMet.Contains(instance);

    /// <summary>
    /// Nothing moves in this run any more: asks for all that may yet move when an earlier run does. False when there is no such task.
    /// </summary>
    private bool AwaitPast()
    {
        var any = false;
        for (var instance = 0; _plan.AnyDependsOnPast && instance < _state.Count; instance++)
        {
            if (Slot(instance).State == TaskInstanceState.None && IsPastOpen(instance))
            {
                any = true;
                Do(new RunEffect.AwaitPast(instance));
            }
        }

        return any;
    }
}
