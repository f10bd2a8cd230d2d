namespace Orrery.Core.Cron;

/// <summary>
/// Around a shift, the ticks of an expression that fires in every hour: they go by elapsed time, so a repeated hour fires
/// twice and a missing hour not at all.
/// </summary>
/// <remarks>
/// What was due within the hour when the clock shifted stays due at that instant, and from there on the new offset counts.
/// For a shift by whole hours that instant is a match of the new offset too; for one by half an hour (Lord Howe) it keeps
/// the distance between two ticks at no more than an hour of real time.
/// </remarks>
internal static class ElapsedTimeRule
{
    public static long? Next(ZoneShift shift, CronSchedule schedule, long after)
    {
        var early = schedule.Next(after + shift.Before) - shift.Before;
        if (early < shift.At)
        {
            return early;
        }

        var pending = Pending(shift, schedule);
        return pending > after ? pending : schedule.Next(Math.Max(after, shift.At - 1) + shift.After) - shift.After;
    }

    public static long? Previous(ZoneShift shift, CronSchedule schedule, long before)
    {
        var late = schedule.Previous(before + shift.After) - shift.After;
        var pending = Pending(shift, schedule);
        if (late >= (pending ?? shift.At))
        {
            return late;
        }

        return pending < before ? pending : schedule.Previous(Math.Min(before, shift.At) + shift.Before) - shift.Before;
    }

    /// <summary>The tick that was due at or within the hour after the shift, by the old offset; null when that day has none.</summary>
    private static long? Pending(ZoneShift shift, CronSchedule schedule)
    {
        var tick = schedule.Next(shift.At - 1 + shift.Before) - shift.Before;
        return tick < shift.At + TimeSpan.TicksPerHour ? tick : null;
    }
}
