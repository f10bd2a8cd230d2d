using Orrery.Core.Templating.Rendering;
using Orrery.Core.Templating.Values;

namespace Orrery.Core.Templating.Library;

/// <summary>Calendar arithmetic of date-times, as pendulum does it: units of a day and longer move the wall clock.</summary>
internal static class Calendar
{
    public static DateTimeValue Shift(DateTimeValue value, CallArguments arguments, int sign) => InRange(() =>
    {
        int months = (arguments.Integer("years", 0) * 12) + arguments.Integer("months", 0);
        int days = (arguments.Integer("weeks", 0) * 7) + arguments.Integer("days", 0);
        double seconds = (arguments.Number("hours", 0) * 3600) + (arguments.Number("minutes", 0) * 60) + arguments.Number("seconds", 0);
        double microseconds = (seconds * 1e6) + arguments.Number("microseconds", 0);
        var local = value.Local.AddMonths(sign * months).AddDays(sign * days);
        var shifted = local == value.Local ? value : value.WithLocal(local);
        return shifted.Plus(sign * TimeDeltaValue.FromMicroseconds(microseconds).Value);
    });

    public static DateTimeValue Replace(DateTimeValue value, CallArguments arguments) => InRange(() =>
    {
        var old = value.Moment;
        var local = new DateTime(
            arguments.Integer("year", old.Year),
            arguments.Integer("month", old.Month),
            arguments.Integer("day", old.Day),
            arguments.Integer("hour", old.Hour),
            arguments.Integer("minute", old.Minute),
            arguments.Integer("second", old.Second),
            DateTimeKind.Unspecified);
        int microsecond = arguments.Integer("microsecond", value.Microsecond);
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)microsecond, 999_999u);
        return value.WithLocal(local.AddMicroseconds(microsecond));
    });

    public static DateTimeValue StartOf(DateTimeValue value, string unit) => value.WithLocal(StartOf(value.Local, unit));

    public static DateTimeValue EndOf(DateTimeValue value, string unit) => InRange(() =>
    {
        var start = StartOf(value.Local, unit);
        var next = unit switch
        {
            "second" => start.AddSeconds(1),
            "minute" => start.AddMinutes(1),
            "hour" => start.AddHours(1),
            "day" => start.AddDays(1),
            "week" => start.AddDays(7),
            "month" => start.AddMonths(1),
            "quarter" => start.AddMonths(3),
            _ => start.AddYears(1),
        };
        return value.WithLocal(next.AddMicroseconds(-1));
    });

    public static DateTimeValue InZone(DateTimeValue value, string zone) =>
        TimeZoneInfo.TryFindSystemTimeZoneById(zone, out var found)
            ? new DateTimeValue(value.Moment, found)
            : throw TemplateFault.Runtime($"there is no time zone '{zone}'; use an IANA name such as 'Europe/Paris'");

    private static DateTime StartOf(DateTime local, string unit) => unit switch
    {
        "second" => local.AddTicks(-(local.Ticks % TimeSpan.TicksPerSecond)),
        "minute" => local.AddTicks(-(local.Ticks % TimeSpan.TicksPerMinute)),
        "hour" => local.AddTicks(-(local.Ticks % TimeSpan.TicksPerHour)),
        "day" => local.Date,
        "week" => local.Date.AddDays(-(((int)local.DayOfWeek + 6) % 7)),
        "month" => new DateTime(local.Year, local.Month, 1, 0, 0, 0, DateTimeKind.Unspecified),
        "quarter" => new DateTime(local.Year, ((local.Month - 1) / 3 * 3) + 1, 1, 0, 0, 0, DateTimeKind.Unspecified),
        "year" => new DateTime(local.Year, 1, 1, 0, 0, 0, DateTimeKind.Unspecified),
        _ => throw TemplateFault.Runtime($"'{unit}' is no unit; use second, minute, hour, day, week, month, quarter or year"),
    };

    private static DateTimeValue InRange(Func<DateTimeValue> compute)
    {
        try
        {
            return compute();
        }
        catch (ArgumentOutOfRangeException)
        {
            throw TemplateFault.Runtime("the result is not a date that exists, or is outside the years 1 to 9999");
        }
    }
}
