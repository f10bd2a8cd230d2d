using Orrery.Core.States;

namespace Orrery.Core.Runs;

/// <summary>The values of a run that its machine owns.</summary>
/// <param name="State">Its state.</param>
/// <param name="QueuedAt">When it was queued, or last cleared.</param>
/// <param name="StartedAt">When it started; null again when a clear sends an ended run back to the queue.</param>
/// <param name="EndedAt">When it ended.</param>
/// <param name="Reason">
/// Why it ended as it did, one of <see cref="RunReasons"/>; null while open or for an ordinary success. Set on a running run, it says
/// that the run is only waiting for its teardowns and callbacks and then fails for this reason.
/// </param>
/// <param name="ClearNumber">How often the run was cleared.</param>
public readonly record struct RunChange(
    DagRunState State,
    DateTimeOffset? QueuedAt,
    DateTimeOffset? StartedAt,
    DateTimeOffset? EndedAt,
    string? Reason,
    int ClearNumber);
