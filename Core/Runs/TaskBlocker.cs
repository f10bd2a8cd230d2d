using Orrery.Core.Dags;
using Orrery.Core.Queues;
using Orrery.Core.States;

namespace Orrery.Core.Runs;

/// <summary>One reason why a task is not running. A closed set.</summary>
public abstract record TaskBlocker
{
    private TaskBlocker()
    {
    }

    /// <summary>The task is finished: it runs again only if somebody clears it.</summary>
    /// <param name="State">How it ended.</param>
    public sealed record TaskFinished(TaskInstanceState State) : TaskBlocker;

    /// <summary>The run waits to be started, or has ended.</summary>
    /// <param name="State">State of the run.</param>
    public sealed record RunNotRunning(DagRunState State) : TaskBlocker;

    /// <summary>The trigger rule is not met by the upstream tasks as they are.</summary>
    /// <param name="Rule">The rule.</param>
    /// <param name="Counts">How the upstream tasks stand.</param>
    public sealed record UpstreamNotDone(TriggerRule Rule, UpstreamCounts Counts) : TaskBlocker;

    /// <summary>An earlier run does not let the task start yet.</summary>
    /// <param name="WaitForDownstream">Whether that run's direct downstream tasks count too.</param>
    /// <param name="PreviousRun">Key of that run; null when it is not known here.</param>
    public sealed record PastNotDone(bool WaitForDownstream, string? PreviousRun = null) : TaskBlocker;

    /// <summary>Setups that are no direct parents have not succeeded.</summary>
    /// <param name="Open">How many of them.</param>
    /// <param name="Total">How many such setups there are.</param>
    public sealed record SetupsNotDone(int Open, int Total) : TaskBlocker;

    /// <summary>A teardown waits for tasks between its setups and itself.</summary>
    /// <param name="Open">How many of them are not finished.</param>
    public sealed record ScopeNotDone(int Open) : TaskBlocker;

    /// <summary>The task is mapped, and its instances are not known yet.</summary>
    /// <param name="Inputs">Tasks that must end before they are; none: they are just being worked out.</param>
    public sealed record NotExpanded(IReadOnlyList<string> Inputs) : TaskBlocker;

    /// <summary>A callback of the run waits until all else in it is over, or its deadline is missed.</summary>
    /// <param name="Callback">What calls it.</param>
    /// <param name="Deadline">The moment of its deadline; null when it has none.</param>
    public sealed record WaitsForCall(TaskCallback Callback, DateTimeOffset? Deadline) : TaskBlocker;

    /// <summary>The run has as many active tasks as it may.</summary>
    /// <param name="Active">How many are active; those that a pool or a cap holds back do not count.</param>
    /// <param name="Limit">How many may be: <c>max_active_tasks</c>.</param>
    public sealed record MaxActiveTasks(int Active, int Limit) : TaskBlocker;

    /// <summary>The task has as many active instances in the run as it may.</summary>
    /// <param name="Active">How many are active.</param>
    /// <param name="Limit">How many may be: <c>max_active_tis_per_dagrun</c>.</param>
    public sealed record MaxActiveTisPerDagRun(int Active, int Limit) : TaskBlocker;

    /// <summary>Tasks of the run under the same limits were offered before it and are held back.</summary>
    /// <param name="Held">How many of them.</param>
    /// <param name="Pool">Their pool.</param>
    /// <param name="Cap">Their <c>max_active_tis_per_dag</c>; null when they have none.</param>
    public sealed record OthersHeld(int Held, string Pool, int? Cap) : TaskBlocker;

    /// <summary>Offered, and its pool has no room for it.</summary>
    /// <param name="Pool">The pool.</param>
    /// <param name="Slots">How many slots it needs.</param>
    /// <param name="Reason">What speaks against it.</param>
    public sealed record WaitsForPool(string Pool, int Slots, WaitReason Reason) : TaskBlocker;

    /// <summary>Offered, and as many instances of the task are running over all runs as may.</summary>
    /// <param name="Limit">How many may: <c>max_active_tis_per_dag</c>.</param>
    public sealed record MaxActiveTisPerDag(int Limit) : TaskBlocker;

    /// <summary>The last try failed; the next one starts later.</summary>
    /// <param name="At">When it is due.</param>
    /// <param name="Remaining">How long that is from now; zero when it is due.</param>
    public sealed record WaitsForRetry(DateTimeOffset At, TimeSpan Remaining) : TaskBlocker;

    /// <summary>Offered; no host of its queue has taken it yet.</summary>
    /// <param name="Queue">The queue.</param>
    public sealed record WaitsForHost(string Queue) : TaskBlocker;

    /// <summary>Cleared while it was running: its old process is being stopped.</summary>
    /// <param name="Host">The host that stops it.</param>
    public sealed record WaitsForStop(string Host) : TaskBlocker;

    /// <summary>Waits for a time, for something outside, for another run or for a person.</summary>
    /// <param name="State">deferred, up_for_reschedule, or running for a sensor that pokes.</param>
    /// <param name="For">What it waits for, in words that follow "waits for".</param>
    /// <param name="Looks">How often it was looked; 0 when that is not known.</param>
    /// <param name="NextLook">How long until it is looked again; null when a host looks, or nobody.</param>
    /// <param name="Host">The host that looks for it; null: none does now.</param>
    /// <param name="Pause">How long that host pauses between two looks; null when the pause grows, or it looks once.</param>
    /// <param name="Since">Since when it waits; null when nobody has looked yet.</param>
    public sealed record WaitsOutside(
        TaskInstanceState State, string For, int Looks, TimeSpan? NextLook, string? Host, TimeSpan? Pause = null, DateTimeOffset? Since = null) : TaskBlocker;
}
