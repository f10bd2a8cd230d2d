using System.Globalization;

namespace Orrery.Cli.Terminal;

/// <summary>Moments and durations as people read them.</summary>
internal static class Wording
{
    /// <summary>A moment in UTC: <c>2026-01-31 06:00:00Z</c>; empty for none.</summary>
    public static string Moment(DateTimeOffset? moment) => moment?.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture) ?? "";

    /// <summary>The time of day in UTC, to the millisecond.</summary>
    public static string TimeOfDay(DateTimeOffset moment) => moment.UtcDateTime.ToString("HH:mm:ss.fff", CultureInfo.InvariantCulture);

    /// <summary>A duration in at most two units: <c>0.25 s</c>, <c>12.3 s</c>, <c>3 min 4 s</c>, <c>2 h 5 min</c>.</summary>
    public static string Duration(TimeSpan duration)
    {
        if (duration < TimeSpan.Zero)
        {
            duration = TimeSpan.Zero;
        }

        return duration switch
        {
            { TotalSeconds: < 10 } => string.Create(CultureInfo.InvariantCulture, $"{duration.TotalSeconds:0.00} s"),
            { TotalSeconds: < 60 } => string.Create(CultureInfo.InvariantCulture, $"{Math.Floor(duration.TotalSeconds * 10) / 10:0.0} s"),
            { TotalHours: < 1 } => $"{duration.Minutes} min {duration.Seconds} s",
            _ => $"{(long)duration.TotalHours} h {duration.Minutes} min",
        };
    }

    /// <summary>How long something took, or has taken so far; empty when it has not started.</summary>
    public static string Duration(DateTimeOffset? start, DateTimeOffset? end, DateTimeOffset now) => start is { } from ? Duration((end ?? now) - from) : "";

    /// <summary>A number of things: <c>1 file</c>, <c>2 files</c>.</summary>
    public static string Count(int number, string thing) => number == 1 ? $"1 {thing}" : $"{number} {thing}s";
}
