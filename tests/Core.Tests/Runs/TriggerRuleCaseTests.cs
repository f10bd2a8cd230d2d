using System.Text.Json;
using Orrery.Core.Dags;
using Orrery.Core.Runs;
using Orrery.Core.States;
using Orrery.Core.Tests.Cases;
using Xunit.Abstractions;

namespace Orrery.Core.Tests.Runs;

public sealed class TriggerRuleCaseTests(ITestOutputHelper output)
{
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Evaluate_ForEveryCase_GivesItsAnswer() =>
        CaseRun.AllHold("trigger_rules", output, c => c.GetProperty("kind").GetString() == "counts" ? Counts(c) : Graph(c));

    [Fact]
    public void Evaluate_ForARuleNobodyKnows_Waits() =>
        TriggerRuleEvaluator.Evaluate(CaseDag.Unknown, new UpstreamCounts { Total = 1, Success = 1 }, TriggerLook.Scheduling).ShouldBe(TriggerVerdict.Wait);

    [Fact]
    public void Add_ThenTakeAway_LeavesNothing()
    {
        foreach (var state in TaskInstanceStateFacts.All.Select(f => f.State))
        {
            var counts = default(UpstreamCounts);
            counts.Add(state, 1, isSetup: true);
            counts.Done.ShouldBe(state.IsFinished() ? 1 : 0, state.WireName());
            counts.Add(state, -1, isSetup: true);
            counts.ShouldBe(default, state.WireName());
        }
    }

    private static string? Counts(JsonElement c)
    {
        var n = c.GetProperty("counts");
        var setups = c.GetProperty("setups");
        var counts = new UpstreamCounts
        {
            Total = c.GetProperty("upstream").GetInt32(),
            Success = n.GetProperty("success").GetInt32(),
            Skipped = n.GetProperty("skipped").GetInt32(),
            Failed = n.GetProperty("failed").GetInt32(),
            UpstreamFailed = n.GetProperty("upstream_failed").GetInt32(),
            Removed = n.GetProperty("removed").GetInt32(),
            Setups = setups.GetProperty("upstream").GetInt32(),
            SetupsSucceeded = setups.GetProperty("success").GetInt32(),
            SetupsSkipped = setups.GetProperty("skipped").GetInt32(),
        };
        if (counts.Done != n.GetProperty("done").GetInt32())
        {
            return "done is not the sum";
        }

        var look = new TriggerLook(
            c.GetProperty("scheduling_pass").GetBoolean(),
            c.GetProperty("map_index").GetInt32(),
            c.GetProperty("wait_for_past_before_skip").GetBoolean(),
            c.GetProperty("past_met").GetBoolean());
        return Compare(c, TriggerRuleEvaluator.Evaluate(CaseDag.Rule(c.GetProperty("rule").GetString()!), counts, look));
    }

    /// <summary>A graph is looked at through a restored run, so the plan's scopes and the state's counters are in it.</summary>
    private static string? Graph(JsonElement c)
    {
        var plan = RunPlan.Compile(CaseDag.Build(c.GetProperty("tasks")));
        var states = c.GetProperty("tasks").EnumerateArray().Select((t, i) => new TaskChange(i, new TaskSlot { State = CaseDag.State(t.GetProperty("state").GetString()) }));
        var state = RunState.Restore(plan, "r", new RunChange(DagRunState.Running, Now, Now, null, null, 0), states);
        plan.TryOrdinalOf(c.GetProperty("task").GetString()!, out var task).ShouldBeTrue();
        var look = c.GetProperty("scheduling_pass").GetBoolean() ? TriggerLook.Scheduling : TriggerLook.ReadOnly;
        return Compare(c, TaskReadiness.Look(plan, task, state.CountersOf(task), look));
    }

    private static string? Compare(JsonElement c, TriggerVerdict verdict)
    {
        var said = verdict switch
        {
            TriggerVerdict.Run => "run",
            TriggerVerdict.Wait => "wait",
            TriggerVerdict.Skipped => "skipped",
            TriggerVerdict.UpstreamFailed => "upstream_failed",
            _ => "removed",
        };
        var expected = c.GetProperty("expect").GetString();
        return said == expected ? null : $"expected {expected}, got {said}";
    }
}
