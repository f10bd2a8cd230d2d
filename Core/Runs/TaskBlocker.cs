using Orrery.Core.Dags;
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

    /// <summary>The run has as many active tasks as it may.</summary>
    /// <param name="Active">How many are active.</param>
    /// <param name="Limit">How many may be: <c>max_active_tasks</c>.</param>
    public sealed record MaxActiveTasks(int Active, int Limit) : TaskBlocker;

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

    /// <summary>Waits for something outside: a trigger, or the next poke of a sensor.</summary>
    /// <param name="State">deferred or up_for_reschedule.</param>
    public sealed record WaitsOutside(TaskInstanceState State) : TaskBlocker;
}
