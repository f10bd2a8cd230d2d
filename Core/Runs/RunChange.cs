using Orrery.Core.States;

namespace Orrery.Core.Runs;

/// <summary>The values of a run that its machine owns.</summary>
/// <param name="State">Its state.</param>
/// <param name="QueuedAt">When it was queued, or queued again by a clear.</param>
/// <param name="StartedAt">When it started; kept by a clear until it starts anew.</param>
/// <param name="EndedAt">When it ended.</param>
/// <param name="Reason">Why it ended as it did: <c>task_failure</c>, <c>all_tasks_deadlocked</c>, <c>timed_out</c>, <c>marked</c>; null while open or for an ordinary success.</param>
/// <param name="ClearNumber">How often the run was cleared.</param>
public readonly record struct RunChange(
    DagRunState State,
    DateTimeOffset? QueuedAt,
    DateTimeOffset? StartedAt,
    DateTimeOffset? EndedAt,
    string? Reason,
    int ClearNumber);
