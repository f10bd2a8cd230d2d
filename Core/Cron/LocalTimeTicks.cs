namespace Orrery.Core.Cron;

/// <summary>
/// Ticks of an expression that fires at fixed local times. Each wall-clock match is exactly one tick: a missing local
/// time moves forward by the gap, a repeated one means its second occurrence. The ticks are a set of instants, so
/// the previous tick of a next tick is where one started, also around a shift.
/// </summary>
internal static class LocalTimeTicks
{
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

    /// <summary>
    /// Near a shift the wall clock has three parts: before what is missing or repeated, that itself, and after it. Each
    /// is read with its own offset. The moved times of a gap can fall among the regular times after it.
    /// </summary>
    private static long? NextAround(ZoneShift shift, CronSchedule schedule, ZoneClock clock, long after)
    {
        if (schedule.Next(after + shift.Before) is { } early && early < shift.WallStart)
        {
            return early - shift.Before;
        }

        var moved = schedule.Next(Math.Max(after + shift.Lesser, shift.WallStart - 1));
        var late = schedule.Next(Math.Max(after + shift.After, shift.WallEnd - 1));
        var movedTick = moved < shift.WallEnd ? moved - shift.Lesser : null;
        var lateTick = late - shift.After;
        if (movedTick is null && lateTick > shift.At + TimeSpan.TicksPerDay)
        {
            return Next(schedule, clock, shift.At + TimeSpan.TicksPerDay);
        }

        return movedTick is null || lateTick < movedTick ? lateTick : movedTick;
    }

    private static long? PreviousAround(ZoneShift shift, CronSchedule schedule, ZoneClock clock, long before)
    {
        var late = schedule.Previous(before + shift.After);
        var moved = schedule.Previous(Math.Min(before + shift.Lesser, shift.WallEnd));
        var lateTick = late >= shift.WallEnd ? late - shift.After : null;
        var movedTick = moved >= shift.WallStart ? moved - shift.Lesser : null;
        if (lateTick is not null || movedTick is not null)
        {
            return movedTick is null || lateTick > movedTick ? lateTick : movedTick;
        }

        var earlyTick = schedule.Previous(Math.Min(before + shift.Before, shift.WallStart)) - shift.Before;
        var dayBefore = shift.At - TimeSpan.TicksPerDay - 1;
        return earlyTick < dayBefore ? Previous(schedule, clock, dayBefore) : earlyTick;
    }
}
