using System.Collections.Frozen;
using Orrery.Grains.Interfaces.Search;
using Orrery.Storage.Rows;

namespace Orrery.Grains.Search;

/// <summary>What a search wants of a run and no index serves.</summary>
internal sealed class RunTest(DagRunQuery query)
{
    private readonly LikePattern _runId = LikePattern.Parse(query.RunIdPattern);
    private readonly LikePattern _dagId = LikePattern.Parse(query.DagIdPattern);
    private readonly LikePattern _user = LikePattern.Parse(query.TriggeringUserPattern);

    // Few DAGs are followed side by side; of many, all runs are looked at.
    private readonly FrozenSet<string>? _dagIds = query.DagIds.Length > SearchLimits.NamedDags ? query.DagIds.ToFrozenSet(StringComparer.Ordinal) : null;

    /// <summary>Whether every run passes.</summary>
    public bool IsTrivial { get; } =
        query is { LogicalDate.IsOpen: true, StartDate.IsOpen: true, EndDate.IsOpen: true, UpdatedAt.IsOpen: true, Duration.IsOpen: true }
        && query is { VersionNumbers.IsEmpty: true, BundleVersion: null, RunIdPattern: null, DagIdPattern: null, TriggeringUserPattern: null, ConfContains: null }
        && query.DagIds.Length <= SearchLimits.NamedDags;

    /// <summary>Whether a run passes.</summary>
    /// <param name="run">The run.</param>
    /// <param name="bundleVersion">The name of its code, when it is asked for.</param>
    public bool Passes(DagRunRow run, string? bundleVersion) =>
        query.LogicalDate.Holds(run.LogicalDate)
        && query.StartDate.Holds(run.StartedAt)
        && query.EndDate.Holds(run.EndedAt)
        && query.UpdatedAt.Holds(UpdatedAt(run))
        && query.Duration.Holds(run.EndedAt - run.StartedAt)
        && (query.VersionNumbers.IsEmpty || query.VersionNumbers.Contains(run.Release))
        && (query.BundleVersion is null || query.BundleVersion == bundleVersion)
        && (_dagIds is null || _dagIds.Contains(run.DagId))
        && _runId.Finds(run.RunId)
        && _dagId.Finds(run.DagId)
        && _user.Finds(run.TriggeredBy)
        && (query.ConfContains is not { } text || run.ConfJson.Contains(text, StringComparison.OrdinalIgnoreCase));

    /// <summary>When a run last changed its state.</summary>
    public static DateTimeOffset? UpdatedAt(DagRunRow run) => run.EndedAt ?? run.StartedAt ?? run.QueuedAt;
}
