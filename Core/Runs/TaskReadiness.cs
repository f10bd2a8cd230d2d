using Orrery.Core.Dags;

namespace Orrery.Core.Runs;

/// <summary>Whether a task in <c>none</c> may start: its trigger rule, and what setups and teardowns add to it. Constant time.</summary>
internal static class TaskReadiness
{
    /// <summary>Looks at the task with these counters.</summary>
    public static TriggerVerdict Look(RunPlan plan, int task, in TaskCounters counters, TriggerLook look)
    {
        if (plan.Task(task).Callback is { } callback)
        {
            return CallbackReadiness.Look(callback, counters.Upstream);
        }

        var rule = plan.Rule(task);

        // Decided before setups and scopes: such a task depends on nothing.
        if (rule == TriggerRule.Always || counters.Upstream.Total == 0)
        {
            return TriggerVerdict.Run;
        }

        // A setup that did not succeed stops what it was to prepare at once, whatever the rule says.
        if (look.SchedulingPass && counters.IndirectFailed > 0)
        {
            return TriggerVerdict.UpstreamFailed;
        }

        if (look.SchedulingPass && counters.IndirectSkipped > 0)
        {
            return TriggerVerdict.Skipped;
        }

        var verdict = TriggerRuleEvaluator.Evaluate(rule, counters.Upstream, look);
        return verdict == TriggerVerdict.Run && !ScopesAllow(counters) ? TriggerVerdict.Wait : verdict;
    }

    /// <summary>Whether every indirect setup has succeeded, and (for a teardown) every task of its scope is finished.</summary>
    public static bool ScopesAllow(in TaskCounters counters) =>
        counters.IndirectSucceeded == counters.IndirectSetups && counters.ScopeOpen == 0;
}
