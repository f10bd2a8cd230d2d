using System.Globalization;

namespace Orrery.Core.DagFiles;

/// <summary>Dates and times in ISO 8601, as <c>2026-01-01</c>, <c>2026-01-01T06:00</c> or <c>2026-01-01T06:00:00+01:00</c>.</summary>
public static class InstantText
{
    /// <summary>What an instant looks like, for messages.</summary>
    public const string Examples = "write 2026-01-31, 2026-01-31T06:00 or 2026-01-31T06:00:00+01:00";

    private static readonly string[] Local =
    [
        "yyyy-MM-dd", "yyyy-MM-dd'T'HH:mm", "yyyy-MM-dd'T'HH:mm:ss", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF",
        "yyyy-MM-dd HH:mm", "yyyy-MM-dd HH:mm:ss", "yyyy-MM-dd HH:mm:ss.FFFFFFF",
    ];

    private static readonly string[] Zoned = [.. Local.Skip(1).SelectMany(f => new[] { f + "zzz", f + "'Z'" })];

    /// <summary>Reads an instant. Without an offset it is local time of <paramref name="zone"/>.</summary>
    /// <param name="text">The text.</param>
    /// <param name="zone">
    /// Zone of times without an offset. As in schedules, a time the clocks skip is moved forward by the gap, and of a time they show twice the
    /// second one is meant.
    /// </param>
    /// <param name="instant">The instant, in UTC.</param>
    /// <returns>False when the text is no date or time, or lies outside the years 1900 to 9998.</returns>
    public static bool TryParse(string text, TimeZoneInfo zone, out DateTimeOffset instant)
    {
        var trimmed = text.AsSpan().Trim();
        instant = default;
        if (DateTime.TryParseExact(trimmed, Local, CultureInfo.InvariantCulture, DateTimeStyles.None, out var local) && IsInRange(local))
        {
            instant = new DateTimeOffset(local, Offset(local, zone)).ToUniversalTime();
            return true;
        }

        var valid = DateTimeOffset.TryParseExact(trimmed, Zoned, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var zoned)
            && IsInRange(zoned.UtcDateTime);
        instant = valid ? zoned.ToUniversalTime() : default;
        return valid;
    }

    private static bool IsInRange(DateTime time) => time.Year is >= 1900 and <= 9998;

    // For a skipped time .NET gives the offset before the gap, which moves it forward by the gap.
    private static TimeSpan Offset(DateTime local, TimeZoneInfo zone) =>
        zone.IsAmbiguousTime(local) ? zone.GetAmbiguousTimeOffsets(local).Min() : zone.GetUtcOffset(local);
}
