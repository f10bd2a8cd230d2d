using Orrery.Grains.Interfaces.Catalog;

namespace Orrery.Dashboard.Views.Dags;

/// <summary>One run in a row of small bars: its height tells how long it took beside the others.</summary>
/// <param name="Run">The run.</param>
/// <param name="Height">Height in CSS pixels: <see cref="Lowest"/> to <see cref="Highest"/>.</param>
/// <param name="Duration">How long it took, or has been going on.</param>
public sealed record RunBar(DagRunInfo Run, int Height, TimeSpan? Duration)
{
    /// <summary>Height of the shortest run.</summary>
    public const int Lowest = 6;

    /// <summary>Height of the longest run.</summary>
    public const int Highest = 24;

    /// <summary>Bars of the runs, oldest first.</summary>
    /// <param name="newestFirst">The runs.</param>
    /// <param name="now">When those end that have not ended.</param>
    public static IReadOnlyList<RunBar> Of(IReadOnlyList<DagRunInfo> newestFirst, DateTimeOffset now)
    {
        var longest = newestFirst.Max(r => DurationOf(r, now)?.TotalSeconds) ?? 0;
        return [.. newestFirst.Reverse().Select(run =>
        {
            var duration = DurationOf(run, now);
            // A square root keeps short runs apart when one took very long.
            var share = longest > 0 && duration is { } d ? Math.Sqrt(Math.Max(0, d.TotalSeconds) / longest) : 0;
            return new RunBar(run, Lowest + (int)Math.Round(share * (Highest - Lowest)), duration);
        })];
    }

    /// <summary>How long a run took, or has been going on; null when it has not started.</summary>
    public static TimeSpan? DurationOf(DagRunInfo run, DateTimeOffset now) => run.StartDate is { } start ? (run.EndDate ?? now) - start : null;
}
