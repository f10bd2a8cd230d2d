using Orrery.Core.Timetables;

namespace Orrery.Core.Tests.Timetables;

public sealed class OtherTimetableTests
{
    private static readonly EventsTimetable Events = new([Given.At("2024-01-03"), Given.At("2024-01-01"), Given.At("2024-01-03T02:00+02:00"), Given.At("2024-01-09")]);

    [Fact]
    public void Events_Always_AreSortedInUtcWithoutRepetition()
    {
        Events.Events.ShouldBe([Given.At("2024-01-01"), Given.At("2024-01-03"), Given.At("2024-01-09")]);
        Events.Summary.ShouldBe("3 events");
    }

    [Fact]
    public void Next_WhenEventsHavePassedWithoutCatchup_NeverRunsThem() =>
        Events.Next(Given.Context("2024-01-02"))!.Value.RunAfter.ShouldBe(Given.At("2024-01-03"));

    [Fact]
    public void Next_WhenEventsCatchUp_RunsEachOnce() =>
        Events.Between(Given.At("2023-01-01"), Given.At("2024-01-08")).Select(run => run.RunAfter).ShouldBe([Given.At("2024-01-01"), Given.At("2024-01-03")]);

    [Fact]
    public void ManualInterval_WhenRestrictedToEvents_IsTheNewestEventByThen()
    {
        var restricted = new EventsTimetable(Events.Events, restrictToEvents: true);

        restricted.ManualInterval(Given.At("2024-01-05")).ShouldBe(DataInterval.Exact(Given.At("2024-01-03")));
        restricted.ManualInterval(Given.At("2023-01-05")).ShouldBe(DataInterval.Exact(Given.At("2024-01-01")));
        Events.ManualInterval(Given.At("2024-01-05")).ShouldBe(DataInterval.Exact(Given.At("2024-01-05")));
    }

    [Fact]
    public void Next_WhenBoundsHaveAnOffset_RunsAreInUtc()
    {
        var run = new OnceTimetable().Next(Given.Context("2024-01-01", earliest: "2024-01-01T00:00+02:00"))!.Value;

        run.LogicalDate.ToString("O").ShouldBe("2023-12-31T22:00:00.0000000+00:00");
        run.RunAfter.Offset.ShouldBe(TimeSpan.Zero);
    }

    [Fact]
    public void Next_WhenContinuous_BeginsWhereTheLastRunEnded()
    {
        var timetable = new ContinuousTimetable();

        timetable.Next(Given.Context("2024-01-02", lastEnd: "2024-01-01"))!.Value.DataInterval.ShouldBe(Given.Interval("2024-01-01", "2024-01-02"));
        timetable.ActiveRunsLimit.ShouldBe(1);
        timetable.Between(Given.At("2024-01-01"), Given.At("2024-02-01")).ShouldBeEmpty();
    }

    [Fact]
    public void Between_WhenOnce_IsOneRunAtTheBeginning() =>
        new OnceTimetable().Between(Given.At("2024-01-01"), Given.At("2024-02-01")).ShouldBe([DagRunInfo.For(DataInterval.Exact(Given.At("2024-01-01")))]);

    [Fact]
    public void Between_WhenNever_IsEmpty() => new NullTimetable().Between(Given.At("2024-01-01"), Given.At("2024-02-01")).ShouldBeEmpty();

    [Fact]
    public void Between_WhenTrigger_HoldsBothEnds() =>
        Given.CronTrigger("@daily").Between(Given.At("2024-02-27T00:00"), Given.At("2024-03-01")).Select(run => run.LogicalDate.Day).ShouldBe([27, 28, 29, 1]);

    [Fact]
    public void Between_WhenBoundsAreReversed_IsEmpty() =>
        Given.CronTrigger("@daily").Between(Given.At("2024-03-01"), Given.At("2024-02-01")).ShouldBeEmpty();

    [Fact]
    public void Between_WhenMonthsAreClipped_KeepsTheClippedDay() =>
        new DeltaTriggerTimetable(CalendarDelta.Of(months: 1)).Between(Given.At("2024-01-31"), Given.At("2024-04-30"))
            .Select(run => run.RunAfter).ShouldBe([Given.At("2024-01-31"), Given.At("2024-02-29"), Given.At("2024-03-29"), Given.At("2024-04-29")]);
}
