using Orrery.Core.Dags;

namespace Orrery.Core.Runs;

/// <summary>The trigger rules, as a function of counts: the one source for the machine, the explanations and the tests.</summary>
public static class TriggerRuleEvaluator
{
    /// <summary>What the rule makes of the counts, in constant time. A rule that is not known never lets a task start.</summary>
    public static TriggerVerdict Evaluate(TriggerRule rule, in UpstreamCounts counts, TriggerLook look)
    {
        if (counts.Total == 0 || rule == TriggerRule.Always)
        {
            return TriggerVerdict.Run;
        }

        if (look.SchedulingPass && Forced(rule, counts, look.MapIndex) is var forced and not TriggerVerdict.Wait)
        {
            return forced == TriggerVerdict.Skipped && look is { WaitForPastBeforeSkip: true, PastMet: false } ? TriggerVerdict.Wait : forced;
        }

        return MayRun(rule, counts, isMapped: look.MapIndex >= 0) ? TriggerVerdict.Run : TriggerVerdict.Wait;
    }

    /// <summary>The state given without running; <see cref="TriggerVerdict.Wait"/> when none is.</summary>
    private static TriggerVerdict Forced(TriggerRule rule, in UpstreamCounts c, int mapIndex)
    {
        var anyFailed = c.Failed + c.UpstreamFailed > 0;
        var allDone = c.Done >= c.Total;
        return rule switch
        {
            TriggerRule.AllSuccess when anyFailed => TriggerVerdict.UpstreamFailed,
            TriggerRule.AllSuccess when c.Skipped > 0 => TriggerVerdict.Skipped,
            TriggerRule.AllSuccess when c.Removed > 0 && c.Success > 0 && mapIndex >= c.Success => TriggerVerdict.Removed,
            TriggerRule.AllFailed when c.Success + c.Skipped > 0 => TriggerVerdict.Skipped,
            TriggerRule.OneSuccess when allDone && c.Done == c.Skipped => TriggerVerdict.Skipped,
            TriggerRule.OneSuccess when allDone && c.Success == 0 => TriggerVerdict.UpstreamFailed,
            TriggerRule.OneFailed when allDone && !anyFailed => TriggerVerdict.Skipped,
            TriggerRule.OneDone when allDone && c.Success + c.Failed == 0 => TriggerVerdict.Skipped,
            TriggerRule.NoneFailed when anyFailed => TriggerVerdict.UpstreamFailed,
            TriggerRule.NoneFailedMinOneSuccess when anyFailed => TriggerVerdict.UpstreamFailed,
            TriggerRule.NoneFailedMinOneSuccess when c.Skipped == c.Total => TriggerVerdict.Skipped,
            TriggerRule.NoneSkipped when c.Skipped > 0 => TriggerVerdict.Skipped,
            TriggerRule.AllSkipped when c.Success > 0 || anyFailed => TriggerVerdict.Skipped,
            TriggerRule.AllDoneMinOneSuccess when c.Skipped > 0 => TriggerVerdict.Skipped,
            TriggerRule.AllDoneMinOneSuccess when allDone && c.Success == 0 => TriggerVerdict.UpstreamFailed,
            TriggerRule.AllDoneSetupSuccess when allDone && c.Setups > 0 && c.SetupsSkipped >= c.Setups => TriggerVerdict.Skipped,
            TriggerRule.AllDoneSetupSuccess when allDone && c.Setups > 0 && c.SetupsSucceeded == 0 => TriggerVerdict.UpstreamFailed,
            _ => TriggerVerdict.Wait,
        };
    }

    private static bool MayRun(TriggerRule rule, in UpstreamCounts c, bool isMapped)
    {
        // An instance of a mapped task does not wait for upstream instances that were removed.
        var removed = isMapped ? c.Removed : 0;
        var allDone = c.Done >= c.Total;
        return rule switch
        {
            TriggerRule.AllSuccess => c.Total - c.Success - removed <= 0,
            TriggerRule.AllFailed => c.Total - c.Failed - c.UpstreamFailed - removed <= 0,
            TriggerRule.AllDone => allDone,
            TriggerRule.OneSuccess => c.Success > 0,
            TriggerRule.OneFailed => c.Failed + c.UpstreamFailed > 0,
            TriggerRule.OneDone => c.Success + c.Failed > 0,
            TriggerRule.NoneFailed or TriggerRule.NoneFailedMinOneSuccess => c.Total - c.Success - c.Skipped - removed <= 0,
            TriggerRule.NoneSkipped => allDone && c.Skipped == 0,
            TriggerRule.AllSkipped => c.Total - c.Skipped <= 0,
            TriggerRule.AllDoneMinOneSuccess => allDone && c.Skipped == 0 && c.Success > 0,
            TriggerRule.AllDoneSetupSuccess => allDone && (c.Setups == 0 || c.SetupsSucceeded > 0),
            _ => false,
        };
    }
}
