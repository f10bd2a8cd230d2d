using Orrery.Core.Dags;
using Orrery.Core.States;

namespace Orrery.Core.Runs;

/// <content>What branches and gates do to the tasks after them, at once and when those are cleared.</content>
internal sealed partial class Turn
{
    private static TaskFailure InvalidDecision(string message) => new(TaskFailureReason.InvalidDecision, message);

    private void FinishBranch(int instance, TaskOutcome.Branch branch)
    {
        if (branch.TaskIds.FirstOrDefault(id => !_plan.TryOrdinalOf(id, out _)) is { } unknown)
        {
            Fail(instance, InvalidDecision($"Branch '{DefinitionOf(instance).TaskId}' chose task '{unknown}', which DAG '{_plan.Dag.DagId}' does not have: choose one of its task ids."));
            return;
        }

        var task = TaskOf(instance);
        Close(instance, TaskInstanceState.Success, decision: branch);
        var skipped = new HashSet<int>(_plan.Downstream(task).ToArray());
        RemoveFollowed(branch, skipped);
        foreach (var child in _plan.Downstream(task))
        {
            if (skipped.Contains(child) && _plan.Kind(child) != TaskKind.Callback)
            {
                SkipAtOnce(child);
            }
        }
    }

    private void FinishGate(int instance, TaskOutcome.Gate gate)
    {
        Close(instance, TaskInstanceState.Success, decision: gate);
        if (gate.Pass)
        {
            return;
        }

        var seen = new HashSet<int>();
        var next = new Queue<int>();
        next.Enqueue(TaskOf(instance));
        while (next.TryDequeue(out var parent))
        {
            foreach (var child in _plan.Downstream(parent))
            {
                if (seen.Add(child))
                {
                    if (_plan.Kind(child) is not (TaskKind.Teardown or TaskKind.Callback))
                    {
                        SkipAtOnce(child);
                    }

                    if (gate.IgnoreDownstreamTriggerRules)
                    {
                        next.Enqueue(child);
                    }
                }
            }
        }
    }

    /// <summary>
    /// Skips a task because of what a parent decided. Never overwrites what runs or has run; nor what only waits for a host, so that
    /// the end of a run does not depend on how busy the hosts were.
    /// </summary>
    private void SkipAtOnce(int task)
    {
        // A restarting task still has its process; it is checked against its parents' decisions when that has ended.
        if (Slot(task).State is TaskInstanceState.None or TaskInstanceState.UpForRetry or TaskInstanceState.UpForReschedule
            or TaskInstanceState.Deferred or TaskInstanceState.UpstreamFailed)
        {
            Force(task, TaskInstanceState.Skipped);
        }
    }

    /// <summary>Whether a finished parent decided, when it last ran, that this task is skipped.</summary>
    private bool WasNotFollowed(int task)
    {
        foreach (var parent in _plan.Upstream(task))
        {
            ref readonly var slot = ref Slot(parent);
            if (slot.Decision is { } decision && slot.State.IsFinished() && Excludes(decision, task))
            {
                return true;
            }
        }

        return false;
    }

    private bool Excludes(TaskOutcome decision, int child)
    {
        if (_plan.Kind(child) == TaskKind.Callback)
        {
            // It answers for how its task ended, and is no way the run could go on.
            return false;
        }

        if (decision is not TaskOutcome.Branch branch)
        {
            return decision is TaskOutcome.Gate { Pass: false } && _plan.Kind(child) != TaskKind.Teardown;
        }

        var candidates = new HashSet<int> { child };
        RemoveFollowed(branch, candidates);
        return candidates.Count > 0;
    }

    /// <summary>
    /// Takes out the tasks that were chosen or lie downstream of a chosen one. A task's level is above its ancestors', so the
    /// search goes no deeper than the deepest candidate.
    /// </summary>
    private void RemoveFollowed(TaskOutcome.Branch branch, HashSet<int> candidates)
    {
        var seen = new HashSet<int>();
        var next = new Queue<int>();
        foreach (var id in branch.TaskIds)
        {
            if (_plan.TryOrdinalOf(id, out var chosen) && seen.Add(chosen))
            {
                candidates.Remove(chosen);
                next.Enqueue(chosen);
            }
        }

        var deepest = 0;
        foreach (var candidate in candidates)
        {
            deepest = Math.Max(deepest, _plan.Level(candidate));
        }

        while (candidates.Count > 0 && next.TryDequeue(out var task))
        {
            if (_plan.Level(task) >= deepest)
            {
                continue;
            }

            foreach (var child in _plan.Downstream(task))
            {
                if (seen.Add(child))
                {
                    candidates.Remove(child);
                    next.Enqueue(child);
                }
            }
        }
    }
}
