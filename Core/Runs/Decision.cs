namespace Orrery.Core.Runs;

/// <summary>What an event leads to: what changes, and what must be done once that is durable.</summary>
/// <param name="Tasks">The task instances that change or are new, each once, with the values they get; ascending by ordinal.</param>
/// <param name="Run">The run's new values; null when the run itself does not change.</param>
/// <param name="Effects">What to do after the commit.</param>
/// <param name="Ignored">Why nothing changes; null when something does.</param>
public sealed record Decision(
    IReadOnlyList<TaskChange> Tasks,
    RunChange? Run,
    IReadOnlyList<RunEffect> Effects,
    IgnoreReason? Ignored = null)
{
    /// <summary>How often an instance, or what instances share, was looked at to make the decision: its cost, apart from what it changes.</summary>
    internal int Looks { get; init; }

    /// <summary>The expansions that stand differently, each once.</summary>
    public IReadOnlyList<ExpansionChange> Expansions { get; init; } = [];

    /// <summary>The offered instances that are held back in their queue from now on, or no longer, each once. Nothing of it is stored.</summary>
    public IReadOnlyList<HeldChange> Held { get; init; } = [];

    /// <summary>The tasks that a clear or mark chose, whether they change or not; empty for other events.</summary>
    public IReadOnlyList<int> Chosen { get; init; } = [];

    /// <summary>A decision that changes nothing.</summary>
    public static Decision Ignore(IgnoreReason reason) => new([], null, [], reason);
}
