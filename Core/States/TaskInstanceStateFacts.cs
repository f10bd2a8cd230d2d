using System.Collections.Frozen;

namespace Orrery.Core.States;

/// <summary>Everything callers need to know about a <see cref="TaskInstanceState"/>, in one row: nobody lists states.</summary>
/// <param name="State">The state the row is about.</param>
/// <param name="WireName">snake_case name in JSON, the REST API and the store's text columns.</param>
/// <param name="Wording">What people read.</param>
/// <param name="IsFinished">Nothing more happens to the instance unless somebody clears it.</param>
/// <param name="CountsAsSuccess">A finished leaf in this state lets its run succeed.</param>
/// <param name="CountsAsFailure">A finished leaf in this state fails its run.</param>
/// <param name="IsActive">Occupies one of the run's <c>max_active_tasks</c>, unless it is held back in its queue.</param>
/// <param name="Severity">Order for "the worst of these": higher is worse.</param>
/// <param name="Fill">How it is drawn.</param>
/// <param name="Glyph">Name of its glyph.</param>
/// <param name="LightColor">Colour on a light page.</param>
/// <param name="DarkColor">Colour on a dark page.</param>
public sealed record TaskInstanceStateFacts(
    TaskInstanceState State,
    string WireName,
    string Wording,
    bool IsFinished,
    bool CountsAsSuccess,
    bool CountsAsFailure,
    bool IsActive,
    int Severity,
    StateFill Fill,
    string Glyph,
    string LightColor,
    string DarkColor)
{
    private static readonly TaskInstanceStateFacts[] Table =
    [
        new(TaskInstanceState.None, "none", "No status yet", false, false, false, false, 0, StateFill.Hollow, "dash", "#3f454c", "#8f949a"),
        new(TaskInstanceState.Scheduled, "scheduled", "Scheduled", false, false, false, false, 4, StateFill.Hollow, "calendar", "#647684", "#b3d8f9"),
        new(TaskInstanceState.Queued, "queued", "Queued", false, false, false, true, 5, StateFill.Hollow, "stack", "#5c390f", "#c09048"),
        new(TaskInstanceState.Running, "running", "Running", false, false, false, true, 6, StateFill.Solid, "activity", "#0d749a", "#47cdf5"),
        new(TaskInstanceState.Success, "success", "Success", true, true, false, false, 3, StateFill.Solid, "check", "#0a6b2c", "#8fdc96"),
        new(TaskInstanceState.Failed, "failed", "Failed", true, false, true, false, 12, StateFill.Solid, "cross", "#c51337", "#f0524f"),
        new(TaskInstanceState.Skipped, "skipped", "Skipped", true, true, false, false, 2, StateFill.Hatched, "skip", "#b03a98", "#b87aa9"),
        new(TaskInstanceState.UpstreamFailed, "upstream_failed", "Upstream failed", true, false, true, false, 11, StateFill.Hatched, "arrow-up", "#c43c06", "#e67353"),
        new(TaskInstanceState.UpForRetry, "up_for_retry", "Up for retry", false, false, false, false, 10, StateFill.Hollow, "redo", "#807310", "#dbd930"),
        new(TaskInstanceState.UpForReschedule, "up_for_reschedule", "Up for reschedule", false, false, false, false, 7, StateFill.Hollow, "clock-sync", "#0c4dc0", "#5c8ff2"),
        new(TaskInstanceState.Restarting, "restarting", "Restarting", false, false, false, true, 9, StateFill.Solid, "repeat", "#81055a", "#d964a4"),
        new(TaskInstanceState.Deferred, "deferred", "Deferred (waiting on trigger)", false, false, false, false, 8, StateFill.Solid, "watch", "#4c30b1", "#a776f6"),
        new(TaskInstanceState.Removed, "removed", "Removed", true, false, false, false, 1, StateFill.Hatched, "slash", "#434548", "#dbdde3"),
    ];

    private static readonly FrozenDictionary<string, TaskInstanceState> ByWireName =
        Table.ToFrozenDictionary(f => f.WireName, f => f.State, StringComparer.Ordinal);

    /// <summary>All rows, in the order of the states' numbers.</summary>
    public static IReadOnlyList<TaskInstanceStateFacts> All => Table;

    /// <summary>The row of <paramref name="state"/>.</summary>
    public static TaskInstanceStateFacts Of(TaskInstanceState state) => Table[(int)state];

    /// <summary>The state with this wire name; false when there is none.</summary>
    public static bool TryParse(string wireName, out TaskInstanceState state) => ByWireName.TryGetValue(wireName, out state);
}
