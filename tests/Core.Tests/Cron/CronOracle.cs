using Orrery.Core.Cron;

namespace Orrery.Core.Tests.Cron;

/// <summary>
/// A random expression together with the plainest way to tell its ticks: every wall-clock minute of a period is looked at and
/// converted with the platform's own notion of missing and repeated local times.
/// </summary>
internal sealed class CronOracle
{
    private readonly bool[] _minutes;
    private readonly bool[] _hours;
    private readonly bool[] _days;
    private readonly bool[] _months;
    private readonly bool[] _weekdays;
    private readonly bool _anyDay;
    private readonly bool _anyWeekday;

    private CronOracle(Random random, bool everyHour)
    {
        (_minutes, var minutes) = Field(random, 0, 59, always: false);
        (_hours, var hours) = everyHour ? (All(24), "*") : Field(random, 0, 23, always: false);
        (_days, var days) = Field(random, 1, 31, always: random.Next(2) == 0);
        (_months, var months) = Field(random, 1, 12, always: random.Next(3) > 0);
        (_weekdays, var weekdays) = Field(random, 0, 6, always: random.Next(2) == 0);
        (_anyDay, _anyWeekday) = (days == "*", weekdays == "*");
        Expression = CronExpression.Parse($"{minutes} {hours} {days} {months} {weekdays}");
    }

    public CronExpression Expression { get; }

    public bool FiresEveryHour => _hours.All(hour => hour);

    public static CronOracle Create(Random random, bool everyHour) => new(random, everyHour);

    /// <summary>The ticks of a local-time expression whose wall-clock time lies from one moment to before another.</summary>
    public DateTimeOffset[] LocalTicks(DateTime from, DateTime to, TimeZoneInfo zone)
    {
        var ticks = new SortedSet<DateTimeOffset>();
        for (var wall = from; wall < to; wall = wall.AddMinutes(1))
        {
            if (Matches(wall))
            {
                ticks.Add(Instant(wall, zone));
            }
        }

        return [.. ticks];
    }

    public bool Matches(DateTime wall)
    {
        var (day, weekday) = (_days[wall.Day], _weekdays[(int)wall.DayOfWeek]);
        var isDay = _anyDay || _anyWeekday ? day && weekday : day || weekday;
        return _minutes[wall.Minute] && _hours[wall.Hour] && _months[wall.Month] && isDay;
    }

    private static DateTimeOffset Instant(DateTime wall, TimeZoneInfo zone)
    {
        if (zone.IsAmbiguousTime(wall))
        {
            return new DateTimeOffset(wall, zone.GetAmbiguousTimeOffsets(wall).Min()).ToUniversalTime();
        }

        var offset = zone.IsInvalidTime(wall) ? zone.GetUtcOffset(wall.AddHours(-3)) : zone.GetUtcOffset(wall);
        return new DateTimeOffset(wall, offset).ToUniversalTime();
    }

    private static bool[] All(int count) => Enumerable.Repeat(true, count).ToArray();

    private static (bool[] Values, string Text) Field(Random random, int min, int max, bool always)
    {
        if (always)
        {
            return (All(max + 1), "*");
        }

        var values = new bool[max + 1];
        var items = new List<string>();
        for (var i = random.Next(1, 4); i > 0; i--)
        {
            var low = random.Next(min, max + 1);
            var high = random.Next(low, max + 1);
            var step = random.Next(1, 8);
            var (from, to, every, text) = random.Next(4) switch
            {
                0 => (low, low, 1, $"{low}"),
                1 => (low, high, 1, $"{low}-{high}"),
                2 => (low, high, step, $"{low}-{high}/{step}"),
                _ => (min, max, step, $"*/{step}"),
            };
            for (var value = from; value <= to; value += every)
            {
                values[value] = true;
            }

            items.Add(text);
        }

        return (values, string.Join(',', items));
    }
}
