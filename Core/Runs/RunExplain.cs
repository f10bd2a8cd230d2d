using System.Diagnostics;
using Orrery.Core.Dags;
using Orrery.Core.States;
using Orrery.Core.Waits;

namespace Orrery.Core.Runs;

/// <summary>Why a task instance is not running, from the same counts and rules the machine decides by.</summary>
public static class RunExplain
{
    /// <summary>All reasons that hold; none when the task is running.</summary>
    /// <param name="state">The state of the run.</param>
    /// <param name="instance">Ordinal of the task instance.</param>
    /// <param name="now">The time, for what is left of a delay.</param>
    public static IReadOnlyList<TaskBlocker> Blockers(RunState state, int instance, DateTimeOffset now)
    {
        var slot = state[instance];
        if (slot.State.IsFinished())
        {
            return [new TaskBlocker.TaskFinished(slot.State)];
        }

        var blockers = new List<TaskBlocker>();
        if (state.Run.State != DagRunState.Running)
        {
            blockers.Add(new TaskBlocker.RunNotRunning(state.Run.State));
        }

        switch (slot.State)
        {
            case TaskInstanceState.None:
                AddUnmet(blockers, state, instance);
                break;
            case TaskInstanceState.Scheduled:
                AddLimits(blockers, state, instance);
                break;
            case TaskInstanceState.Queued:
                blockers.Add(new TaskBlocker.WaitsForHost(state.DefinitionOf(instance).Queue));
                break;
            case TaskInstanceState.UpForRetry when slot.NextTryAt is { } at:
                blockers.Add(new TaskBlocker.WaitsForRetry(at, at > now ? at - now : TimeSpan.Zero));
                break;
            case TaskInstanceState.Restarting when slot.Lease is { } lease:
                blockers.Add(new TaskBlocker.WaitsForStop(lease.Host));
                break;
            case TaskInstanceState.Deferred or TaskInstanceState.UpForReschedule:
            case TaskInstanceState.Running when slot.ActionOf(state.DefinitionOf(instance)).IsTrigger:
                blockers.Add(WaitsOutside(state.DefinitionOf(instance), slot, now));
                break;
            case TaskInstanceState.Running:
                break;
            default:
                throw new UnreachableException($"Task '{state.DefinitionOf(instance).TaskId}' of run '{state.RunId}' is {slot.State} without what belongs to that state.");
        }

        return blockers;
    }

    /// <summary>The limits of the run that hold a ready instance back.</summary>
    private static void AddLimits(List<TaskBlocker> blockers, RunState state, int instance)
    {
        var task = state.DefinitionOf(instance);
        var lane = state.Plan.Lanes.LaneOf(state.TaskOf(instance));
        var counts = state.LaneCountsOf(lane);
        if (counts.Active >= state.Plan.Lanes.CapOf(lane))
        {
            blockers.Add(new TaskBlocker.MaxActiveTisPerDagRun(counts.Active, state.Plan.Lanes.CapOf(lane)));
        }

        if (counts.Held > 0 && counts.FirstHeld < ReadyQueue.PlaceOf(state.Plan, state.TaskOf(instance), state.MapIndexOf(instance)))
        {
            blockers.Add(new TaskBlocker.OthersHeld(counts.Held, task.Pool, task.MaxActiveTisPerDag));
        }

        if (state.ActiveCount - state.HeldCount >= state.Plan.Dag.MaxActiveTasks)
        {
            blockers.Add(new TaskBlocker.MaxActiveTasks(state.ActiveCount - state.HeldCount, state.Plan.Dag.MaxActiveTasks));
        }
    }

    private static TaskBlocker.WaitsOutside WaitsOutside(TaskDefinition task, in TaskSlot slot, DateTimeOffset now)
    {
        var action = slot.ActionOf(task);
        var left = slot.Wait?.NextLookAt is { } next ? (next > now ? next - now : TimeSpan.Zero) : (TimeSpan?)null;

        // What waits for a moment or a person is not looked for.
        var looks = action is TaskAction.Sensor or TaskAction.TriggerDag ? slot.Wait?.Looks ?? 0 : 0;
        var pause = action is TaskAction.Sensor { Policy: { ExponentialBackoff: false } policy } && (policy.Mode == SensorMode.Poke || slot.Wait?.Deferral is not null)
            ? policy.PokeInterval
            : (TimeSpan?)null;
        return new TaskBlocker.WaitsOutside(slot.State, slot.Wait?.For ?? WaitText.Of(action), looks, left, slot.Lease?.Host, pause, slot.Wait?.Since);
    }

    private static void AddUnmet(List<TaskBlocker> blockers, RunState state, int instance)
    {
        var task = state.TaskOf(instance);
        var counters = state.ReadinessOf(instance);
        var rule = state.Plan.Rule(task);
        var look = TriggerLook.ReadOnly with { MapIndex = state.MapIndexOf(instance) };
        if (TaskReadiness.Look(state.Plan, task, counters, look) == TriggerVerdict.Run)
        {
            if (state.Plan.DependsOnPast(task) && state.Run.State == DagRunState.Running)
            {
                blockers.Add(new TaskBlocker.PastNotDone(state.Plan.Task(task).WaitForDownstream));
            }

            if (state.Plan.ExpansionOf(task) is >= 0 and var expansion && !state.Expansion(expansion).IsCurrent)
            {
                var inputs = state.Plan.Expansions[expansion].Inputs.Where(i => state.CountersOf(i).OpenInstances > 0);
                blockers.Add(new TaskBlocker.NotExpanded([.. inputs.Select(i => state.Plan.Task(i).TaskId)]));
            }

            return;
        }

        if (state.Plan.Task(task).Callback is { } callback && counters.Upstream.Total == 0)
        {
            blockers.Add(new TaskBlocker.WaitsForCall(callback, state[instance].NextTryAt));
            return;
        }

        if (TriggerRuleEvaluator.Evaluate(rule, counters.Upstream, look) == TriggerVerdict.Wait)
        {
            blockers.Add(new TaskBlocker.UpstreamNotDone(rule, counters.Upstream));
        }

        if (counters.IndirectSucceeded < counters.IndirectSetups)
        {
            blockers.Add(new TaskBlocker.SetupsNotDone(counters.IndirectSetups - counters.IndirectSucceeded, counters.IndirectSetups));
        }

        if (counters.ScopeOpen > 0)
        {
            blockers.Add(new TaskBlocker.ScopeNotDone(counters.ScopeOpen));
        }
    }
}
