using Orrery.Core.Cron;
using Orrery.Core.Timetables;

namespace Orrery.Core.Tests.Timetables;

public sealed class UpcomingRunsTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(true, "02-27 02-28 03-01 03-02")]
    [InlineData(false, "03-01 03-02 03-03 03-04")]
    public void From_WhenDaysWereMissed_DoesAsCatchupSays(bool catchup, string expected)
    {
        var daily = new CronTriggerTimetable(CronExpression.Parse("@daily"), TimeZoneInfo.Utc);
        var context = new TimetableContext { Earliest = Noon.AddDays(-2.5), Catchup = catchup, Now = Noon };

        Dates(UpcomingRuns.From(daily, context, planned: null)).ShouldBe(expected);
    }

    [Fact]
    public void From_WhenARunIsPlanned_BeginsWithIt()
    {
        var interval = new CronIntervalTimetable(CronExpression.Parse("@daily"), TimeZoneInfo.Utc);
        var planned = DagRunInfo.For(new DataInterval(new(2026, 2, 20, 0, 0, 0, TimeSpan.Zero), new(2026, 2, 21, 0, 0, 0, TimeSpan.Zero)));

        Dates(UpcomingRuns.From(interval, new TimetableContext { Now = Noon }, planned)).ShouldBe("02-20 02-28 03-01 03-02");
    }

    [Fact]
    public void From_WhenTheEndDateComes_Ends()
    {
        var daily = new CronTriggerTimetable(CronExpression.Parse("@daily"), TimeZoneInfo.Utc);

        Dates(UpcomingRuns.From(daily, new TimetableContext { Now = Noon, Latest = Noon.AddDays(2) }, planned: null)).ShouldBe("03-02 03-03");
    }

    [Fact]
    public void From_WhenTheScheduleIsContinuous_GivesWhatIsKnown() =>
        UpcomingRuns.From(new ContinuousTimetable(), new TimetableContext { Now = Noon }, planned: null).Take(5).Count().ShouldBeLessThanOrEqualTo(2);

    private static string Dates(IEnumerable<DagRunInfo> runs) => string.Join(' ', runs.Take(4).Select(r => $"{r.LogicalDate:MM-dd}"));
}
