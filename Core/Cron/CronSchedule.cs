using System.Numerics;

namespace Orrery.Core.Cron;

/// <summary>
/// The values an expression allows, as bit masks, and the search for the nearest wall-clock moment that has them.
/// Knows the calendar and no time zone: moments are ticks of a local date and time, valid from year 1 to 9999.
/// </summary>
internal sealed record CronSchedule
{
    // The rarest date that exists is 29 February on one given weekday: at most 40 years apart (over 2100, 2200, 2300).
    // A search that has seen this many years has seen them all.
    private const int SearchYears = 41;
    private const int SecondsPerDay = 24 * 60 * 60;
    private const uint AllHours = (1u << 24) - 1;

    /// <summary>Bit per second, 0 to 59.</summary>
    public required ulong Seconds { get; init; }

    /// <summary>Bit per minute, 0 to 59.</summary>
    public required ulong Minutes { get; init; }

    /// <summary>Bit per hour, 0 to 23.</summary>
    public required uint Hours { get; init; }

    /// <summary>Bit per day of the month, 1 to 31.</summary>
    public required uint DaysOfMonth { get; init; }

    /// <summary>Bit per month, 1 to 12.</summary>
    public required uint Months { get; init; }

    /// <summary>Bit per weekday, 0 (Sunday) to 6.</summary>
    public required uint DaysOfWeek { get; init; }

    /// <summary>Bit per weekday that counts where it occurs last in a month.</summary>
    public required uint LastDaysOfWeek { get; init; }

    /// <summary>Seven bits per occurrence, first to fifth: the weekdays that count where they occur the n-th time in a month.</summary>
    public required ulong NthDaysOfWeek { get; init; }

    /// <summary>Whether the last day of the month counts.</summary>
    public required bool LastDayOfMonth { get; init; }

    /// <summary>Whether the day-of-month field restricts anything, that is, was not <c>*</c>.</summary>
    public required bool RestrictsDayOfMonth { get; init; }

    /// <summary>Whether the day-of-week field restricts anything, that is, was not <c>*</c>.</summary>
    public required bool RestrictsDayOfWeek { get; init; }

    /// <summary>Whether every hour of a day that counts has a tick.</summary>
    public bool IsEveryHour => Hours == AllHours;

    /// <summary>The first match after <paramref name="wall"/>, or null when there is none.</summary>
    public long? Next(long wall)
    {
        if (wall > DateTime.MaxValue.Ticks - TimeSpan.TicksPerSecond)
        {
            return null;
        }

        var from = new DateTime(wall < 0 ? 0 : wall - (wall % TimeSpan.TicksPerSecond) + TimeSpan.TicksPerSecond);
        var second = IsDay(from) ? NextSecondOfDay((int)from.TimeOfDay.TotalSeconds) : null;
        return second is { } found
            ? from.Date.Ticks + (found * TimeSpan.TicksPerSecond)
            : NextDay(from)?.Ticks + (NextSecondOfDay(0) * TimeSpan.TicksPerSecond);
    }

    /// <summary>The last match before <paramref name="wall"/>, or null when there is none.</summary>
    public long? Previous(long wall)
    {
        if (wall <= 0)
        {
            return null;
        }

        var last = Math.Min(wall, DateTime.MaxValue.Ticks) - 1;
        var to = new DateTime(last - (last % TimeSpan.TicksPerSecond));
        var second = IsDay(to) ? PreviousSecondOfDay((int)to.TimeOfDay.TotalSeconds) : null;
        return second is { } found
            ? to.Date.Ticks + (found * TimeSpan.TicksPerSecond)
            : PreviousDay(to)?.Ticks + (PreviousSecondOfDay(SecondsPerDay - 1) * TimeSpan.TicksPerSecond);
    }

    private bool IsDay(DateTime date) =>
        ((Months >> date.Month) & 1) != 0 && ((DaysIn(date.Year, date.Month) >> date.Day) & 1) != 0;

    private DateTime? NextDay(DateTime after)
    {
        var (year, month, day) = (after.Year, after.Month, after.Day + 1);
        for (var lastYear = Math.Min(after.Year + SearchYears, DateTime.MaxValue.Year); year <= lastYear; year++)
        {
            for (var m = FirstBit(Months, month); m is { } current; m = FirstBit(Months, current + 1))
            {
                if (FirstBit(DaysIn(year, current), current == month ? day : 1) is { } found)
                {
                    return new DateTime(year, current, found);
                }
            }

            (month, day) = (1, 1);
        }

        return null;
    }

