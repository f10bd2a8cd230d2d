using Orrery.Core.Runs;
using Orrery.Core.States;

namespace Orrery.Core.Tests.Runs;

/// <summary>What must be true of a run after every event, whatever happened.</summary>
internal static class Invariants
{
    public static void ShouldHold(RunDriver driver, string when)
    {
        var state = driver.State;
        var held = new HashSet<Guid>();
        var active = 0;
        var unfinished = 0;
        var running = 0;
        var byTask = new int[state.Plan.Count];
        for (var task = 0; task < state.Count; task++)
        {
            var slot = state[task];
            var isInline = state.Plan.IsInline(state.TaskOf(task));
            var needsLease = !isInline && slot.State is (TaskInstanceState.Running or TaskInstanceState.Restarting);
            (slot.Lease is not null).ShouldBe(needsLease, $"{when}: lease of t{task} in {slot.State}");
            if (slot.Lease is { } lease)
            {
                held.Add(lease.Id).ShouldBeTrue($"{when}: a lease is held twice");
            }

            (slot.NextTryAt is not null).ShouldBe(slot.State == TaskInstanceState.UpForRetry, $"{when}: next try of t{task} in {slot.State}");
            active += slot.State.IsActive() && !isInline ? 1 : 0;
            running += slot.State is TaskInstanceState.Running or TaskInstanceState.Restarting && !isInline ? 1 : 0;
            byTask[state.TaskOf(task)] += slot.State.IsActive() && !isInline ? 1 : 0;
            (state.IsHeld(task) && slot.State != TaskInstanceState.Queued).ShouldBeFalse($"{when}: t{task} is held in {slot.State}");
            unfinished += slot.State.IsFinished() ? 0 : 1;
        }

        state.ActiveCount.ShouldBe(active, when);
        state.UnfinishedCount.ShouldBe(unfinished, when);
        state.RunningCount.ShouldBe(running, when);
        running.ShouldBeLessThanOrEqualTo(state.Plan.Dag.MaxActiveTasks, when);
        for (var task = 0; task < byTask.Length; task++)
        {
            byTask[task].ShouldBeLessThanOrEqualTo(state.Plan.Task(task).MaxActiveTisPerDagRun ?? int.MaxValue, $"{when}: {state.Plan.Task(task).TaskId}");
        }

        if (state.Run.State.IsFinished() && state.Run.Reason != RunReasons.AllTasksDeadlocked)
        {
            unfinished.ShouldBe(0, when);
        }

        // Whoever is ready waits only while there is no room, or its lane is closed.
        if (state.Run.State == DagRunState.Running && state.Ready.FirstHead() >= 0)
        {
            (active - state.HeldCount).ShouldBeGreaterThanOrEqualTo(state.Plan.Dag.MaxActiveTasks, when);
        }

        // A process whose lease the run does not hold has been told to stop, or its report will be refused.
        driver.Processes.GroupBy(p => p.Task).All(g => g.Count(p => state[p.Task].Lease == p.Lease) <= 1).ShouldBeTrue(when);
    }

    /// <summary>Both states are the same in all that is stored and all that is derived.</summary>
    public static void ShouldBeEqual(RunState actual, RunState expected, string when)
    {
        actual.Run.ShouldBe(expected.Run, when);
        actual.Totals.ShouldBe(expected.Totals, when);
        actual.Alarms.ShouldBe(expected.Alarms, when);
        Enumerable.Range(0, expected.Plan.Lanes.Count).Select(l => actual.LaneCountsOf(l).Active)
            .ShouldBe(Enumerable.Range(0, expected.Plan.Lanes.Count).Select(l => expected.LaneCountsOf(l).Active), when);
        Places(actual).ShouldBe(Places(expected), when);
        for (var task = 0; task < expected.Count; task++)
        {
            actual[task].ShouldBe(expected[task], when);
            actual.ReadinessOf(task).ShouldBe(expected.ReadinessOf(task), when);
            actual.CountersOf(actual.TaskOf(task)).ShouldBe(expected.CountersOf(expected.TaskOf(task)), when);
        }
    }

    private static List<long> Places(RunState state)
    {
        var places = new List<long>();
        for (var lane = 0; lane < state.Plan.Lanes.Count; lane++)
        {
            for (var place = state.Ready.FirstIn(lane); place >= 0; place = state.Ready.After(place))
            {
                places.Add(place);
            }
        }

        return places;
    }
}
