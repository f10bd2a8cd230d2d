using Orrery.Core.Cron;
using Orrery.Core.Timetables;

namespace Orrery.Core.Tests.Timetables;

/// <summary>Short forms for the tests of timetables; moments are read as UTC unless they say otherwise.</summary>
internal static class Given
{
    public static DateTimeOffset At(string moment) =>
        DateTimeOffset.Parse(moment, null, System.Globalization.DateTimeStyles.AssumeUniversal);

    public static CronTriggerTimetable CronTrigger(string cron, string zone = "UTC", CalendarDelta interval = default) =>
        new(CronExpression.Parse(cron), TimeZones.Find(zone), interval);

    public static CronIntervalTimetable CronInterval(string cron, string zone = "UTC") => new(CronExpression.Parse(cron), TimeZones.Find(zone));

    public static TimetableContext Context(string now, string? earliest = null, string? latest = null, string? lastEnd = null, bool catchup = false) => new()
    {
        Now = At(now),
        Earliest = earliest is null ? null : At(earliest),
        Latest = latest is null ? null : At(latest),
        Last = lastEnd is null ? null : DataInterval.Exact(At(lastEnd)),
        Catchup = catchup,
    };

    public static DataInterval Interval(string start, string end) => new(At(start), At(end));
}
