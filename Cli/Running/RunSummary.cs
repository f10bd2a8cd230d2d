using System.Collections.Immutable;
using Orrery.Core.States;
using Orrery.Grains.Interfaces.Catalog;

namespace Orrery.Cli.Running;

/// <summary>How a run ended, as JSON.</summary>
/// <param name="DagId">Id of the DAG.</param>
/// <param name="DagRunId">Id of the run.</param>
/// <param name="State">State it ended in.</param>
/// <param name="DurationSeconds">How long it took; null when it never started.</param>
/// <param name="DataFolder">Where its logs are kept; null when they are not.</param>
/// <param name="Counts">How many tasks ended in each state.</param>
/// <param name="TaskInstances">Its tasks, by their place in it.</param>
internal sealed record RunSummary(
    string DagId,
    string DagRunId,
    DagRunState State,
    double? DurationSeconds,
    string? DataFolder,
    IReadOnlyDictionary<string, int> Counts,
    ImmutableArray<TaskInstanceInfo> TaskInstances)
{
    /// <summary>The summary of a watched run.</summary>
    public static RunSummary Of(RunTracker tracker, DagRunInfo run, string? dataFolder) => new(
        run.DagId,
        run.DagRunId,
        run.State,
        (run.EndDate - run.StartDate)?.TotalSeconds,
        dataFolder,
        tracker.Counts().ToDictionary(c => c.State.WireName(), c => c.Count, StringComparer.Ordinal),
        [.. tracker.Tasks]);
}
