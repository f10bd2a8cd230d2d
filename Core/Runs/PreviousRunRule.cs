using Orrery.Core.States;

namespace Orrery.Core.Runs;

/// <summary>What a task that depends on the past knows about earlier runs.</summary>
public sealed record PreviousRunFacts
{
    /// <summary>Whether the task waits for its instance in the previous run (<c>depends_on_past</c>).</summary>
    public required bool DependsOnPast { get; init; }

    /// <summary>Whether it also waits for that instance's direct downstream tasks (<c>wait_for_downstream</c>).</summary>
    public bool WaitForDownstream { get; init; }

    /// <summary>Whether the first instance of a task may start without a previous one. Default true.</summary>
    public bool IgnoreFirst { get; init; } = true;

    /// <summary>Whether the DAG catches up.</summary>
    public bool Catchup { get; init; }

    /// <summary>Whether somebody asked to ignore the past.</summary>
    public bool IgnorePast { get; init; }

    /// <summary>Place of the run in its backfill, from 1; null outside a backfill.</summary>
    public int? BackfillOrdinal { get; init; }

    /// <summary>Whether there is a previous run.</summary>
    public bool HasPreviousRun { get; init; }

    /// <summary>Whether the previous run lies before the task's start date.</summary>
    public bool PreviousRunBeforeTaskStart { get; init; }

    /// <summary>State of the task in the previous run; null when it has no instance there.</summary>
    public TaskInstanceState? PreviousState { get; init; }

    /// <summary>Whether the task has an instance in any earlier run.</summary>
    public bool HasEarlierInstance { get; init; }

    /// <summary>States of the task's direct downstream tasks in the previous run.</summary>
    public IReadOnlyList<TaskInstanceState> PreviousDownstreamStates { get; init; } = [];
}

/// <summary>Whether a task may start as far as earlier runs go.</summary>
public static class PreviousRunRule
{
    /// <summary>Decides by the facts.</summary>
    public static bool MayStart(PreviousRunFacts facts)
    {
        if (!(facts.DependsOnPast || facts.WaitForDownstream)
            || facts.IgnorePast
            || facts.BackfillOrdinal == 1
            || !facts.HasPreviousRun
            || (facts.Catchup && facts.PreviousRunBeforeTaskStart)
            || (facts.IgnoreFirst && !facts.HasEarlierInstance))
        {
            return true;
        }

        return facts.PreviousState is { } state
            && IsGood(state)
            && (!facts.WaitForDownstream || facts.PreviousDownstreamStates.All(IsGood));
    }

    private static bool IsGood(TaskInstanceState state) => TaskInstanceStateFacts.Of(state).CountsAsSuccess;
}
