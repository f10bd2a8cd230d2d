using Orrery.Core.Dags;
using Orrery.Core.States;

namespace Orrery.Core.Runs;

/// <content>What branches and gates do to the tasks after them, at once and when those are cleared.</content>
internal sealed partial class Turn
{
    private static TaskFailure InvalidDecision(string message) => new(TaskFailureReason.InvalidDecision, message);

    private void FinishBranch(int instance, TaskOutcome.Branch branch)
    {
        var task = TaskOf(instance);
        if (branch.TaskIds.FirstOrDefault(id => _plan.Choice(task, id).Count == 0) is { } unknown)
        {
            Fail(instance, InvalidDecision($"Branch '{_plan.Task(task).TaskId}' chose task '{unknown}', which DAG '{_plan.Dag.DagId}' does not have: choose one of its task ids."));
            return;
        }

        Close(instance, TaskInstanceState.Success, decision: branch);
        var skipped = new HashSet<int>(_plan.Downstream(task).ToArray());
        RemoveFollowed(task, branch, skipped);
        foreach (var child in _plan.Downstream(task))
        {
            if (skipped.Contains(child) && _plan.Kind(child) != TaskKind.Callback)
            {
                SkipBelow(instance, child);
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
                        SkipBelow(instance, child);
                    }

                    if (gate.IgnoreDownstreamTriggerRules && DecidesFor(instance, child))
                    {
                        next.Enqueue(child);
                    }
                }
            }
        }
    }

    /// <summary>
    /// Whether what an instance decides holds for the task below by itself: always, unless it is one of several that decide, and the task
    /// lies outside their mapped group.
    /// </summary>
    private bool DecidesFor(int instance, int child) => _plan.ExpansionOf(TaskOf(instance)) < 0 || _plan.SharesIndex(TaskOf(instance), child);

    /// <summary>Skips what an instance decided not to follow.</summary>
    private void SkipBelow(int instance, int child)
    {
        if (!DecidesFor(instance, child))
        {
            Recheck(instance, child);
        }
        else
        {
            foreach (var below in Below(instance, child))
            {
                SkipAtOnce(below);
            }
        }
    }

    /// <summary>Has instances of a child looked at again with a view to what an instance above has decided.</summary>
    private void Recheck(int instance, int child)
    {
        if (DecidesFor(instance, child) || Counters(TaskOf(instance)).OpenInstances == 0)
        {
            foreach (var below in Below(instance, child))
            {
                Look(below, recheck: true);
            }
        }
    }

    /// <summary>
    /// Skips a task because of what a parent decided. Never overwrites what runs or has run; nor what only waits for a host, so that
    /// the end of a run does not depend on how busy the hosts were.
    /// </summary>
    private void SkipAtOnce(int instance)
    {
        // A restarting task still has its process; it is checked against its parents' decisions when that has ended.
        if (Slot(instance).State is TaskInstanceState.None or TaskInstanceState.UpForRetry or TaskInstanceState.UpForReschedule
            or TaskInstanceState.Deferred or TaskInstanceState.UpstreamFailed)
        {
            Force(instance, TaskInstanceState.Skipped);
        }
    }

    /// <summary>Whether a finished parent decided, when it last ran, that this instance is skipped.</summary>
    private bool WasNotFollowed(int instance)
    {
        var task = TaskOf(instance);
        foreach (var parent in _plan.Upstream(task))
        {
            if (_plan.Task(parent).Action.DecidesDownstream && WasNotFollowed(instance, task, parent))
            {
                return true;
            }
        }

        return false;
    }

    private bool WasNotFollowed(int instance, int task, int parent)
    {
        if (_plan.ExpansionOf(parent) < 0)
        {
            return Excludes(parent, parent, task) == true;
        }

        if (_plan.SharesIndex(parent, task))
        {
            return Excludes(InstanceAt(parent, Math.Max(MapIndexOf(instance), 0)), parent, task) == true;
        }

        // One of several is enough to go on, so none is skipped before all have decided.
        if (Counters(parent).OpenInstances > 0)
        {
            return false;
        }

        var decisions = InstancesOf(parent).Select(p => Excludes(p, parent, task)).ToList();
        return decisions.Contains(true) && !decisions.Contains(false);
    }

    /// <summary>Whether a parent's decision excludes a child; null when it has not decided.</summary>
    private bool? Excludes(int instance, int parent, int child)
    {
        ref readonly var slot = ref Slot(instance);
        if (slot.Decision is not { } decision || !slot.State.IsFinished())
        {
            return null;
        }

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
        RemoveFollowed(parent, branch, candidates);
        return candidates.Count > 0;
    }

    /// <summary>
    /// Takes out the tasks that were chosen or lie downstream of a chosen one. A task's level is above its ancestors', so the
    /// search goes no deeper than the deepest candidate.
    /// </summary>
    private void RemoveFollowed(int task, TaskOutcome.Branch branch, HashSet<int> candidates)
    {
        var seen = new HashSet<int>();
        var next = new Queue<int>();
        foreach (var chosen in branch.TaskIds.SelectMany(id => _plan.Choice(task, id)).Where(seen.Add))
        {
            candidates.Remove(chosen);
            next.Enqueue(chosen);
        }

        var deepest = 0;
        foreach (var candidate in candidates)
        {
            deepest = Math.Max(deepest, _plan.Level(candidate));
        }

        while (candidates.Count > 0 && next.TryDequeue(out var followed))
        {
            if (_plan.Level(followed) >= deepest)
            {
                continue;
            }

            foreach (var child in _plan.Downstream(followed))
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
