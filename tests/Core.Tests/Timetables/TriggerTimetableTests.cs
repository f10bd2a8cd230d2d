using Orrery.Core.Cron;
using Orrery.Core.Timetables;

namespace Orrery.Core.Tests.Timetables;

public sealed class TriggerTimetableTests
{
    [Fact]
    public void Next_WhenCatchingUp_IsTheTickAfterTheLastRun() =>
        Given.CronTrigger("@daily").Next(Given.Context("2024-05-01", lastEnd: "2024-01-01", catchup: true))
            .ShouldBe(DagRunInfo.For(Given.Interval("2024-01-02", "2024-01-02")));

    [Fact]
    public void Next_WhenNotCatchingUp_SkipsToTheNewestTick() =>
        Given.CronTrigger("@daily").Next(Given.Context("2024-05-01T12:00", lastEnd: "2024-01-01"))
            .ShouldBe(DagRunInfo.For(Given.Interval("2024-05-01", "2024-05-01")));

    [Fact]
    public void Next_WhenNewestTickHasRun_IsTheOneToCome() =>
        Given.CronTrigger("@daily").Next(Given.Context("2024-05-01T12:00", lastEnd: "2024-05-01"))!.Value.RunAfter.ShouldBe(Given.At("2024-05-02"));

    [Fact]
    public void Next_WhenStartLiesAhead_WaitsForIt() =>
        Given.CronTrigger("@daily").Next(Given.Context("2024-05-01", earliest: "2024-06-01T01:00", lastEnd: "2024-04-30"))!.Value.RunAfter.ShouldBe(Given.At("2024-06-02"));

    [Fact]
    public void Next_WhenTickIsTheEndDate_StillRuns() =>
        Given.CronTrigger("@daily").Next(Given.Context("2024-05-01", latest: "2024-05-02", lastEnd: "2024-05-01")).ShouldNotBeNull();

    [Fact]
    public void Next_WhenTickIsPastTheEndDate_IsNull() =>
        Given.CronTrigger("@daily").Next(Given.Context("2024-05-01", latest: "2024-05-01T23:59", lastEnd: "2024-05-01")).ShouldBeNull();

    [Fact]
    public void Next_WhenIntervalReachesBack_LogicalDateIsItsStart()
    {
        var run = Given.CronTrigger("@daily", interval: CalendarDelta.Of(months: 1)).Next(Given.Context("2024-03-31T12:00", lastEnd: "2024-03-30"))!.Value;

        run.LogicalDate.ShouldBe(Given.At("2024-02-29"));
        run.DataInterval.ShouldBe(Given.Interval("2024-02-29", "2024-03-31"));
        run.RunAfter.ShouldBe(Given.At("2024-03-31"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Next_WhenDateDoesNotExist_IsNull(bool catchup)
    {
        var never = Given.CronTrigger("0 0 30 2 *");

        never.Next(Given.Context("2024-01-01", catchup: catchup)).ShouldBeNull();
        never.Next(Given.Context("2024-01-01", earliest: "2023-01-01", catchup: catchup)).ShouldBeNull();
        never.Next(Given.Context("2024-01-01", lastEnd: "2023-01-01", catchup: catchup)).ShouldBeNull();
    }

    [Fact]
    public void Next_WhenFirstTickIsLate_FollowsRunImmediately()
    {
        // Daily at 03:00; a tenth of the gap is 2 h 24 min.
        First(RunImmediately.IfJustMissed, "2024-01-02T05:24").ShouldBe(Given.At("2024-01-02T03:00"));
        First(RunImmediately.IfJustMissed, "2024-01-02T05:25").ShouldBe(Given.At("2024-01-03T03:00"));
        First(RunImmediately.Always, "2024-01-03T02:59").ShouldBe(Given.At("2024-01-02T03:00"));
        First(RunImmediately.Within(TimeSpan.FromHours(1)), "2024-01-02T04:00").ShouldBe(Given.At("2024-01-02T03:00"));
        First(RunImmediately.Within(TimeSpan.Zero), "2024-01-02T04:00").ShouldBe(Given.At("2024-01-03T03:00"));
        Should.Throw<ArgumentOutOfRangeException>(() => RunImmediately.Within(TimeSpan.FromTicks(-1)));

        static DateTimeOffset First(RunImmediately rule, string now) =>
            new CronTriggerTimetable(CronExpression.Parse("0 3 * * *"), TimeZoneInfo.Utc, runImmediately: rule).Next(Given.Context(now))!.Value.RunAfter;
    }

    [Fact]
    public void Next_WhenGapIsShort_StillAllowsFiveMinutes() =>
        Given.CronTrigger("*/10 * * * *").Next(Given.Context("2024-01-01T00:05"))!.Value.RunAfter.ShouldBe(Given.At("2024-01-01T00:00"));

    [Fact]
    public void Next_WhenSeveralCronsCoincide_RunsOnce()
    {
        var both = Multiple("0 0 * * *", "0 */12 * * *");

        both.Between(Given.At("2024-01-01"), Given.At("2024-01-02")).Select(run => run.RunAfter.Hour).ShouldBe([0, 12, 0]);
    }

    [Fact]
    public void Next_WhenOneOfSeveralCronsNeverFires_FollowsTheOthers()
    {
        Multiple("0 0 30 2 *", "@daily").Next(Given.Context("2024-01-01T12:00", lastEnd: "2024-01-01"))!.Value.RunAfter.ShouldBe(Given.At("2024-01-02"));
        Multiple("0 0 30 2 *", "0 0 31 6 *").Next(Given.Context("2024-01-01")).ShouldBeNull();
    }

    [Fact]
    public void Constructor_WhenThereIsNoCron_SaysWhatIsNeeded() =>
        Should.Throw<ArgumentException>(() => new MultipleCronTriggerTimetable([], TimeZoneInfo.Utc)).Message.ShouldStartWith("A schedule of several cron expressions needs at least one");

    [Fact]
    public void Next_WhenDeltaHasNoStart_BeginsNowAndGoesOnFromThere()
    {
        var timetable = new DeltaTriggerTimetable(CalendarDelta.Of(hours: 1));

        timetable.Next(Given.Context("2024-01-01T00:07"))!.Value.RunAfter.ShouldBe(Given.At("2024-01-01T00:07"));
        timetable.Next(Given.Context("2024-01-01T00:30", lastEnd: "2024-01-01T00:07"))!.Value.RunAfter.ShouldBe(Given.At("2024-01-01T01:07"));
    }

    [Fact]
    public void Constructor_WhenDeltaIsZero_SaysWhatIsNeeded()
    {
        Should.Throw<ArgumentOutOfRangeException>(() => new DeltaTriggerTimetable(CalendarDelta.Zero)).Message.ShouldStartWith("A schedule's delta must be more than zero");
        Should.Throw<ArgumentOutOfRangeException>(() => new DeltaIntervalTimetable(CalendarDelta.Zero));
    }

    [Fact]
    public void Description_Always_IsPlainEnglish()
    {
        Given.CronTrigger("0 3 * * *", "Europe/Zurich").Description.ShouldBe("every day at 03:00 (Europe/Zurich)");
        Multiple("@hourly", "30 12 * * *").Description.ShouldBe("every hour, and every day at 12:30 (UTC)");
        new DeltaTriggerTimetable(CalendarDelta.Of(minutes: 15)).Description.ShouldBe("every 15 minutes");
    }

    private static MultipleCronTriggerTimetable Multiple(params string[] crons) => new(crons.Select(CronExpression.Parse), TimeZoneInfo.Utc);
}
