using Orrery.Core.Cron;

namespace Orrery.Core.Tests.Cron;

public sealed class CronExpressionTests
{
    private static readonly DateTimeOffset NewYear2024 = new(2024, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("0 0 * * sun", "0 0 * * 7")]
    [InlineData("0 0 * * SUN-Tue", "0 0 * * 0,1,2")]
    [InlineData("0 0 * * 5-7", "0 0 * * 0,5,6")]
    [InlineData("0 0 * * fri-mon", "0 0 * * 5,6,0,1")]
    [InlineData("0 0 1 JAN,jul *", "0 0 1 1,7 *")]
    [InlineData("0 22-2 * * *", "0 22,23,0,1,2 * * *")]
    [InlineData("50/5 * * * *", "50,55 * * * *")]
    [InlineData("0 0 * * 1/2", "0 0 * * 1,3,5,0")]
    [InlineData("*/100 * * * *", "0 * * * *")]
    [InlineData("0 0 ? * ?", "@daily")]
    [InlineData("  0\t0  1 1 *  ", "@yearly")]
    [InlineData("@midnight", "@daily")]
    [InlineData("@Annually", "@yearly")]
    [InlineData("0 0 * * 1 0", "0 0 * * 1")]
    public void Parse_WhenWrittenDifferently_FiresAtTheSameMoments(string one, string other)
    {
        var (first, second) = (CronExpression.Parse(one), CronExpression.Parse(other));

        first.ShouldBe(second);
        first.GetHashCode().ShouldBe(second.GetHashCode());
    }

    [Fact]
    public void Equals_WhenMomentsDiffer_IsFalse() => CronExpression.Parse("0 0 * * 1").ShouldNotBe(CronExpression.Parse("0 0 * * 2"));

    [Fact]
    public void Next_WhenSecondsAreWritten_TakesThemFromTheSixthField() =>
        Ticks("0 12 * * * 15,45", NewYear2024, 3).ShouldBe(["01-01 12:00:15", "01-01 12:00:45", "01-02 12:00:15"]);

    [Fact]
    public void Next_WhenSecondsStep_FiresWithinTheMinute() =>
        Ticks("* * * * * */25", NewYear2024.AddSeconds(24.5), 4).ShouldBe(["01-01 00:00:25", "01-01 00:00:50", "01-01 00:01:00", "01-01 00:01:25"]);

    [Fact]
    public void Next_WhenBothDayFieldsRestrict_TakesEither() =>
        Ticks("0 0 13 * fri", NewYear2024, 4).ShouldBe(["01-05 00:00:00", "01-12 00:00:00", "01-13 00:00:00", "01-19 00:00:00"]);

    [Fact]
    public void Next_WhenLastDayAndLastWeekdayAreAsked_TakesEither() =>
        Ticks("0 0 L 2 L1", NewYear2024, 3).ShouldBe(["02-26 00:00:00", "02-29 00:00:00", "02-24 00:00:00"]);

    [Fact]
    public void Next_WhenFifthWeekdayIsAsked_SkipsMonthsWithoutOne() =>
        Ticks("0 0 * * mon#5", NewYear2024, 3).ShouldBe(["01-29 00:00:00", "04-29 00:00:00", "07-29 00:00:00"]);

    [Fact]
    public void Next_WhenNthWeekdaysAndWeekdaysAreListed_TakesAll() =>
        Ticks("0 0 * * 1#1,wed#2,L5", NewYear2024, 4).ShouldBe(["01-10 00:00:00", "01-26 00:00:00", "02-05 00:00:00", "02-14 00:00:00"]);

    [Fact]
    public void Next_WhenDayIs31_SkipsShortMonths() =>
        Ticks("0 0 31 * *", NewYear2024, 3).ShouldBe(["01-31 00:00:00", "03-31 00:00:00", "05-31 00:00:00"]);

    [Theory]
    [InlineData("0 0 30 2 *")]
    [InlineData("0 0 31 4,6,9,11 *")]
    public void NextAndPrevious_WhenDateDoesNotExist_AreNull(string text)
    {
        var cron = CronExpression.Parse(text);

        cron.Next(NewYear2024, TimeZoneInfo.Utc).ShouldBeNull();
        cron.Previous(NewYear2024, TimeZoneInfo.Utc).ShouldBeNull();
        cron.IsMatch(NewYear2024, TimeZoneInfo.Utc).ShouldBeFalse();
    }