    private DateTime? PreviousDay(DateTime before)
    {
        var (year, month, day) = (before.Year, before.Month, before.Day - 1);
        for (var firstYear = Math.Max(before.Year - SearchYears, DateTime.MinValue.Year); year >= firstYear; year--)
        {
            for (var m = LastBit(Months, month); m is { } current; m = LastBit(Months, current - 1))
            {
                if (LastBit(DaysIn(year, current), current == month ? day : 31) is { } found)
                {
                    return new DateTime(year, current, found);
                }
            }

            (month, day) = (12, 31);
        }

        return null;
    }

    /// <summary>The days of one month that count: bit per day, 1 to 31.</summary>
    private uint DaysIn(int year, int month)
    {
        var count = DateTime.DaysInMonth(year, month);
        var all = (uint)(((1UL << count) - 1) << 1);
        var byDate = (DaysOfMonth & all) | (LastDayOfMonth ? 1u << count : 0);
        if (!RestrictsDayOfWeek)
        {
            return RestrictsDayOfMonth ? byDate : all;
        }

        var first = (int)new DateTime(year, month, 1).DayOfWeek;
        var lastWeek = all & ~((1u << (count - 6)) - 1);
        var byWeekday = (OnWeekdays(DaysOfWeek, first) | (OnWeekdays(LastDaysOfWeek, first) & lastWeek)) & all;
        for (var week = 0; week < 5; week++)
        {
            var weekdays = (uint)(NthDaysOfWeek >> (7 * week)) & 0x7F;
            byWeekday |= OnWeekdays(weekdays, first) & (0xFEu << (7 * week)) & all;
        }

        return RestrictsDayOfMonth ? byDate | byWeekday : byWeekday;
    }

    /// <summary>Days 1 to 31 that fall on one of the weekdays in a month whose first day is weekday <paramref name="first"/>.</summary>
    private static uint OnWeekdays(uint weekdays, int first)
    {
        ulong week = ((weekdays >> first) | (weekdays << (7 - first))) & 0x7F;
        return (uint)((week | (week << 7) | (week << 14) | (week << 21) | (week << 28)) << 1);
    }

    private int? NextSecondOfDay(int from)
    {
        var (hour, minute, second) = (from / 3600, from / 60 % 60, from % 60);
        if (((Hours >> hour) & 1) == 0)
        {
            return FirstOfHour(FirstBit(Hours, hour + 1));
        }

        if (((Minutes >> minute) & 1) != 0 && FirstBit(Seconds, second) is { } sameMinute)
        {
            return (hour * 3600) + (minute * 60) + sameMinute;
        }

        return FirstBit(Minutes, minute + 1) is { } sameHour
            ? (hour * 3600) + (sameHour * 60) + BitOperations.TrailingZeroCount(Seconds)
            : FirstOfHour(FirstBit(Hours, hour + 1));
    }

    private int? FirstOfHour(int? hour) =>
        (hour * 3600) + (BitOperations.TrailingZeroCount(Minutes) * 60) + BitOperations.TrailingZeroCount(Seconds);

    private int? PreviousSecondOfDay(int from)
    {
        var (hour, minute, second) = (from / 3600, from / 60 % 60, from % 60);
        if (((Hours >> hour) & 1) == 0)
        {
            return LastOfHour(LastBit(Hours, hour - 1));
        }

        if (((Minutes >> minute) & 1) != 0 && LastBit(Seconds, second) is { } sameMinute)
        {
            return (hour * 3600) + (minute * 60) + sameMinute;
        }

        return LastBit(Minutes, minute - 1) is { } sameHour
            ? (hour * 3600) + (sameHour * 60) + BitOperations.Log2(Seconds)
            : LastOfHour(LastBit(Hours, hour - 1));
    }

    private int? LastOfHour(int? hour) =>
        (hour * 3600) + (BitOperations.Log2(Minutes) * 60) + BitOperations.Log2(Seconds);

    /// <summary>The lowest set bit at or above <paramref name="from"/>.</summary>
    private static int? FirstBit(ulong mask, int from)
    {
        var rest = from > 63 ? 0 : mask >> from << from;
        return rest == 0 ? null : BitOperations.TrailingZeroCount(rest);
    }

    /// <summary>The highest set bit at or below <paramref name="to"/>.</summary>
    private static int? LastBit(ulong mask, int to)
    {
        var rest = to < 0 ? 0 : mask << (63 - to) >> (63 - to);
        return rest == 0 ? null : BitOperations.Log2(rest);
    }
}
