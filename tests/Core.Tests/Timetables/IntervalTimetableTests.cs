using Orrery.Core.Timetables;

namespace Orrery.Core.Tests.Timetables;

public sealed class IntervalTimetableTests
{
    [Fact]
    public void Next_WhenNeverRun_IsDueWhenItsIntervalIsComplete()
    {
        var run = Given.CronInterval("@daily").Next(Given.Context("2024-01-05T12:00", earliest: "2024-01-01", catchup: true))!.Value;

        run.LogicalDate.ShouldBe(Given.At("2024-01-01"));
        run.DataInterval.ShouldBe(Given.Interval("2024-01-01", "2024-01-02"));
        run.RunAfter.ShouldBe(Given.At("2024-01-02"));
    }

    [Theory]
    [InlineData("2024-01-05T12:00", "2024-01-04")]
    [InlineData("2024-01-05T00:00", "2024-01-04")]
    [InlineData("2024-01-04T23:59", "2024-01-03")]
    public void Next_WhenNotCatchingUp_IsTheNewestCompleteInterval(string now, string start) =>
        Given.CronInterval("@daily").Next(Given.Context(now, earliest: "2020-01-01"))!.Value.LogicalDate.ShouldBe(Given.At(start));

    [Fact]
    public void Next_WhenStartIsBetweenTicks_BeginsAtTheNextTick() =>
        Given.CronInterval("@daily").Next(Given.Context("2024-05-01", earliest: "2024-01-01T00:01", catchup: true))!.Value.LogicalDate.ShouldBe(Given.At("2024-01-02"));

    [Fact]
    public void Next_WhenThereIsNeitherStartNorRun_NeedsNoCatchup()
    {
        Given.CronInterval("@daily").Next(Given.Context("2024-01-05T12:00", catchup: true)).ShouldBeNull();
        Given.CronInterval("@daily").Next(Given.Context("2024-01-05T12:00"))!.Value.LogicalDate.ShouldBe(Given.At("2024-01-04"));
    }

    [Fact]
    public void Next_WhenStartIsTheEndDate_StillRuns()
    {
        Given.CronInterval("@daily").Next(Given.Context("2024-05-01", "2024-01-01", latest: "2024-01-01", catchup: true)).ShouldNotBeNull();
        Given.CronInterval("@daily").Next(Given.Context("2024-05-01", "2024-01-01", latest: "2023-12-31", catchup: true)).ShouldBeNull();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Next_WhenDateDoesNotExist_IsNull(bool catchup)
    {
        var never = Given.CronInterval("0 0 30 2 *");

        never.Next(Given.Context("2024-01-01", earliest: "2023-01-01", catchup: catchup)).ShouldBeNull();
        never.Next(Given.Context("2024-01-01", lastEnd: "2023-01-01", catchup: catchup)).ShouldBeNull();
        never.ManualInterval(Given.At("2024-01-01")).ShouldBe(Given.Interval("2024-01-01", "2024-01-01"));
    }

    [Theory]
    [InlineData("0 2 * * *", "Europe/Zurich", "2023-03-26T01:00", "2023-03-25T01:00", "2023-03-26T01:00")]
    [InlineData("0 2 * * *", "Europe/Zurich", "2023-10-29T00:30", "2023-10-27T00:00", "2023-10-28T00:00")]
    [InlineData("@hourly", "Europe/Zurich", "2023-10-29T01:30", "2023-10-29T00:00", "2023-10-29T01:00")]
    public void ManualInterval_WhenTheClockShifts_IsCompleteAndNotEmpty(string cron, string zone, string runAfter, string start, string end) =>
        Given.CronInterval(cron, zone).ManualInterval(Given.At(runAfter)).ShouldBe(Given.Interval(start, end));

    [Theory]
    [InlineData("10 * * * *", "Australia/Lord_Howe", "2024-04-06")]
    [InlineData("30 * * * *", "Australia/Lord_Howe", "2023-09-30")]
    [InlineData("30 2 * * *", "Europe/Zurich", "2023-03-24")]
    [InlineData("*/20 1-3 * * *", "America/New_York", "2024-11-02")]
    public void Between_WhenTheClockShifts_IntervalsFollowOneAnotherWithoutGapOrOverlap(string cron, string zone, string from)
    {
        var start = Given.At(from);
        var runs = Given.CronInterval(cron, zone).Between(start, start.AddDays(4)).ToList();

        runs.Count.ShouldBeGreaterThan(3);
        runs.ShouldAllBe(run => run.DataInterval.Start < run.DataInterval.End);
        runs.Zip(runs.Skip(1)).ShouldAllBe(pair => pair.First.DataInterval.End == pair.Second.DataInterval.Start);
    }

    [Fact]
    public void Next_WhenDeltaCatchesUp_GoesOnWhereTheLastRunEnded() =>
        new DeltaIntervalTimetable(CalendarDelta.Of(hours: 1)).Next(Given.Context("2024-05-01", earliest: "2024-01-01", lastEnd: "2024-01-01T05:07", catchup: true))
            .ShouldBe(DagRunInfo.For(Given.Interval("2024-01-01T05:07", "2024-01-01T06:07")));

    [Theory]
    [InlineData(1, "2024-05-17T12:00", "2024-04-01", "2024-05-01")]
    [InlineData(3, "2024-05-17T12:00", "2024-01-01", "2024-04-01")]
    [InlineData(12, "2024-05-17T12:00", "2023-01-01", "2024-01-01")]
    [InlineData(1, "2024-05-01T00:00", "2024-04-01", "2024-05-01")]
    [InlineData(1, "1960-05-17T12:00", "1960-04-01", "1960-05-01")]
    public void Next_WhenMonthsDoNotCatchUp_IsTheNewestCompleteCalendarPeriod(int months, string now, string start, string end) =>
        new DeltaIntervalTimetable(CalendarDelta.Of(months: months)).Next(Given.Context(now))!.Value.DataInterval.ShouldBe(Given.Interval(start, end));

    [Fact]
    public void Next_WhenMonthsAndDaysAreMixed_EndsByNow()
    {
        var delta = CalendarDelta.Of(months: 1, days: 10, hours: 7);
        var now = Given.At("2024-05-17T12:00");

        var interval = new DeltaIntervalTimetable(delta).Next(new TimetableContext { Now = now })!.Value.DataInterval;

        interval.End.ShouldBeLessThanOrEqualTo(now);
        delta.AddTo(interval.End)!.Value.ShouldBeGreaterThan(now);
    }

    [Fact]
    public void Next_WhenCalendarEnds_IsNull() =>
        new DeltaIntervalTimetable(CalendarDelta.Of(years: 1)).Next(Given.Context("2024-01-01", lastEnd: "9999-06-01", catchup: true)).ShouldBeNull();
}
