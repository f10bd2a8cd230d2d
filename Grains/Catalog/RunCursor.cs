using System.Globalization;
using Orrery.Storage;
using Orrery.Storage.Rows;

namespace Orrery.Grains.Catalog;

/// <summary>A place in a list of runs as text: microseconds since 1970 and the run's number.</summary>
internal static class RunCursor
{
    private static readonly long Least = MicrosecondsOf(DateTimeOffset.MinValue);
    private static readonly long Most = MicrosecondsOf(DateTimeOffset.MaxValue);

    /// <summary>The place of a run.</summary>
    public static string Of(DagRunRow row) => Of(new RunPlace(row.RunAfter, row.RunPk));

    /// <summary>The text of a place.</summary>
    public static string Of(RunPlace place) => string.Create(CultureInfo.InvariantCulture, $"{MicrosecondsOf(place.RunAfter)}-{place.RunPk}");

    /// <summary>The place; null: there is none, or it is not one.</summary>
    public static RunPlace? Parse(string? cursor)
    {
        // The moment may be negative, and so begin with the sign that parts them.
        var dash = cursor is { Length: > 1 } ? cursor.IndexOf('-', 1) : -1;
        return dash > 0
            && long.TryParse(cursor.AsSpan(0, dash), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var micros)
            && long.TryParse(cursor.AsSpan(dash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var runPk)
            && micros >= Least
            && micros <= Most
            ? new RunPlace(DateTimeOffset.UnixEpoch.AddTicks(micros * TimeSpan.TicksPerMicrosecond), runPk)
            : null;
    }

    private static long MicrosecondsOf(DateTimeOffset moment) => (moment - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
}
