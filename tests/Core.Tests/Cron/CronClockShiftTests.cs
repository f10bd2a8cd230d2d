using Orrery.Core.Cron;

namespace Orrery.Core.Tests.Cron;

/// <summary>Clock shifts. Zurich 2023: the gap is 26 March 02:00–03:00 (at 01:00 UTC), the fold 29 October 02:00–03:00 (at 01:00 UTC).</summary>
public sealed class CronClockShiftTests
{
    [Fact]
    public void Next_WhenLocalTimeIsMissing_MovesForwardByTheGap() =>
        Ticks("30 2 * * *", "Europe/Zurich", "2023-03-25T12:00Z", 2).ShouldBe(["03-26T01:30", "03-27T00:30"]);

    [Fact]
    public void Next_WhenMovedAndRegularTimeCoincide_FiresOnce() =>
        Ticks("0 2,3 * * *", "Europe/Zurich", "2023-03-26T00:00Z", 2).ShouldBe(["03-26T01:00", "03-27T00:00"]);

    [Fact]
    public void Next_WhenLocalTimeIsRepeated_MeansTheSecond() =>
        Ticks("30 2 * * *", "Europe/Zurich", "2023-10-28T12:00Z", 2).ShouldBe(["10-29T01:30", "10-30T01:30"]);

    [Fact]
    public void Next_WhenStartingInTheFirstOccurrence_StillFindsTheSecond() =>
        Ticks("30 2 * * *", "Europe/Zurich", "2023-10-29T00:45Z", 1).ShouldBe(["10-29T01:30"]);

    [Fact]
    public void Previous_WhenStartingInTheFirstOccurrence_IsTheDayBefore() =>
        Previous("30 2 * * *", "Europe/Zurich", "2023-10-29T00:45Z").ShouldBe("10-28T00:30");

    [Fact]
    public void Previous_WhenTickWasMoved_IsADayEarlierAndNotItself() =>
        Previous("0 2 * * *", "Europe/Zurich", "2023-03-26T01:00Z").ShouldBe("03-25T01:00");

    [Fact]
    public void Next_WhenEveryHour_FiresInTheRepeatedHourTwice() =>
        Ticks("30 * * * *", "Europe/Zurich", "2023-10-28T23:30Z", 3).ShouldBe(["10-29T00:30", "10-29T01:30", "10-29T02:30"]);

    [Fact]
    public void Next_WhenEveryHour_SkipsTheMissingHour() =>
        Ticks("30 * * * *", "Europe/Zurich", "2023-03-25T23:30Z", 3).ShouldBe(["03-26T00:30", "03-26T01:30", "03-26T02:30"]);

    [Theory]
    [InlineData("2023-03-24T22:30Z", "03-26T22:00")]
    [InlineData("2023-10-27T21:30Z", "10-29T23:00")]
    public void Next_WhenEveryHourOfWeekdaysAndTheClockShiftsOnSunday_BeginsAtMidnightOnMonday(string friday, string mondayMidnight) =>
        Ticks("*/30 * * * 1-5", "Europe/Zurich", friday, 1).ShouldBe([mondayMidnight]);

    [Fact]
    public void Previous_WhenEveryHourOfWeekdaysAndTheClockShiftsOnSunday_EndsOnFridayNight() =>
        Previous("*/30 * * * 1-5", "Europe/Zurich", "2023-03-26T22:00Z").ShouldBe("03-24T22:30");

    [Fact]
    public void Next_WhenTheShiftIsHalfAnHour_KeepsTicksAtMostAnHourApart() =>
        Ticks("10 * * * *", "Australia/Lord_Howe", "2024-04-06T14:10Z", 3).ShouldBe(["04-06T15:10", "04-06T15:40", "04-06T16:40"]);

    [Fact]
    public void Next_WhenHalfAnHourIsMissing_FiresMovedAndRegularTimesInOrder() =>
        // 02:00–02:30 is missing: 02:15 moves to 02:45, after the regular 02:30.
        Ticks("15,30 2 * * *", "Australia/Lord_Howe", "2023-09-30T13:00Z", 2).ShouldBe(["09-30T15:30", "09-30T15:45"]);

    [Fact]
    public void Next_WhenAWholeDayIsMissing_MovesToTheNextDayAndFiresOnce() =>
        // Samoa had no 30 December 2011.
        Ticks("0 12 * * *", "Pacific/Apia", "2011-12-29T00:00Z", 3).ShouldBe(["12-29T22:00", "12-30T22:00", "12-31T22:00"]);

    [Fact]
    public void Next_WhenShiftsAreAYearApart_ResolvesTheOneWhereTheTickFalls() =>
        Ticks("30 2 26 3 *", "Europe/Zurich", "2022-03-27T00:30Z", 2).ShouldBe(["03-26T01:30", "03-26T01:30"]);

    private static string[] Ticks(string text, string zone, string after, int count)
    {
        var (cron, clock) = (CronExpression.Parse(text), TimeZones.Find(zone));
        var ticks = new List<string>();
        for (var tick = cron.Next(DateTimeOffset.Parse(after), clock); ticks.Count < count; tick = cron.Next(tick!.Value, clock))
        {
            ticks.Add(tick!.Value.ToString("MM-ddTHH:mm"));
        }

        return [.. ticks];
    }

    private static string Previous(string text, string zone, string before) =>
        CronExpression.Parse(text).Previous(DateTimeOffset.Parse(before), TimeZones.Find(zone))!.Value.ToString("MM-ddTHH:mm");
}
