using System.Globalization;

namespace Orrery.Dashboard.Format;

/// <summary>Moments as people read them, in a time zone they chose.</summary>
public static class Times
{
    /// <summary><c>2026-08-21 14:03:12</c> in <paramref name="zone"/>; with the offset when the hour occurs twice there.</summary>
    public static string Moment(DateTimeOffset at, TimeZoneInfo zone)
    {
        var local = TimeZoneInfo.ConvertTime(at, zone);
        return local.ToString(zone.IsAmbiguousTime(local) ? "yyyy-MM-dd HH:mm:ss zzz" : "yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
    }

    /// <summary><c>14:03:12.045</c> in <paramref name="zone"/>.</summary>
    public static string Clock(DateTimeOffset at, TimeZoneInfo zone) =>
        TimeZoneInfo.ConvertTime(at, zone).ToString("HH:mm:ss.fff", CultureInfo.InvariantCulture);

    /// <summary>The moment for machines, as the <c>datetime</c> of an element.</summary>
    public static string Machine(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    /// <summary><c>in 3 h 12 min</c>, <c>4 s ago</c>, <c>now</c>.</summary>
    public static string Relative(DateTimeOffset at, DateTimeOffset now) => (at - now) switch
    {
        { TotalSeconds: > 1 } ahead => "in " + Durations.Ticking(ahead),
        { TotalSeconds: < -1 } behind => Durations.Ticking(-behind) + " ago",
        _ => "now",
    };

    /// <summary>The zone with this IANA name; null when this machine does not know it.</summary>
    public static TimeZoneInfo? FindZone(string? name) =>
        !string.IsNullOrWhiteSpace(name) && TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone) ? zone : null;
}
