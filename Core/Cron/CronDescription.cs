using System.Globalization;
using System.Numerics;

namespace Orrery.Core.Cron;

/// <summary>Puts a schedule into a short English sentence, or declines.</summary>
internal static class CronDescription
{
    private const int LongestList = 6;
    private static readonly string[] Ordinals = ["first", "second", "third", "fourth", "fifth"];

    /// <summary>The sentence, or null when it would be long or misleading.</summary>
    public static string? Of(CronSchedule schedule)
    {
        if (Days(schedule) is not { } days || Months(schedule.Months) is not { } months)
        {
            return null;
        }

        if (Frequency(schedule) is { } frequency)
        {
            return $"{frequency}{(days.Length == 0 ? "" : $" {days}")}{months}";
        }

        var when = days.Length == 0 ? "every day" : days.StartsWith("on every", StringComparison.Ordinal) ? days[3..] : days;
        return Times(schedule) is { } times ? $"{when}{months} at {times}" : null;
    }

    /// <summary>"every 15 minutes", "every hour at minute 5"; null when the times of day are better listed.</summary>
    private static string? Frequency(CronSchedule schedule)
    {
        var everyMinute = Step(schedule.Minutes, 60);
        if (schedule.Seconds != 1)
        {
            return everyMinute == 1 && schedule.IsEveryHour ? Every(Step(schedule.Seconds, 60), "second") : null;
        }

        if (schedule.IsEveryHour)
        {
            return Every(everyMinute, "minute") ?? (schedule.Minutes == 1
                ? "every hour"
                : List(Bits(schedule.Minutes).Select(Number)) is { } minutes ? $"every hour at {Minutes(schedule)} {minutes}" : null);
        }

        if (Step(schedule.Hours, 24) is { } everyHour && BitOperations.IsPow2(schedule.Minutes))
        {
            var minute = BitOperations.Log2(schedule.Minutes);
            return minute == 0 ? Every(everyHour, "hour") : $"{Every(everyHour, "hour")} at minute {minute}";
        }

        var (first, last) = (BitOperations.TrailingZeroCount(schedule.Hours), BitOperations.Log2(schedule.Hours));
        var isOneSpan = BitOperations.PopCount(schedule.Hours) == last - first + 1;
        if (!isOneSpan || last == first)
        {
            return null;
        }

        var within = $"from {first:D2}:00 through {last:D2}:59";
        return Every(everyMinute, "minute") is { } often ? $"{often} {within}"
            : schedule.Minutes == 1 ? $"every hour from {first:D2}:00 to {last:D2}:00"
            : null;
    }

    private static string Minutes(CronSchedule schedule) => BitOperations.IsPow2(schedule.Minutes) ? "minute" : "minutes";

    private static string? Times(CronSchedule schedule)
    {
        if (schedule.Seconds != 1)
        {
            return null;
        }

        return List(Bits(schedule.Hours).SelectMany(_ => Bits(schedule.Minutes), (hour, minute) => $"{hour:D2}:{minute:D2}"));
    }

    /// <summary>"on every Monday", "on day 1 of the month"; empty when every day counts, null when it cannot be said shortly.</summary>
    private static string? Days(CronSchedule schedule)
    {
        var byDate = schedule.RestrictsDayOfMonth ? DaysOfMonth(schedule) : "";
        var byWeekday = schedule.RestrictsDayOfWeek ? Weekdays(schedule) : "";
        return (byDate, byWeekday) switch
        {
            (null, _) or (_, null) => null,
            ("", "") => "",
            ("", _) => $"on {byWeekday}",
            (_, "") => $"on {byDate}",
            _ => $"on {byDate} or {byWeekday}",
        };
    }

    private static string? DaysOfMonth(CronSchedule schedule)
    {
        var numbers = List(Bits(schedule.DaysOfMonth).Select(Number));
        var days = BitOperations.PopCount(schedule.DaysOfMonth) > 1 ? "days" : "day";
        return (numbers, schedule.LastDayOfMonth) switch
        {
            (null, _) => null,
            ("", _) => "the last day of the month",
            (_, true) => $"{days} {numbers} and the last day of the month",
            _ => $"{days} {numbers} of the month",
        };
    }

    private static string? Weekdays(CronSchedule schedule)
    {
        var parts = Bits(schedule.LastDaysOfWeek).Select(day => $"the last {(DayOfWeek)day} of the month")
            .Concat(Bits(schedule.NthDaysOfWeek).Select(bit => $"the {Ordinals[bit / 7]} {(DayOfWeek)(bit % 7)} of the month"))
            .ToList();
        if (schedule.DaysOfWeek != 0)
        {
            parts.Insert(0, Span(schedule.DaysOfWeek));
        }

        return List(parts);
    }

    private static string Span(uint weekdays)
    {
        var days = Bits(weekdays).ToArray();
        return days.Length is > 2 and < 7 && days[^1] - days[0] == days.Length - 1
            ? $"{(DayOfWeek)days[0]} to {(DayOfWeek)days[^1]}"
            : $"every {string.Join(" and ", days.Select(day => ((DayOfWeek)day).ToString()))}";
    }

    private static string? Months(uint months) => months == 0x1FFE
        ? ""
        : List(Bits(months).Select(CultureInfo.InvariantCulture.DateTimeFormat.GetMonthName)) is { } names ? $" in {names}" : null;

    /// <summary>n when the mask is exactly every n-th value from 0 and n divides the cycle, else null.</summary>
    private static int? Step(ulong mask, int cycle)
    {
        var step = cycle / BitOperations.PopCount(mask);
        var expected = 0UL;
        for (var value = 0; value < cycle; value += step)
        {
            expected |= 1UL << value;
        }

        return mask == expected && step < cycle ? step : null;
    }

    private static string? Every(int? step, string unit) => step switch
    {
        null => null,
        1 => $"every {unit}",
        _ => $"every {step} {unit}s",
    };

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);

    /// <summary>"a", "a and b", "a, b and c"; null when there are too many to read.</summary>
    private static string? List(IEnumerable<string> items)
    {
        var all = items.Take(LongestList + 1).ToArray();
        return all.Length switch
        {
            > LongestList => null,
            0 => "",
            1 => all[0],
            _ => $"{string.Join(", ", all[..^1])} and {all[^1]}",
        };
    }

    private static IEnumerable<int> Bits(ulong mask)
    {
        for (var rest = mask; rest != 0; rest &= rest - 1)
        {
            yield return BitOperations.TrailingZeroCount(rest);
        }
    }
}
