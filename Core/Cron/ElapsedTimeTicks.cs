namespace Orrery.Core.Cron;

/// <summary>
/// Ticks of an expression that fires in every hour of its days. Within a day it goes by elapsed time: the distance to the
/// next match on the wall clock is added to the instant, so a repeated hour fires twice and a missing one not at all.
/// </summary>
internal static class ElapsedTimeTicks
{
    // Every hour has a match, so a longer way means that days without ticks lie between. Elapsed time would then carry a
    // shift of those days along (every Monday of that week an hour off): such a match is looked up on the wall clock.
    private const long LongestWayWithinADay = TimeSpan.TicksPerHour;

    public static long? Next(CronSchedule schedule, ZoneClock clock, long after)
    {
        var wall = clock.WallAt(after);
        if (schedule.Next(wall) is not { } next)
        {
            return null;
        }

        // The first of two occurrences: a repeated hour fires twice.
        return next - wall <= LongestWayWithinADay ? after + (next - wall) : InstantAt(clock, next, shift => shift.Before);
    }

    public static long? Previous(CronSchedule schedule, ZoneClock clock, long before)
    {
        var wall = clock.WallAt(before);
        if (schedule.Previous(wall) is not { } previous)
        {
            return null;
        }

        return wall - previous <= LongestWayWithinADay ? before - (wall - previous) : InstantAt(clock, previous, shift => shift.Lesser);
    }

    private static long InstantAt(ZoneClock clock, long wall, Func<ZoneShift, long> offsetInside) => clock.ShiftNearWall(wall) switch
    {
        null => wall - clock.OffsetAt(wall),
        { } shift when wall < shift.WallStart => wall - shift.Before,
        { } shift when wall >= shift.WallEnd => wall - shift.After,
        { } shift => wall - offsetInside(shift),
    };
}
