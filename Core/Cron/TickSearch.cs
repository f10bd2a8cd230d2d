namespace Orrery.Core.Cron;

/// <summary>
/// Finds the ticks of a schedule on a zone's clock, as UTC ticks. They form a set of instants: the tick before a next tick is
/// where one started, also around a shift of the clock.
/// </summary>
internal static class TickSearch
{
    /// <summary>The first tick after an instant, or null when there is none.</summary>
    public static long? Next(CronSchedule schedule, ZoneClock clock, long after)
    {
        if (clock.ShiftNear(after) is { } near)
        {
            return NextAround(near, schedule, clock, after);
        }

        return schedule.Next(clock.WallAt(after)) switch
        {
            null => null,
            { } wall when clock.ShiftNearWall(wall) is { } shift => NextAround(shift, schedule, clock, Math.Max(after, wall - 1 - shift.Greater)),
            { } wall => wall - clock.OffsetAt(wall),
        };
    }

    /// <summary>The last tick before an instant, or null when there is none.</summary>
    public static long? Previous(CronSchedule schedule, ZoneClock clock, long before)
    {
        if (clock.ShiftNear(before) is { } near)
        {
            return PreviousAround(near, schedule, clock, before);
        }

        return schedule.Previous(clock.WallAt(before)) switch
        {
            null => null,
            { } wall when clock.ShiftNearWall(wall) is { } shift => PreviousAround(shift, schedule, clock, Math.Min(before, wall + 1 - shift.Lesser)),
            { } wall => wall - clock.OffsetAt(wall),
        };
    }

    private static long? NextAround(ZoneShift shift, CronSchedule schedule, ZoneClock clock, long after)
    {
        var tick = schedule.IsEveryHour ? ElapsedTimeRule.Next(shift, schedule, after) : LocalTimeRule.Next(shift, schedule, after);

        // More than a day on, another shift may decide what the wall clock means.
        var dayAfter = shift.At + TimeSpan.TicksPerDay;
        return tick > dayAfter && after < dayAfter ? Next(schedule, clock, dayAfter) : tick;
    }

    private static long? PreviousAround(ZoneShift shift, CronSchedule schedule, ZoneClock clock, long before)
    {
        var tick = schedule.IsEveryHour ? ElapsedTimeRule.Previous(shift, schedule, before) : LocalTimeRule.Previous(shift, schedule, before);
        var dayBefore = shift.At - TimeSpan.TicksPerDay - 1;
        return tick < dayBefore && before > dayBefore ? Previous(schedule, clock, dayBefore) : tick;
    }
}
