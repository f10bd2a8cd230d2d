using System.Globalization;

namespace Orrery.Core.Timetables;

/// <summary>
/// A length of time in calendar units. Years and months are added by the calendar, clipped to the end of the month
/// (31 January + 1 month = 28 or 29 February); all smaller units are elapsed time, a day being 24 hours. Arithmetic is in UTC.
/// </summary>
/// <remarks>Equal lengths are equal however they were written: 12 months are 1 year, 7 days are 1 week. The default is zero.</remarks>
public readonly record struct CalendarDelta
{
    /// <summary>The most years a delta may span, all units together: 1,000.</summary>
    public const int MaxYears = 1000;

    private CalendarDelta(int months, TimeSpan time)
    {
        TotalMonths = months;
        Time = time;
    }

    /// <summary>A delta of length zero.</summary>
    public static CalendarDelta Zero => default;

    /// <summary>Years and months together, in months; 0 to 12,000.</summary>
    public int TotalMonths { get; }

    /// <summary>Weeks and all smaller units together; never negative.</summary>
    public TimeSpan Time { get; }

    /// <summary>Whether adding it changes nothing.</summary>
    public bool IsZero => this == Zero;

    /// <summary>Creates a delta from its units. None may be negative; together they may span up to <see cref="MaxYears"/> years.</summary>
    /// <param name="years">Calendar years.</param>
    /// <param name="months">Calendar months.</param>
    /// <param name="weeks">Weeks of 7 days; fractions are allowed from here on.</param>
    /// <param name="days">Days of 24 hours.</param>
    /// <param name="hours">Hours.</param>
    /// <param name="minutes">Minutes.</param>
    /// <param name="seconds">Seconds.</param>
    /// <exception cref="ArgumentOutOfRangeException">A unit is negative, not a number, or too large; the message names it.</exception>
    public static CalendarDelta Of(
        int years = 0, int months = 0, double weeks = 0, double days = 0, double hours = 0, double minutes = 0, double seconds = 0)
    {
        const double maxDays = MaxYears * 366.0;
        Check(years, MaxYears, nameof(years));
        Check(months, MaxYears * 12, nameof(months));
        Check(weeks, maxDays / 7, nameof(weeks));
        Check(days, maxDays, nameof(days));
        Check(hours, maxDays * 24, nameof(hours));
        Check(minutes, maxDays * 24 * 60, nameof(minutes));
        Check(seconds, maxDays * 24 * 60 * 60, nameof(seconds));
        var time = TimeSpan.FromDays((weeks * 7) + days) + TimeSpan.FromHours(hours) + TimeSpan.FromMinutes(minutes) + TimeSpan.FromSeconds(seconds);
        var totalMonths = (years * 12) + months;
        Check(totalMonths / 12.0 + time.TotalDays / 366.0, MaxYears, "years, all units together,");
        return new CalendarDelta(totalMonths, time);
    }

    /// <summary>A delta of elapsed time only.</summary>
    /// <param name="time">The time; not negative, up to <see cref="MaxYears"/> years.</param>
    /// <exception cref="ArgumentOutOfRangeException">The time is negative or too long.</exception>
    public static CalendarDelta FromTime(TimeSpan time)
    {
        Check(time.TotalDays, MaxYears * 366.0, nameof(time));
        return new CalendarDelta(0, time);
    }

    /// <summary>The moment this much later, in UTC; null when that lies beyond the calendar (year 9999).</summary>
    /// <param name="moment">The moment to start from.</param>
    public DateTimeOffset? AddTo(DateTimeOffset moment) => Shift(moment, 1);

    /// <summary>The moment this much earlier, in UTC; null when that lies beyond the calendar (year 1).</summary>
    /// <param name="moment">The moment to start from.</param>
    public DateTimeOffset? SubtractFrom(DateTimeOffset moment) => Shift(moment, -1);

    /// <summary>
    /// The moment <paramref name="times"/> of this later (earlier when negative), in UTC; null when that lies beyond the calendar.
    /// The months are added in one step, so that the end of a month is clipped once.
    /// </summary>
    internal DateTimeOffset? Shift(DateTimeOffset moment, long times)
    {
        var start = moment.UtcDateTime;
        var months = (start.Year * 12L) + start.Month - 1 + (TotalMonths * times);
        if (months is < 12 or > (9999 * 12) + 11)
        {
            return null;
        }

        var (year, month) = ((int)(months / 12), (int)(months % 12) + 1);
        var day = Math.Min(start.Day, DateTime.DaysInMonth(year, month));
        var ticks = new DateTime(year, month, day).Ticks + start.TimeOfDay.Ticks + (Int128)Time.Ticks * times;
        return ticks >= 0 && ticks <= DateTime.MaxValue.Ticks ? new DateTimeOffset((long)ticks, TimeSpan.Zero) : null;
    }

    /// <summary>The length in words: "1 month", "1 day 6 hours", "90 seconds" as "1 minute 30 seconds"; "0 seconds" for zero.</summary>
    public override string ToString()
    {
        var seconds = Time.Seconds + (Time.Ticks % TimeSpan.TicksPerSecond / (double)TimeSpan.TicksPerSecond);
        var (weeks, days) = Time.Days % 7 == 0 ? (Time.Days / 7, 0) : (0, Time.Days);
        ReadOnlySpan<(double Count, string Unit)> units =
        [
            (TotalMonths / 12, "year"), (TotalMonths % 12, "month"), (weeks, "week"), (days, "day"),
            (Time.Hours, "hour"), (Time.Minutes, "minute"), (seconds, "second"),
        ];
        var words = new List<string>();
        foreach (var (count, unit) in units)
        {
            if (count != 0)
            {
                words.Add($"{count.ToString(CultureInfo.InvariantCulture)} {unit}{(count == 1 ? "" : "s")}");
            }
        }

        return words.Count == 0 ? "0 seconds" : string.Join(' ', words);
    }

    private static void Check(double value, double max, string unit)
    {
        if (!(value >= 0 && value <= max))
        {
            throw new ArgumentOutOfRangeException(unit, value, $"A delta's {unit} must be from 0 to {max:0}, was {value}.");
        }
    }
}
