using Orrery.Core.States;

namespace Orrery.Core.Runs;

/// <content>Tasks that wait for earlier runs. What those allow is known only from moment to moment, so it is never kept.</content>
internal sealed partial class Turn
{
    private readonly HashSet<int> _pastMet = [];

    /// <summary>Lets a task that waits for earlier runs go on.</summary>
    public void MeetPast(int task)
    {
        _pastMet.Add(task);

        // It may have been held back from being skipped again.
        Look(task, recheck: true);
    }

    /// <summary>Whether earlier runs have to be asked before the task is started, or skipped by its rule.</summary>
    private bool IsHeldByPast(int task, TriggerVerdict verdict) =>
        IsPastOpen(task)
        && (verdict == TriggerVerdict.Run || (verdict == TriggerVerdict.Skipped && _plan.Task(task).WaitForPastDependsBeforeSkipping));

    private bool IsPastOpen(int task) => _plan.DependsOnPast(task) && !_pastMet.Contains(task);

    /// <summary>
    /// Nothing moves in this run any more: asks for all that may yet move when an earlier run does. False when there is no such task.
    /// </summary>
    private bool AwaitPast()
    {
        var any = false;
        for (var task = 0; _plan.AnyDependsOnPast && task < _plan.Count; task++)
        {
            if (Slot(task).State == TaskInstanceState.None && IsPastOpen(task))
            {
                any = true;
                Do(new RunEffect.AwaitPast(task));
            }
        }

        return any;
    }
}
