using Orrery.Core.Identity;
using Orrery.Core.States;

namespace Orrery.Storage;

/// <summary>Which DAGs. The cost follows the number of DAGs, never that of runs.</summary>
/// <param name="Bundle">Of this bundle; null: of any.</param>
/// <param name="Search">With this text in their id, ignoring case; null: any.</param>
/// <param name="ActiveOnly">Only those in service.</param>
/// <param name="AfterDagId">After this id; null: from the first.</param>
/// <param name="Limit">At most this many.</param>
public sealed record DagFilter(string? Bundle = null, string? Search = null, bool ActiveOnly = true, string? AfterDagId = null, int Limit = 100)
{
    /// <summary>With an id like one of these, ignoring case, <c>%</c> standing for any text; empty: any.</summary>
    public IReadOnlyList<string> IdPatterns { get; init; } = [];

    /// <summary>With these tags; empty: whatever tags.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>Whether all of <see cref="Tags"/> are wanted, not one of them.</summary>
    public bool AllTags { get; init; }

    /// <summary>Of one of these owners; empty: of any.</summary>
    public IReadOnlyList<string> Owners { get; init; } = [];

    /// <summary>Paused, or not; null: either.</summary>
    public bool? IsPaused { get; init; }

    /// <summary>With an import error in their file, or without; null: either.</summary>
    public bool? HasImportErrors { get; init; }

    /// <summary>Whose newest run is in this state; null: whatever its state, or without runs.</summary>
    public DagRunState? LastRunState { get; init; }

    /// <summary>Favourites of this user; null: of anybody or nobody.</summary>
    public string? FavoriteOf { get; init; }

    /// <summary>No favourites of this user; null: also favourites.</summary>
    public string? NoFavoriteOf { get; init; }
}

/// <summary>Which runs.</summary>
/// <param name="DagId">Of this DAG; null: of any.</param>
/// <param name="States">In one of these states; empty: in any.</param>
/// <param name="Types">Of one of these types; empty: of any.</param>
/// <param name="After">After this place in the order; null: from its beginning.</param>
/// <param name="Limit">At most this many.</param>
public sealed record DagRunFilter(
    string? DagId = null, IReadOnlyList<DagRunState>? States = null, IReadOnlyList<DagRunType>? Types = null, RunPlace? After = null, int Limit = 100)
{
    /// <summary>With this run-after or a later one; null: from the first.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>With this run-after or an earlier one; null: to the last.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>Whether the oldest come first. Default: the newest.</summary>
    public bool OldestFirst { get; init; }
}
