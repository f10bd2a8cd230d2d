using Orrery.Core.Timetables;

namespace Orrery.Core.Tests.Timetables;

public sealed class CalendarDeltaTests
{
    [Theory]
    [InlineData(1, "2023-01-31T10:00Z", "2023-02-28T10:00Z")]
    [InlineData(1, "2024-01-31T10:00Z", "2024-02-29T10:00Z")]
    [InlineData(2, "2023-12-31T00:00Z", "2024-02-29T00:00Z")]
    [InlineData(12, "2024-02-29T00:00Z", "2025-02-28T00:00Z")]
    [InlineData(3, "2024-11-15T00:00Z", "2025-02-15T00:00Z")]
    public void AddTo_WhenMonthIsShorter_ClipsToItsEnd(int months, string from, string to) =>
        CalendarDelta.Of(months: months).AddTo(DateTimeOffset.Parse(from)).ShouldBe(DateTimeOffset.Parse(to));

    [Fact]
    public void SubtractFrom_WhenMonthIsShorter_ClipsToItsEnd() =>
        CalendarDelta.Of(months: 1).SubtractFrom(Utc(2024, 3, 31)).ShouldBe(Utc(2024, 2, 29));

    [Fact]
    public void AddTo_WhenMonthsAndDaysAreMixed_AddsMonthsFirst() =>
        CalendarDelta.Of(months: 1, days: 1).AddTo(Utc(2023, 1, 31)).ShouldBe(Utc(2023, 3, 1));

    [Fact]
    public void AddTo_WhenMomentHasAnOffset_GivesUtc() =>
        CalendarDelta.Of(hours: 1).AddTo(new DateTimeOffset(2024, 1, 1, 0, 0, 0, TimeSpan.FromHours(2))).ShouldNotBeNull()
            .ShouldSatisfyAllConditions(sum => sum.ShouldBe(Utc(2023, 12, 31, 23)), sum => sum.Offset.ShouldBe(TimeSpan.Zero));

    [Fact]
    public void AddToAndSubtractFrom_WhenCalendarEnds_AreNull()
    {
        CalendarDelta[] deltas = [CalendarDelta.Of(years: 1), CalendarDelta.Of(days: 366), CalendarDelta.Of(years: CalendarDelta.MaxYears)];

        deltas.ShouldAllBe(delta => delta.AddTo(DateTimeOffset.MaxValue) == null && delta.SubtractFrom(DateTimeOffset.MinValue) == null);
    }

    [Fact]
    public void Of_WhenWrittenInOtherUnits_IsEqual()
    {
        CalendarDelta.Of(years: 1).ShouldBe(CalendarDelta.Of(months: 12));
        CalendarDelta.Of(weeks: 1).ShouldBe(CalendarDelta.FromTime(TimeSpan.FromDays(7)));
        CalendarDelta.Of(minutes: 1.5).ShouldBe(CalendarDelta.Of(seconds: 90));
        CalendarDelta.Of(months: 1).ShouldNotBe(CalendarDelta.Of(days: 30));
        CalendarDelta.Of().IsZero.ShouldBeTrue();
    }

    [Fact]
    public void Of_WhenAUnitIsWrong_NamesItAndItsRange()
    {
        Should.Throw<ArgumentOutOfRangeException>(() => CalendarDelta.Of(months: -1)).Message.ShouldStartWith("A delta's months must be from 0 to 12000, was -1.");
        Should.Throw<ArgumentOutOfRangeException>(() => CalendarDelta.Of(hours: double.NaN)).ParamName.ShouldBe("hours");
        Should.Throw<ArgumentOutOfRangeException>(() => CalendarDelta.Of(seconds: double.PositiveInfinity)).ParamName.ShouldBe("seconds");
        Should.Throw<ArgumentOutOfRangeException>(() => CalendarDelta.Of(years: 600, months: 12 * 600)).Message.ShouldContain("all units together");
        Should.Throw<ArgumentOutOfRangeException>(() => CalendarDelta.FromTime(TimeSpan.FromTicks(-1))).ParamName.ShouldBe("time");
    }

    [Theory]
    [InlineData(0, 0, "0 seconds")]
    [InlineData(1, 0, "1 month")]
    [InlineData(15, 0, "1 year 3 months")]
    [InlineData(0, 90, "1 minute 30 seconds")]
    [InlineData(0, 900, "15 minutes")]
    [InlineData(0, 0.25, "0.25 seconds")]
    [InlineData(0, 1209600, "2 weeks")]
    [InlineData(0, 864000, "10 days")]
    [InlineData(0, 108000, "1 day 6 hours")]
    public void ToString_Always_SaysTheLengthInWords(int months, double seconds, string words) =>
        CalendarDelta.Of(months: months, seconds: seconds).ToString().ShouldBe(words);

    private static DateTimeOffset Utc(int year, int month, int day, int hour = 0) => new(year, month, day, hour, 0, 0, TimeSpan.Zero);
}
