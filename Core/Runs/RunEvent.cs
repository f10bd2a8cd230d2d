using Orrery.Core.Reruns;
using Orrery.Core.States;

namespace Orrery.Core.Runs;

/// <summary>Everything that can happen to a run. A closed set; <c>RunMachine</c> states the outcome of each in every state.</summary>
/// <remarks>Task instances are named by their ordinal in the run's <c>RunState</c>.</remarks>
public abstract record RunEvent
{
    private RunEvent()
    {
    }

    /// <summary>The DAG allows the run to start.</summary>
    public sealed record Started : RunEvent;

    /// <summary>A host asks for a task it was offered.</summary>
    /// <param name="Instance">Ordinal of the task instance.</param>
    /// <param name="TryNumber">The try it was offered.</param>
    /// <param name="Lease">The lease to grant.</param>
    public sealed record LeaseRequested(int Instance, int TryNumber, Lease Lease) : RunEvent;

    /// <summary>The queue holds an offered try back: a pool, or a cap over all runs, has no room for it. It stays on offer.</summary>
    /// <param name="Instance">Ordinal of the task instance.</param>
    /// <param name="TryNumber">The try that is held back.</param>
    public sealed record Held(int Instance, int TryNumber) : RunEvent;

    /// <summary>The host that holds the lease reports how the try ended.</summary>
    /// <param name="Instance">Ordinal of the task instance.</param>
    /// <param name="LeaseId">The lease under which the try ran; another than the current one is superseded and changes nothing.</param>
    /// <param name="Outcome">How it ended.</param>
    public sealed record Finished(int Instance, Guid LeaseId, TaskOutcome Outcome) : RunEvent;

    /// <summary>The run itself decided an inline task (<see cref="RunEffect.Decide"/>).</summary>
    /// <param name="Instance">Ordinal of the task instance.</param>
    /// <param name="TryNumber">The try that was decided.</param>
    /// <param name="Outcome">How it ended.</param>
    public sealed record Decided(int Instance, int TryNumber, TaskOutcome Outcome) : RunEvent;

    /// <summary>The run worked out the instances of an expansion (<see cref="RunEffect.Expand"/>).</summary>
    /// <param name="Expansion">Its place in <see cref="RunPlan.Expansions"/>.</param>
    /// <param name="Round">The round in which that was asked for; an answer to another one changes nothing.</param>
    /// <param name="Result">What came of it.</param>
    public sealed record Expanded(int Expansion, int Round, ExpansionResult Result) : RunEvent;

    /// <summary>A host that held the lease is gone.</summary>
    /// <param name="Instance">Ordinal of the task instance.</param>
    /// <param name="LeaseId">The lease it held.</param>
    public sealed record HostLost(int Instance, Guid LeaseId) : RunEvent;

    /// <summary>The host gives the lease back: it never launched the try, so the same try goes on offer again.</summary>
    /// <param name="Instance">Ordinal of the task instance.</param>
    /// <param name="LeaseId">The lease it held.</param>
    public sealed record LeaseReturned(int Instance, Guid LeaseId) : RunEvent;

    /// <summary>A moment the run asked to be woken at (<see cref="RunEffect.WakeAt"/>) has come: retries, time-outs.</summary>
    public sealed record TimePassed : RunEvent;

    /// <summary>
    /// Earlier runs allow these tasks to start, as far as they depend on their past (<see cref="RunEffect.AwaitPast"/>). It says nothing
    /// about later: a task that does not start by it asks again.
    /// </summary>
    /// <param name="Instances">Ordinals of all task instances of which that is known to be so now.</param>
    public sealed record PastMet(IReadOnlyList<int> Instances) : RunEvent;

    /// <summary>Somebody clears tasks: they run again, with their retries.</summary>
    /// <param name="Instances">Ordinals of the task instances.</param>
    /// <param name="Options">Which of them, and what becomes of the run; null: the defaults.</param>
    public sealed record Cleared(IReadOnlyList<int> Instances, ClearOptions? Options = null) : RunEvent;

    /// <summary>Somebody sets the state of tasks by hand.</summary>
    /// <param name="Instances">Ordinals of the task instances.</param>
    /// <param name="State">success, failed or skipped.</param>
    public sealed record TaskMarked(IReadOnlyList<int> Instances, TaskInstanceState State) : RunEvent
    {
        /// <summary>Marks one.</summary>
        /// <param name="instance">Ordinal of the task instance.</param>
        /// <param name="state">success, failed or skipped.</param>
        public TaskMarked(int instance, TaskInstanceState state)
            : this([instance], state)
        {
        }
    }

    /// <summary>Somebody ends the run by hand.</summary>
    /// <param name="State">success or failed.</param>
    public sealed record RunMarked(DagRunState State) : RunEvent;
}