    [Fact]
    public void Next_WhenFifthWeekdayOf29FebruaryIsFortyYearsAway_FindsIt()
    {
        // 29 February 2072 is a Monday; 2100 is no leap year, so the next such day is in 2112.
        var cron = CronExpression.Parse("0 0 * 2 mon#5");

        cron.Next(Utc(2072, 2, 29), TimeZoneInfo.Utc).ShouldBe(Utc(2112, 2, 29));
        cron.Previous(Utc(2112, 2, 29), TimeZoneInfo.Utc).ShouldBe(Utc(2072, 2, 29));
    }

    [Fact]
    public void NextAndPrevious_WhenCalendarEnds_AreNull()
    {
        var cron = CronExpression.Parse("* * * * * *");
        var zone = TimeZones.Find("Pacific/Kiritimati");

        cron.Next(DateTimeOffset.MaxValue, zone).ShouldBeNull();
        cron.Previous(DateTimeOffset.MinValue, zone).ShouldBeNull();
        CronExpression.Parse("@yearly").Next(Utc(9999, 6, 1), TimeZones.Find("America/New_York")).ShouldBeNull();
        CronExpression.Parse("59 23 31 12 *").Previous(Utc(1, 6, 1), zone).ShouldBeNull();
    }

    [Fact]
    public void Previous_WhenMomentIsATick_IsTheOneBefore() =>
        CronExpression.Parse("30 16 * * 1").Previous(Utc(2024, 1, 8, 16, 30), TimeZoneInfo.Utc).ShouldBe(Utc(2024, 1, 1, 16, 30));

    [Fact]
    public void Previous_WhenAFractionAfterATick_IsThatTick() =>
        CronExpression.Parse("@hourly").Previous(NewYear2024.AddTicks(1), TimeZoneInfo.Utc).ShouldBe(NewYear2024);

    [Fact]
    public void IsMatch_WhenAFractionOff_IsFalse()
    {
        var cron = CronExpression.Parse("@daily");

        cron.IsMatch(NewYear2024, TimeZoneInfo.Utc).ShouldBeTrue();
        cron.IsMatch(NewYear2024.AddTicks(1), TimeZoneInfo.Utc).ShouldBeFalse();
        cron.IsMatch(NewYear2024.AddTicks(-1), TimeZoneInfo.Utc).ShouldBeFalse();
    }

    [Fact]
    public void Next_WhenMomentHasAnOffset_CountsItsInstant() =>
        CronExpression.Parse("@daily").Next(new DateTimeOffset(2024, 1, 1, 1, 0, 0, TimeSpan.FromHours(2)), TimeZoneInfo.Utc).ShouldBe(NewYear2024);

    [Theory]
    [InlineData("*/5 * * * *")]
    [InlineData("30 2 * * *")]
    [InlineData("0 0 29 2 mon#5")]
    public void NextAndPrevious_Always_AllocateNothing(string text)
    {
        var cron = CronExpression.Parse(text);
        var zone = TimeZones.Find("Europe/Zurich");
        var shift = Utc(2023, 3, 26, 1);
        var year = shift.AddDays(100);
        foreach (var moment in (DateTimeOffset[])[shift, year])
        {
            _ = cron.Next(moment, zone);
            _ = cron.Previous(moment, zone);
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        _ = cron.Next(shift, zone);
        _ = cron.Previous(shift, zone);
        _ = cron.Next(year, zone);
        _ = cron.Previous(year, zone);

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
    }

    private static string[] Ticks(string text, DateTimeOffset after, int count)
    {
        var cron = CronExpression.Parse(text);
        var ticks = new List<string>();
        for (var tick = cron.Next(after, TimeZoneInfo.Utc); ticks.Count < count; tick = cron.Next(tick!.Value, TimeZoneInfo.Utc))
        {
            ticks.Add(tick!.Value.ToString("MM-dd HH:mm:ss"));
        }

        return [.. ticks];
    }

    private static DateTimeOffset Utc(int year, int month, int day, int hour = 0, int minute = 0) => new(year, month, day, hour, minute, 0, TimeSpan.Zero);
}
