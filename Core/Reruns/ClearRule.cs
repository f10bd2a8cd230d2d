using Orrery.Core.Runs;
using Orrery.Core.States;

namespace Orrery.Core.Reruns;

/// <summary>What clearing makes of one task instance.</summary>
/// <param name="State">Its state: none, or restarting until its process has ended.</param>
/// <param name="MaxTries">Last try that may be followed by a retry.</param>
/// <param name="Record">What its history says of the try that is over by it.</param>
public readonly record struct Clearing(TaskInstanceState State, int MaxTries, TaskInstanceState Record);

/// <summary>The rules of clearing.</summary>
public static class ClearRule
{
    /// <summary>What clearing makes of a task instance.</summary>
    /// <param name="state">Its state.</param>
    /// <param name="tryNumber">Number of its current or last try.</param>
    /// <param name="maxTries">Last try that may be followed by a retry so far.</param>
    /// <param name="retries">Retries its task is given again; null when the DAG has no such task any more.</param>
    public static Clearing Of(TaskInstanceState state, int tryNumber, int maxTries, int? retries) => new(
        state is TaskInstanceState.Running or TaskInstanceState.Restarting ? TaskInstanceState.Restarting : TaskInstanceState.None,
        retries is { } again ? tryNumber + again : Math.Max(maxTries, tryNumber),
        RecordOf(state));

    /// <summary>What the history says of a try that somebody's clear ended: how it ended, or that it failed.</summary>
    public static TaskInstanceState RecordOf(TaskInstanceState state) =>
        state is TaskInstanceState.Success or TaskInstanceState.Skipped ? state : TaskInstanceState.Failed;

    /// <summary>Those of the task instances that the options choose, in the order given; a removed one never.</summary>
    public static IReadOnlyList<int> Choose(RunState state, IEnumerable<int> instances, ClearOptions options) =>
        [.. instances.Where(instance => IsChosen(state[instance].State, options))];

    private static bool IsChosen(TaskInstanceState state, ClearOptions options) => state != TaskInstanceState.Removed && options switch
    {
        { OnlyFailed: false, OnlyRunning: false } => true,
        _ => (options.OnlyFailed && TaskInstanceStateFacts.Of(state).CountsAsFailure) || (options.OnlyRunning && state == TaskInstanceState.Running),
    };
}
