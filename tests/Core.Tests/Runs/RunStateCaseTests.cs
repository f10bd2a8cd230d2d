using System.Text.Json;
using Orrery.Core.Runs;
using Orrery.Core.States;
using Orrery.Core.Tests.Cases;
using Xunit.Abstractions;

namespace Orrery.Core.Tests.Runs;

public sealed class RunStateCaseTests(ITestOutputHelper output)
{
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Decide_ForEveryCase_RollsUpAsExpected() =>
        CaseRun.AllHold("run_state", output, c => c.GetProperty("kind").GetString() == "roll_up" ? RollUp(c) : Past(c));

    /// <summary>One look at the run is the start of a run in these states: whatever a pass would do, it does.</summary>
    private static string? RollUp(JsonElement c)
    {
        var tasks = c.GetProperty("tasks").EnumerateArray().ToArray();
        var dag = CaseDag.Build(c.GetProperty("tasks"));
        var plan = RunPlan.Compile(dag);
        var state = RunState.Restore(
            plan,
            "r",
            new RunChange(DagRunState.Queued, Now, null, null, null, 0),
            tasks.Select((t, i) => new TaskChange(i, new TaskSlot { State = CaseDag.State(t.GetProperty("state").GetString()), TryNumber = 1 })));
        var leaves = plan.Leaves.ToArray().Where(t => state[t].State != TaskInstanceState.Removed).Select(t => plan.Task(t).TaskId).Order(StringComparer.Ordinal);
        var decision = new RunMachine().Decide(state, new RunEvent.Started(), Now);

        // Limits across runs are not the machine's: a task that such a limit may hold back keeps an open run from being a deadlock.
        var heldElsewhere = tasks.Any(t => t.GetProperty("capped").GetBoolean() && !CaseDag.State(t.GetProperty("state").GetString()).IsFinished());
        var run = decision.Run!.Value;
        var said = (run.State, run.Reason) switch
        {
            _ when decision.Tasks.Count > 0 => ("running", "still open"),
            (DagRunState.Running, _) => ("running", "still open"),
            (DagRunState.Failed, RunReasons.AllTasksDeadlocked) => heldElsewhere ? ("running", "still open") : ("failed", "deadlock"),
            (DagRunState.Failed, _) => ("failed", "leaf failed"),
            _ => ("success", "leaves fine"),
        };
        var expect = c.GetProperty("expect");
        var expected = (expect.GetProperty("run").GetString(), expect.GetProperty("reason").GetString());
        var expectedLeaves = expect.GetProperty("leaves").EnumerateArray().Select(l => l.GetString()!);
        return said == expected && leaves.SequenceEqual(expectedLeaves) ? null : $"got {said} {string.Join(',', leaves)}, expected {expect}";
    }

    private static string? Past(JsonElement c)
    {
        bool Is(string name) => c.GetProperty(name).GetBoolean();
        var previous = c.GetProperty("previous_state").GetString();
        var ordinal = c.GetProperty("backfill_ordinal");
        var facts = new PreviousRunFacts
        {
            DependsOnPast = Is("depends_on_past"),
            WaitForDownstream = Is("wait_for_downstream"),
            IgnoreFirst = Is("ignore_first"),
            Catchup = Is("catchup"),
            IgnorePast = Is("ignore_past"),
            BackfillOrdinal = ordinal.ValueKind == JsonValueKind.Null ? null : ordinal.GetInt32(),
            HasPreviousRun = Is("previous_run"),
            PreviousRunBeforeTaskStart = Is("previous_run_before_task_start"),
            PreviousState = previous is null ? null : CaseDag.State(previous),
            HasEarlierInstance = Is("has_earlier_instance"),
            PreviousDownstreamStates = [.. c.GetProperty("previous_downstream_states").EnumerateArray().Select(s => CaseDag.State(s.GetString()))],
        };
        var expected = c.GetProperty("expect").GetProperty("may_start").GetBoolean();
        return PreviousRunRule.MayStart(facts) == expected ? null : $"expected {expected}";
    }
}
