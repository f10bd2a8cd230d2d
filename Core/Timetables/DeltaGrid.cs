namespace Orrery.Core.Timetables;

/// <summary>The multiples of a delta since 1970-01-01T00:00Z.</summary>
internal static class DeltaGrid
{
    /// <summary>The last multiple at or before a moment. Whole months are exact: every 3 months gives the quarters of the calendar.</summary>
    public static DateTimeOffset RoundDown(DateTimeOffset moment, CalendarDelta delta)
    {
        // A guess by the mean length of a month is off by at most a few steps, which are then walked.
        const double meanMonthTicks = 30.436875 * TimeSpan.TicksPerDay;
        var length = (delta.TotalMonths * meanMonthTicks) + delta.Time.Ticks;
        var times = (long)Math.Floor((moment - DateTimeOffset.UnixEpoch).Ticks / length);
        while (delta.Shift(DateTimeOffset.UnixEpoch, times) > moment)
        {
            times--;
        }

        while (delta.Shift(DateTimeOffset.UnixEpoch, times + 1) <= moment)
        {
            times++;
        }

        return delta.Shift(DateTimeOffset.UnixEpoch, times) ?? DateTimeOffset.MinValue;
    }

    /// <summary>The delta, which must be more than zero or a schedule would stand still.</summary>
    public static CalendarDelta Positive(CalendarDelta delta) => delta.IsZero
        ? throw new ArgumentOutOfRangeException(nameof(delta), "A schedule's delta must be more than zero, such as 15 minutes.")
        : delta;
}
