using System.Globalization;
using Orrery.Core.Dags;
using Orrery.Core.Queues;
using Orrery.Core.States;
using Orrery.Core.Waits;

namespace Orrery.Core.Runs;

/// <summary>What people read of a <see cref="TaskBlocker"/>: one sentence each.</summary>
public static class TaskBlockerText
{
    /// <summary>The sentence.</summary>
    public static string ToSentence(this TaskBlocker blocker) => blocker switch
    {
        TaskBlocker.TaskFinished finished => $"The task has ended ({finished.State.WireName()}); it runs again only if somebody clears it.",
        TaskBlocker.RunNotRunning { State: DagRunState.Queued } => "The run is queued: its DAG is paused, or has as many active runs as max_active_runs allows.",
        TaskBlocker.RunNotRunning run => $"The run has ended ({run.State.WireName()}).",
        TaskBlocker.UpstreamNotDone upstream => $"Trigger rule {upstream.Rule.WireName()} is not met yet: {CountsOf(upstream.Counts)}.",
        TaskBlocker.PastNotDone past =>
            $"It depends on its past: its instance in the previous run{(past.PreviousRun is { } run ? $" ({run})" : "")}" +
            $"{(past.WaitForDownstream ? ", and the tasks directly downstream of it there," : "")} must have succeeded or been skipped.",
        TaskBlocker.SetupsNotDone setups => $"{setups.Open} of {setups.Total} setups it depends on have not succeeded yet.",
        TaskBlocker.ScopeNotDone scope => $"It is a teardown and waits for {scope.Open} tasks between its setups and itself.",
        TaskBlocker.NotExpanded { Inputs.Count: 0 } => "Its instances are being worked out from what it is expanded over.",
        TaskBlocker.NotExpanded mapped => $"It is expanded over what {string.Join(", ", mapped.Inputs)} will give.",
        TaskBlocker.WaitsForCall { Deadline: { } at } =>
            $"It is the callback of a deadline and is called if the run is not over at {at.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture)} UTC.",
        TaskBlocker.WaitsForCall call => $"It is a callback ({call.Callback.Name}) of the run and is looked at when all else in the run is over.",
        TaskBlocker.MaxActiveTasks max => $"The run has {max.Active} active tasks, as many as max_active_tasks ({max.Limit}) allows.",
        TaskBlocker.MaxActiveTisPerDagRun max =>
            $"The task has {max.Active} active instances in the run, as many as max_active_tis_per_dagrun ({max.Limit}) allows.",
        TaskBlocker.MaxActiveTisPerDag max => $"As many instances of the task are running, over all runs, as max_active_tis_per_dag ({max.Limit}) allows.",
        TaskBlocker.OthersHeld held =>
            $"Tasks of the run that go before it ({held.Held}) wait for slots of pool '{held.Pool}'{(held.Cap is { } cap ? $" or for max_active_tis_per_dag ({cap})" : "")}.",
        TaskBlocker.WaitsForPool pool => PoolText(pool),
        TaskBlocker.WaitsForRetry retry =>
            $"The last try failed; the next one starts at {retry.At.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture)} UTC.",
        TaskBlocker.WaitsForHost host => $"It is ready and waits for a host with room in queue '{host.Queue}'.",
        TaskBlocker.WaitsForStop stop => $"It was cleared while running; host '{stop.Host}' is stopping the old try.",
        TaskBlocker.WaitsOutside outside => $"It waits for {outside.For}{LooksOf(outside)}.",
        _ => throw new System.Diagnostics.UnreachableException($"No sentence for {blocker}."),
    };

    private static string PoolText(TaskBlocker.WaitsForPool pool) => pool.Reason switch
    {
        WaitReason.PoolMissing => $"There is no pool '{pool.Pool}': create it with 'orrery pools set {pool.Pool} --slots N', or name another pool.",
        WaitReason.Full => $"All slots of pool '{pool.Pool}' are taken.",
        WaitReason.TooSmall => $"It needs {pool.Slots} slots of pool '{pool.Pool}', which has fewer: it never starts unless the pool gets more.",
        WaitReason.SlotsShort => $"It needs {pool.Slots} slots of pool '{pool.Pool}', and fewer are open.",
        _ => throw new System.Diagnostics.UnreachableException($"No sentence for {pool.Reason}."),
    };

    private static string LooksOf(TaskBlocker.WaitsOutside outside) => outside switch
    {
        // How often a host has looked by itself, it does not say.
        { Host: { } host, Since: { } since } => string.Create(
            CultureInfo.InvariantCulture,
            $"; {(outside.Looks > 0 ? $"looked {Times(outside.Looks)} before, " : "")}host '{host}' looks for it"
            + $"{(outside.Pause is { } pause ? $" every {pause.TotalSeconds:0.###} s" : "")}, since {WaitText.Moment(since)}"),
        { Looks: > 0, NextLook: { } next } => string.Create(
            CultureInfo.InvariantCulture, $"; looked {Times(outside.Looks)}, next look in {Math.Ceiling(next.TotalSeconds)} s"),
        _ => "",
    };

    private static string Times(int looks) => looks == 1 ? "once" : string.Create(CultureInfo.InvariantCulture, $"{looks} times");

    private static string CountsOf(UpstreamCounts counts)
    {
        (int Count, string Name)[] parts =
        [
            (counts.Success, "success"), (counts.Skipped, "skipped"), (counts.Failed, "failed"),
            (counts.UpstreamFailed, "upstream_failed"), (counts.Removed, "removed"),
        ];
        var done = parts.Where(p => p.Count > 0).Select(p => $"{p.Count} {p.Name}").ToList();
        var total = parts.Sum(p => p.Count);
        return $"{total} of {counts.Total} upstream tasks are finished" + (done.Count > 0 ? $" ({string.Join(", ", done)})" : "");
    }
}
