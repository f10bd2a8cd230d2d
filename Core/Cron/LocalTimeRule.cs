namespace Orrery.Core.Cron;

/// <summary>
/// Around a shift, the ticks of an expression that fires at fixed local times: each match on the wall clock is one tick; a
/// missing local time moves forward by the gap, a repeated one means its second occurrence.
/// </summary>
/// <remarks>
/// The wall clock has three parts there: before what is missing or repeated, that itself, and after it. Each is read with
/// its own offset. The moved times of a gap can fall among the regular times after it.
/// </remarks>
internal static class LocalTimeRule
{
    public static long? Next(ZoneShift shift, CronSchedule schedule, long after)
    {
        if (schedule.Next(after + shift.Before) is { } early && early < shift.WallStart)
        {
            return early - shift.Before;
        }

        var inside = schedule.Next(Math.Max(after + shift.Lesser, shift.WallStart - 1));
        var late = schedule.Next(Math.Max(after + shift.After, shift.WallEnd - 1)) - shift.After;
        var moved = inside < shift.WallEnd ? inside - shift.Lesser : null;
        return moved is null || late < moved ? late : moved;
    }

    public static long? Previous(ZoneShift shift, CronSchedule schedule, long before)
    {
        var late = schedule.Previous(before + shift.After);
        var inside = schedule.Previous(Math.Min(before + shift.Lesser, shift.WallEnd));
        var regular = late >= shift.WallEnd ? late - shift.After : null;
        var moved = inside >= shift.WallStart ? inside - shift.Lesser : null;
        if (moved is null || regular > moved)
        {
            moved = regular;
        }

        return moved ?? schedule.Previous(Math.Min(before + shift.Before, shift.WallStart)) - shift.Before;
    }
}
