using Orrery.Core.Dags;
using Orrery.Core.Identity;
using Orrery.Core.Timetables;

namespace Orrery.Core.Tests.Timetables;

public sealed class LatestRunTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(DagRunType.Scheduled, 0, true)]
    [InlineData(DagRunType.Scheduled, 60, true)]
    [InlineData(DagRunType.Scheduled, 61, false)]
    [InlineData(DagRunType.Backfill, 61, false)]
    [InlineData(DagRunType.Manual, 61, true)]
    public void IsLatest_OfAnHourlySchedule_HoldsUntilTheRunAfterItIsDue(DagRunType type, int minutesLater, bool expected)
    {
        foreach (var isInterval in new[] { true, false })
        {
            var timetable = TimetableFactory.Of(Dag(isInterval ? new ScheduleDefinition.CronInterval("0 * * * *") : new ScheduleDefinition.Cron(["0 * * * *"])));
            var interval = isInterval ? new DataInterval(Noon.AddHours(-1), Noon) : DataInterval.Exact(Noon);
            LatestRun.IsLatest(timetable, type, interval, Noon, Noon.AddMinutes(minutesLater)).ShouldBe(expected, $"interval: {isInterval}");
        }
    }

    [Fact]
    public void IsLatest_WhenTheScheduleMakesNoOtherRun_Holds()
    {
        LatestRun.IsLatest(TimetableFactory.Of(Dag(new ScheduleDefinition.Once())), DagRunType.Scheduled, DataInterval.Exact(Noon), Noon, Noon.AddYears(1)).ShouldBeTrue();
        LatestRun.IsLatest(TimetableFactory.Of(Dag(new ScheduleDefinition.None())), DagRunType.AssetTriggered, null, Noon, Noon.AddYears(1)).ShouldBeTrue();
    }

    private static DagDefinition Dag(ScheduleDefinition schedule) => new() { DagId = "d", Schedule = schedule, Tasks = [] };
}
