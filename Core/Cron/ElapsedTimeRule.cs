namespace Orrery.Core.Cron;

/// <summary>
/// Around a shift, the ticks of an expression that fires in every hour: they go by elapsed time, so a repeated hour fires
/// twice and a missing hour not at all.
/// </summary>
/// <remarks>
/// A tick keeps its distance in real time from the one before it, also over the shift; after that one the new offset counts.
/// For a shift by whole hours its instant matches the new offset too; for one by half an hour (Lord Howe) it keeps
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

    /// <summary>The tick at or after the shift that is due because of its distance from the last one before; null when none was.</summary>
    private static long? Pending(ZoneShift shift, CronSchedule schedule)
    {
        // Longer than an hour means that a day without ticks begins or ends here: then nothing was running through the shift.
        var last = schedule.Previous(shift.At + shift.Before);
        var next = last is { } wall ? schedule.Next(wall) : null;
        return next - last <= TimeSpan.TicksPerHour ? next - shift.Before : null;
    }
}
